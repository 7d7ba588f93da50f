using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>Experiments of which nothing can be said: a metric they need is missing or useless.</summary>
internal sealed class NothingToShowTests
{
    private static readonly MetricSet AccOnly = MetricSet.Of(("acc", 0.5));

    [Test]
    public void Completed_FurtherObjectiveNeverReported_ErrorsAndNamesIt()
    {
        var some = new Scenario(WithSize).Place().Report(0, 1, AccOnly).End(0, AttemptOutcome.Completed.Instance);

        var ended = some.Last.OfType<ExperimentEvent.TrialEnded>().Single();
        Assert.That(ended.Status, Is.EqualTo(TrialStatus.Errored));
        Assert.That(ended.Why, Is.EqualTo(
            "the metric 'size' was never reported; reported were 'acc'. Report it, or name another of the "
            + "FurtherObjectives"));
    }

    [Test]
    public void Completed_FurtherObjectiveNeverReportedInSeveralReports_EndsTheExperimentWithTheFirstTrial()
    {
        var some = new Scenario(spec => WithSize(spec) with { Trials = 9 }).Place().Report(0, 1, AccOnly)
            .Report(0, 2, AccOnly).End(0, AttemptOutcome.Completed.Instance);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.StartWith("trial 0,").And.Contain("'size' was never reported"));
    }

    [Test]
    public void Stopped_CulledWithoutAFurtherObjective_Errors()
    {
        var stop = new Decision.Stop(StopReason.Culled, "too bad");
        var some = new Scenario(WithSize, new ScriptedScheduler { OnJudge = _ => stop }).Place()
            .Report(0, 1, AccOnly).End(0, AttemptOutcome.Obeyed.Instance);

        var ended = some.Last.OfType<ExperimentEvent.TrialEnded>().Single();
        Assert.That(ended.Status, Is.EqualTo(TrialStatus.Errored));
        Assert.That(ended.Why, Does.StartWith("too bad: the metric 'size' was never reported"));
    }

    [Test]
    public void Completed_MetricOfAConstraintNeverReported_ErrorsAndEndsTheExperimentWithTheFirstTrials()
    {
        var some = new Scenario(spec => WithLatency(spec) with
        {
            Trials = 9, Failure = new FailurePolicy { AbortWhenFirstFail = 2 },
        });
        for (var trial = 0; trial < 2; trial++)
        {
            Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
            some.Place().Report(trial, 1, AccOnly).Report(trial, 2, AccOnly)
                .End(trial, AttemptOutcome.Completed.Instance);
            Assert.That(some.Last.OfType<ExperimentEvent.TrialEnded>().Single().Why, Is.EqualTo(
                "the metric 'latency' was never reported; reported were 'acc'. Report it, or name another in "
                + "Constraints"));
        }

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.StartWith("the first 2 trials all errored and none reported 'latency'"));
    }

    [Test]
    public void Completed_MetricOfAConstraintMissingWhereAnotherTrialHadIt_IsNoError()
    {
        var some = new Scenario(WithLatency).Place().Place(1)
            .Report(1, 1, MetricSet.Of(("acc", 0.5), ("latency", 3)))
            .Report(0, 1, AccOnly).End(0, AttemptOutcome.Completed.Instance);

        Assert.That(some.State.Count(TrialStatus.Completed), Is.EqualTo(1));
    }

    [Test]
    public void Stopped_CulledBeforeTheMetricOfAConstraint_IsNoError()
    {
        var stop = new Decision.Stop(StopReason.Culled, "too bad");
        var some = new Scenario(WithLatency, new ScriptedScheduler { OnJudge = _ => stop }).Place()
            .Report(0, 1, AccOnly).End(0, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.State.Count(TrialStatus.Stopped), Is.EqualTo(1));
    }

    [Test]
    public void Finish_MetricOfAConstraintNeverReported_FailsAndNamesIt()
    {
        var stop = new Decision.Stop(StopReason.Culled, "too bad");
        var some = new Scenario(
                spec => WithLatency(spec) with { Trials = 1 }, new ScriptedScheduler { OnJudge = _ => stop })
            .Place().Report(0, 1, AccOnly).End(0, AttemptOutcome.Obeyed.Instance).Place();

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Is.EqualTo("the metric 'latency' was never reported in 1 reports"));
    }

    [Test]
    public void Finish_FurtherObjectiveNeverFinite_FailsAndNamesIt()
    {
        var some = new Scenario(spec => WithSize(spec) with { Trials = 1 }).Place()
            .Report(0, 1, MetricSet.Of(("acc", 0.5), ("size", double.NaN)))
            .End(0, AttemptOutcome.Completed.Instance).Place();

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.StartWith("no trial reported a finite 'size' in 1 reports"));
    }

    [Test]
    public void Tick_TimeBudgetUsedWithoutAReport_Fails()
    {
        var some = new Scenario(WithTime).Place().Wait(10);
        some.When(new ExperimentCommand.Tick(some.Now)).End(0, AttemptOutcome.Interrupted.Instance);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Is.EqualTo("the time budget of 00:00:10 is used, and nothing has been reported"));
    }

    [Test]
    public void Tick_TimeBudgetUsedWithUselessReportsOnly_Fails()
    {
        var some = new Scenario(WithTime).Place().Report(0, 1, double.NaN).Wait(10);
        some.When(new ExperimentCommand.Tick(some.Now)).End(0, AttemptOutcome.Interrupted.Instance);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.StartWith(
            "the time budget of 00:00:10 is used, and no trial reported a finite 'acc' in 1 reports"));
    }

    [Test]
    public void Tick_MoreTimeAfterNothing_GoesOn()
    {
        var some = new Scenario(WithTime).Place().Wait(10);
        some.When(new ExperimentCommand.Tick(some.Now)).End(0, AttemptOutcome.Interrupted.Instance)
            .When(new ExperimentCommand.Submit(some.Now, some.Spec with { TimeBudget = TimeSpan.FromSeconds(20) }))
            .Place().Report(0, 1, 0.5).Wait(10);
        some.When(new ExperimentCommand.Tick(some.Now));

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Finished));
    }

    [TestCase("speed", ExperimentStatus.Failed)]
    [TestCase("latency", ExperimentStatus.Finished)]
    public void Report_ThatEndsTheExperiment_IsASuccessOnlyWithAllThatIsNeeded(string also, ExperimentStatus status)
    {
        var some = new Scenario(spec => WithLatency(spec) with { Stop = Stop.OnExperimentPlateau(top: 2) })
            .Place().Place(1).Report(0, 1, MetricSet.Of(("acc", 0.5)))
            .Report(1, 1, MetricSet.Of(("acc", 0.5), (also, 3)))
            .End(0, AttemptOutcome.Interrupted.Instance).End(1, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.State.Status, Is.EqualTo(status), some.State.Why);
        Assert.That(some.State.Why, Does.StartWith("the best 2 trials no longer differ"));
    }

    private static ExperimentSpec WithSize(ExperimentSpec spec) =>
        spec with { FurtherObjectives = [new Objective("size", Mode.Min)] };

    private static ExperimentSpec WithLatency(ExperimentSpec spec) =>
        spec with { Constraints = [new MetricConstraint("latency") { AtMost = 5 }] };

    private static ExperimentSpec WithTime(ExperimentSpec spec) => spec with { TimeBudget = TimeSpan.FromSeconds(10) };
}
