using CsCheck;
using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Simulation;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;

namespace Tune.Quality.Virtual;

/// <summary>What holds for every cluster, however it breaks.</summary>
internal sealed class ConservationProperties
{
    private static readonly Gen<SimulationOptions> Clusters =
        from nodes in Gen.Int[1, 4]
        from slots in Gen.Int[1, 3]
        from slow in Gen.Int[0, 2]
        from latency in Gen.Int[0, 3]
        from start in Gen.Int[0, 5]
        from saving in Gen.Int[0, 2]
        from crash in Gen.Double[0, 0.05]
        from loss in Gen.Int[0, 3]
        select new SimulationOptions
        {
            Workers = slow == 0
                ? [new WorkerGroup(nodes, slots)]
                : [new WorkerGroup(nodes, slots), new WorkerGroup(slow, 1, 0.3)],
            ReportLatency = TimeSpan.FromSeconds(0.4 * latency),
            StartDelay = TimeSpan.FromSeconds(start),
            CheckpointTime = TimeSpan.FromSeconds(saving),
            CrashRate = crash,
            NodeLossEvery = loss == 0 ? null : TimeSpan.FromSeconds(100 * loss),
            NodeRepair = TimeSpan.FromSeconds(10 * loss),
            LossDetection = TimeSpan.FromSeconds(15),
        };

    private static readonly Gen<SchedulerOptions> Schedulers = Gen.OneOf<SchedulerOptions>(
        Gen.Const<SchedulerOptions>(new FifoOptions()),
        Gen.Const<SchedulerOptions>(new AshaOptions { MaxIterations = 20, ReductionFactor = 3 }),
        Gen.Const<SchedulerOptions>(
            new AshaOptions { MaxIterations = 20, ReductionFactor = 3, Variant = AshaVariant.Promotion }));

    [Test]
    public void Run_AnyCluster_EverySlotRunsOneThingAndNoReportIsLost() =>
        Gen.Select(Clusters, Schedulers, Gen.ULong).Sample(
            (cluster, scheduler, seed) =>
            {
                var spec = Some.Spec(trials: 25, scheduler, seed);
                var (result, journal) = Some.Run(spec, Some.Curves(20, seconds: 3), cluster);
                CheckSlots(journal);
                CheckReports(journal);
                CheckAccounts(result, journal);
                Assert.That(ReplayAudit.Run(journal).Mismatches, Is.Empty);
            },
            iter: 150);

    private static void CheckSlots(List<ExperimentEvent> journal)
    {
        var slotOf = new Dictionary<TrialId, (string, int)>();
        foreach (var fact in journal)
        {
            if (fact is ExperimentEvent.AttemptStarted started)
            {
                var slot = (started.Where.Node, started.Where.Slot);
                Assert.That(slotOf.Values, Does.Not.Contain(slot), "a slot that was taken already");
                Assert.That(slotOf.TryAdd(started.Trial, slot), "a trial that runs twice");
            }
            else if (fact is ExperimentEvent.AttemptEnded ended)
            {
                Assert.That(slotOf.Remove(ended.Trial));
            }
        }

        Assert.That(slotOf, Is.Empty, "what never ended");
    }

    // Within an attempt no sequence number is missing, and a trial goes on where its checkpoint was.
    private static void CheckReports(List<ExperimentEvent> journal)
    {
        var reached = new Dictionary<TrialId, (int Sequence, int Iteration)>();
        foreach (var fact in journal)
        {
            if (fact is ExperimentEvent.AttemptStarted started)
            {
                reached[started.Trial] = (0, started.From?.Iteration ?? 0);
            }
            else if (fact is ExperimentEvent.Reported reported)
            {
                var before = reached[reported.Trial];
                Assert.That(
                    (reported.Sequence, reported.Iteration), Is.EqualTo((before.Sequence + 1, before.Iteration + 1)));
                reached[reported.Trial] = (reported.Sequence, reported.Iteration);
            }
        }
    }

    private static void CheckAccounts(SimulationResult result, List<ExperimentEvent> journal)
    {
        var judged = journal.OfType<ExperimentEvent.Reported>().Select(e => (e.Trial, e.Iteration)).Distinct().Count();
        Assert.That(result.Events, Is.EqualTo(journal.Count));
        Assert.That(result.Reports, Is.EqualTo(journal.Count(fact => fact is ExperimentEvent.Reported)));
        Assert.That(result.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(result.Completed + result.Stopped + result.Errored, Is.LessThanOrEqualTo(result.Trials));
        Assert.That(result.Trained, Is.LessThanOrEqualTo(result.Busy));
        Assert.That(result.Trained.TotalSeconds, Is.InRange((3 * judged) - 0.01, (3 * judged / 0.3) + 0.01));
        Assert.That(result.Busy, Is.LessThanOrEqualTo(result.Duration * result.Slots));
        Assert.That(result.Losses + result.Crashes, Is.EqualTo(journal.Count(fact =>
            fact is ExperimentEvent.AttemptEnded { Outcome: AttemptOutcome.Failed or AttemptOutcome.Lost })));
    }
}
