using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Foresight;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.MedianStopping;
using Tune.Schedulers.Pasha;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.ResourceChanging;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.TimeSharing;
using Tune.Testing.Machine;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Portraits;

/// <summary>Histories in which attempts break, owners die and failed trials are reopened, under every kind of
/// scheduler.</summary>
internal static class CrashyHistory
{
    private const int MaxIterations = 9;

    private static readonly SchedulerOptions[] s_schedulers =
    [
        new AshaOptions { MaxIterations = MaxIterations, ReductionFactor = 3, Variant = AshaVariant.Promotion },
        new AshaOptions { MaxIterations = MaxIterations, ReductionFactor = 3 },
        new PbtOptions { MaxIterations = MaxIterations, Interval = 2 },
        new PbtOptions { MaxIterations = MaxIterations, Interval = 3, Synchronous = true },
        new HyperBandOptions { MaxIterations = MaxIterations },
        new TimeSharingOptions
        {
            Turn = 2, Inner = new AshaOptions { MaxIterations = MaxIterations, ReductionFactor = 3 },
        },
        new PashaOptions { MaxIterations = MaxIterations },
        new MedianStoppingOptions(),
        new ForesightOptions { MaxIterations = MaxIterations },
        new ResourceChangingOptions { Interval = 2, Inner = new FifoOptions { MaxIterations = MaxIterations } },
        new FifoOptions(),
    ];

    /// <summary>One in four is of an engine that is asked anything at all, the others of one that is driven well
    /// while everything around it breaks.</summary>
    public static IReadOnlyList<ExperimentEvent> Of(ulong seed)
    {
        if (seed % 4 == 0)
        {
            return [.. new RandomHistory(seed, commands: 60).Events];
        }

        var kind = (int)(seed % (ulong)s_schedulers.Length);
        var driver = new MachineDriver(
            Spec(s_schedulers[kind], seed), (trial, iteration) => Value(seed, trial, iteration))
        {
            Slots = 1 + (int)(seed % 3),
            Seed = seed,
            CrashRate = 0.12,
            LossRate = 0.04,
            SaveRate = seed % 5 == 0 ? 0 : 0.25,
            AgainRate = seed % 3 == 0 ? 0.03 : 0,
            JumpMax = 1 + (int)(seed % 2),
            DropsCheckpoints = seed % 3 != 0,
            IterationsMax = MaxIterations,
        };
        return driver.RunToEnd().Journal;
    }

    private static ExperimentSpec Spec(SchedulerOptions scheduler, ulong seed) => new()
    {
        Name = "some",
        Trainable = "some",
        Space = new SearchSpace().Uniform("x", 0, 1),
        Objective = new Objective("acc", seed % 2 == 0 ? Mode.Max : Mode.Min),
        Trials = 4,
        Seed = seed,
        Scheduler = scheduler,
        Searcher = new RandomSearchOptions(),
        Failure = new FailurePolicy(seed % 3 == 0 ? 1 : 3) { MaxLosses = 5, AbortWhenFirstFail = 0 },
        Checkpoints = new CheckpointPolicy { KeepBest = (int)(seed % 2), KeepLast = 1 + (int)(seed % 2) },
    };

    private static double Value(ulong seed, TrialId trial, int iteration) =>
        KeyedRandom.For(seed, "test/value", (trial.Number * 100) + iteration).NextInt(8) / 4.0;
}
