using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Carrying;

/// <summary>
/// What a scheduler that implements <see cref="ICarriesMemory"/> keeps to: an experiment that goes on from a snapshot
/// again and again decides what one does that remembers everything from the first event on, and remembers the same in
/// the end, to the byte.
/// </summary>
internal static class SchedulerMemory
{
    /// <summary>Runs an experiment in which much breaks, with snapshots, and folds its journal without.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="seed">Decides the order of arrivals and all mishaps.</param>
    /// <param name="value">The score of a trial at an iteration.</param>
    /// <param name="jumpMax">How far iterations jump.</param>
    public static void Check(
        ExperimentSpec spec, ulong seed, Func<ulong, TrialId, int, double> value, int jumpMax = 1)
    {
        Assert.That(spec.Scheduler.Create(spec.Context), Is.InstanceOf<ICarriesMemory>());
        TestContext.Out.WriteLine($"{spec.Scheduler}, seed {seed}");
        var driver = new MachineDriver(spec, (trial, iteration) => value(seed, trial, iteration))
        {
            Slots = 4, SlotsAfter = events => 2 + (events / 40 % 3), Seed = seed, CrashRate = 0.05, LossRate = 0.02,
            AgainRate = 0.02, SaveRate = 0.1, SnapshotRate = 0.2, DropsCheckpoints = seed % 2 == 0, JumpMax = jumpMax,
            IterationsMax = CatalogContractTests.MaxIterations,
            More = (trial, iteration) => [("cost", (trial.Number * 5 % 7) + (iteration % 3))],
        }.RunToEnd();

        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
        Assert.That(
            driver.Snapshot(ExperimentMachine.Replay(driver.Journal)), Is.EqualTo(driver.Snapshot(driver.State)),
            "the same memory in the end");
    }
}
