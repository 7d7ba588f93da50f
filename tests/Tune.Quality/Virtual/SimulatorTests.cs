using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Simulation;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.ResourceChanging;

namespace Tune.Quality.Virtual;

internal sealed class SimulatorTests
{
    [Test]
    public void Run_OneSlot_TimeIsTheSumOfAllIterations()
    {
        var workload = new FormulaWorkload(3, (_, _) => 1, start => start.Trial.Number + 1);

        var result = Simulator.Run(Some.Spec(trials: 4), workload);

        Assert.That(result.Duration, Is.EqualTo(TimeSpan.FromSeconds(3 * (1 + 2 + 3 + 4))));
        Assert.That(result.Busy, Is.EqualTo(result.Duration));
        Assert.That(result.Trained, Is.EqualTo(result.Duration));
        Assert.That(result.Utilisation, Is.EqualTo(1).Within(1e-12));
        Assert.That((result.Trials, result.Completed, result.Reports), Is.EqualTo((4, 4, 12L)));
    }

    [Test]
    public void Run_TwoSpeeds_TheFastNodeDoesMore()
    {
        var options = new SimulationOptions { Workers = [new WorkerGroup(1, Speed: 3), new WorkerGroup(1)] };

        var (result, journal) = Some.Run(Some.Spec(trials: 4), Some.Curves(3), options);

        var nodes = journal.OfType<ExperimentEvent.AttemptStarted>().Select(started => started.Where.Node);
        Assert.That(nodes, Is.EqualTo(new[] { "node-0", "node-1", "node-0", "node-0" }));
        Assert.That(result.Duration, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void Run_SlotsThatChangeHands_MakeTheLastTrialFaster()
    {
        var scheduler = new ResourceChangingOptions { Inner = new FifoOptions(), Interval = 10 };
        var workload = new FormulaWorkload(50, (_, _) => 1, start => start.Trial.Number == 0 ? 2 : 1);
        var options = SimulationOptions.With(2) with { ParallelShare = 0.5 };

        var (alone, _) = Some.Run(Some.Spec(trials: 2), workload, options);
        var (shared, journal) = Some.Run(Some.Spec(trials: 2, scheduler), workload, options);

        // After 50 s the second trial is done and the first at 25. At 30 it is looked at, and goes on with both slots:
        // the 20 iterations that are left take three quarters of 2 s.
        Assert.That(alone.Duration, Is.EqualTo(TimeSpan.FromSeconds(100)));
        Assert.That(shared.Duration, Is.EqualTo(TimeSpan.FromSeconds(60 + (20 * 1.5))));
        Assert.That(shared.Busy, Is.EqualTo(TimeSpan.FromSeconds(60 + 50 + (2 * 20 * 1.5))));
        Assert.That(ReplayAudit.Run(journal).Mismatches, Is.Empty);
    }

    [Test]
    public void Run_Delays_AreAddedUp()
    {
        var options = new SimulationOptions
        {
            StartDelay = TimeSpan.FromSeconds(10),
            ReportLatency = TimeSpan.FromSeconds(1),
            CheckpointTime = TimeSpan.FromSeconds(5),
        };
        var spec = Some.Spec(trials: 1, new AshaOptions { MaxIterations = 2, GracePeriod = 2 });

        var (result, journal) = Some.Run(spec, Some.Curves(100), options);

        // Told after 1, started after 10, two iterations, saved for 5: sent at 18, known at 19, answered at 20, and
        // that it has left is known at 21.
        var known = journal.OfType<ExperimentEvent.Reported>().Last().At.Active;
        Assert.That(known, Is.EqualTo(TimeSpan.FromSeconds(19)));
        Assert.That(result.Duration, Is.EqualTo(TimeSpan.FromSeconds(21)));
        Assert.That(result.Busy, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(result.Trained, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void Run_SameSeed_GivesTheSameJournal([Values] AshaVariant variant)
    {
        var spec = Some.Spec(trials: 60, new AshaOptions { Variant = variant, MaxIterations = 27 });
        var options = Rough();

        var first = Simulator.Run(spec, Some.Curves(27), options);
        var again = Simulator.Run(spec, Some.Curves(27), options);
        var other = Simulator.Run(spec with { Seed = 2 }, Some.Curves(27), options);

        Assert.That(again.JournalHash, Is.EqualTo(first.JournalHash));
        Assert.That(again.Events, Is.EqualTo(first.Events));
        Assert.That(other.JournalHash, Is.Not.EqualTo(first.JournalHash));
    }

    [Test]
    public void Run_TimeBudget_EndsThereAndInterruptsWhatRuns()
    {
        var spec = Some.Spec(trials: 100) with { TimeBudget = TimeSpan.FromSeconds(10.5) };

        var (result, journal) = Some.Run(spec, Some.Curves(4), SimulationOptions.With(slots: 3));

        Assert.That(result.Duration, Is.EqualTo(TimeSpan.FromSeconds(10.5)));
        Assert.That(result.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(
            journal.OfType<ExperimentEvent.AttemptEnded>().Count(ended => ended.Outcome is AttemptOutcome.Interrupted),
            Is.EqualTo(3));
    }

    [Test]
    public void Run_TimeLimitOfATrial_StopsItInTheMiddleOfAnIteration()
    {
        var workload = new FormulaWorkload(5, (_, _) => 1, start => start.Trial.Number == 1 ? 1000 : 1);
        var spec = Some.Spec(trials: 3) with { Stop = Stop.AfterTrialTime(TimeSpan.FromMinutes(1)) };

        var result = Simulator.Run(spec, workload);

        Assert.That((result.Completed, result.Stopped), Is.EqualTo((2, 1)));
        Assert.That(result.Duration, Is.LessThan(TimeSpan.FromSeconds(90)));
    }

    [Test]
    public void Run_BestSoFar_OnlyGetsBetter()
    {
        var result = Simulator.Run(Some.Spec(trials: 30), Some.Curves(9), SimulationOptions.With(slots: 4));

        Assert.That(result.Incumbents.Select(one => one.Value), Is.Ordered.Descending.And.Unique);
        Assert.That(result.Incumbents.Select(one => one.At), Is.Ordered);
        Assert.That(result.Incumbents.Select(one => one.Busy), Is.Ordered);
        Assert.That(result.Incumbents[^1].Value, Is.EqualTo(result.Best!.Value));
    }

    // Losses that rise with every report: what has been trained longer is known better, at whatever value.
    [Test]
    public void Run_ReportsRefineOneEstimate_TheLastIncumbentIsTheBest()
    {
        var spec = Some.Spec(trials: 3);
        var workload = new FormulaWorkload(4, (start, iteration) => 9 - start.Trial.Number + iteration, _ => 1);

        var result = Simulator.Run(spec with { Objective = spec.Objective with { Refines = true } }, workload);

        Assert.That(
            result.Incumbents.Select(one => (one.Iteration, one.Value)),
            Is.EqualTo(new[] { (1, 10.0), (2, 11), (3, 12), (4, 13), (4, 12), (4, 11) }));
        Assert.That(result.Incumbents[^1].Value, Is.EqualTo(result.Best!.Value));
    }

    [Test]
    public void Run_BadOptions_NamesTheField()
    {
        var options = new SimulationOptions { CrashRate = double.NaN, Workers = [new WorkerGroup(0)] };

        Assert.That(
            () => Simulator.Run(Some.Spec(), Some.Curves(1), options),
            Throws.ArgumentException.With.Message.Contains("CrashRate").And.Message.Contains("Workers.Nodes"));
    }

    [Test]
    public void Run_AStepThatTakesNoTimeAtAllOrNonsense_IsTakenOrRefused()
    {
        var instant = Simulator.Run(Some.Spec(), Some.Curves(3, seconds: 0));

        Assert.That((instant.Completed, instant.Duration), Is.EqualTo((4, TimeSpan.Zero)));
        Assert.That(
            () => Simulator.Run(Some.Spec(), Some.Curves(3, seconds: double.NaN)),
            Throws.ArgumentException.With.Message.Contains("iteration 1 of trial 0"));
    }

    private static SimulationOptions Rough() => new()
    {
        Workers = [new WorkerGroup(3, Slots: 2), new WorkerGroup(1, Speed: 0.5)],
        StartDelay = TimeSpan.FromSeconds(2),
        ReportLatency = TimeSpan.FromMilliseconds(30),
        CrashRate = 0.02,
        NodeLossEvery = TimeSpan.FromSeconds(200),
        NodeRepair = TimeSpan.FromSeconds(30),
    };
}
