using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

internal sealed class LifecycleTests
{
    [Test]
    public void Place_TrialsUsedAndNothingRuns_FinishesOnce()
    {
        var some = new Scenario(spec => spec with { Trials = 1 })
            .Place().Report(0, 1).End(0, AttemptOutcome.Completed.Instance).Place();

        Assert.That(some.Kinds, Is.EqualTo("Ended"));
        Assert.That(some.State.IsOver, Is.True);
        Assert.That(some.Place().Last, Is.Empty);
    }

    [Test]
    public void Place_SearcherExhausted_FinishesWhenTheLastHasEnded()
    {
        var some = new Scenario(
            spec => spec with { Trials = 100 },
            searcher: new ScriptedSearcher { OnSuggest = id => Suggestion.Exhausted.Instance });

        Assert.That(some.Place().State.Status, Is.EqualTo(ExperimentStatus.Finished));
    }

    [Test]
    public void Place_SchedulerWaitsWithNothingRunning_FailsRatherThanHangs()
    {
        var some = new Scenario(scheduler: new ScriptedScheduler { OnPropose = _ => Proposal.Wait.Instance }).Place();

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.Contain("scheduler waits although nothing runs"));
    }

    [Test]
    public void Place_AllTrialsErrored_FailsWithTheFirstError()
    {
        var some = new Scenario(spec => spec with { Trials = 1, Failure = new FailurePolicy(0) })
            .Place().Report(0, 1).Fail(0).Place();

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.Contain("broke"));
    }

    [Test]
    public void Place_MaxConcurrentReached_GivesNothing()
    {
        var some = new Scenario(spec => spec with { MaxConcurrent = 1 }).Place().Place(1);

        Assert.That(some.Last, Is.Empty);
    }

    [Test]
    public void Place_InterruptedTrials_GoBeforeNewOnesLowestFirst()
    {
        var some = new Scenario(spec => spec with { Trials = 9 }).Place().Place(1)
            .End(1, AttemptOutcome.Interrupted.Instance).End(0, AttemptOutcome.Interrupted.Instance).Place();

        Assert.That(((ExperimentEvent.AttemptStarted)some.Last.Single()).Trial, Is.EqualTo(new TrialId(0)));
    }

    [Test]
    public void Suggest_PointsToEvaluate_ComeFirst()
    {
        var some = new Scenario();
        var given = some.Spec.Space.Sample(KeyedRandom.For(9, "given"));
        some = new Scenario(spec => spec with { PointsToEvaluate = [given] }).Place();

        Assert.That(some.Trial(0).Config, Is.EqualTo(given));
    }

    [Test]
    public void OpenSession_RunningTrials_AreLostAndPendingAgain()
    {
        var some = new Scenario().Place().Report(0, 1, withCheckpoint: true)
            .When(new ExperimentCommand.OpenSession(default, "host", 2));

        Assert.That(some.Kinds, Is.EqualTo("SessionOpened AttemptEnded"));
        Assert.That(some.State.Term, Is.EqualTo(new Term(2)));
        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Pending));
        Assert.That(some.Report(0, 2).Reply, Is.TypeOf<Reply.Refused>(), "the old attempt has no voice any more");
    }

    [Test]
    public void Hold_Running_InterruptsAndReleasesOnSubmit()
    {
        var some = new Scenario().Place();
        some.When(new ExperimentCommand.Hold(some.Now));
        Assert.That(some.Trial(0).Leaving, Is.EqualTo(Leaving.Interrupt));
        some.End(0, AttemptOutcome.Interrupted.Instance).Place();
        Assert.That(some.Last, Is.Empty, "held");

        some.When(new ExperimentCommand.Submit(some.Now, some.Spec)).Place();
        Assert.That(some.Kinds, Is.EqualTo("AttemptStarted"));
    }

    [Test]
    public void Drain_Running_WaitsThenCloses()
    {
        var some = new Scenario().Place();
        some.When(new ExperimentCommand.Drain(some.Now));
        Assert.That(some.Kinds, Is.EqualTo("DrainStarted"));
        some.End(0, AttemptOutcome.Interrupted.Instance).When(new ExperimentCommand.Drain(some.Now));

        Assert.That(some.Kinds, Is.EqualTo("SessionClosed"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active), "interrupted, not over");
    }

    [Test]
    public void Tick_TimeBudgetUsed_FinishesAndKeepsWhatRunsResumable()
    {
        var some = new Scenario(spec => spec with { TimeBudget = TimeSpan.FromSeconds(10) }).Place().Wait(10);
        some.When(new ExperimentCommand.Tick(some.Now)).End(0, AttemptOutcome.Interrupted.Instance);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Pending));
    }

    [Test]
    public void Tick_TrialOverdue_IsStoppedBetweenReports()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.AfterTrialTime(TimeSpan.FromSeconds(5)) })
            .Place().Wait(5);
        some.When(new ExperimentCommand.Tick(some.Now));

        Assert.That(some.Kinds, Is.EqualTo("Decided"));
        Assert.That(some.Trial(0).Leaving, Is.EqualTo(Leaving.Stop));
        Assert.That(some.When(new ExperimentCommand.Tick(some.Now)).Last, Is.Empty, "told once");
    }

    [Test]
    public void Tick_TimeOfEarlierAttempts_CountsAndDownTimeDoesNot()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.AfterTrialTime(TimeSpan.FromSeconds(5)) })
            .Place().Wait(3).End(0, AttemptOutcome.Interrupted.Instance).Wait(100).Place().Wait(1);
        Assert.That(some.When(new ExperimentCommand.Tick(some.Now)).Last, Is.Empty);

        Assert.That(some.Wait(1).When(new ExperimentCommand.Tick(some.Now)).Last, Has.Count.EqualTo(1));
    }

    [Test]
    public void Submit_MoreTrials_ReopensAFinishedExperiment()
    {
        var some = new Scenario(spec => spec with { Trials = 1 })
            .Place().Report(0, 1).End(0, AttemptOutcome.Completed.Instance).Place();
        some.When(new ExperimentCommand.Submit(some.Now, some.Spec with { Trials = 2 })).Place();

        Assert.That(some.Kinds, Is.EqualTo("TrialProposed AttemptStarted"));
        Assert.That(some.State.Proposed, Is.EqualTo(2));
    }

    [Test]
    public void Submit_Unchanged_DoesNothing()
    {
        var some = new Scenario();

        Assert.That(some.When(new ExperimentCommand.Submit(some.Now, some.Spec)).Last, Is.Empty);
    }

    [Test]
    public void Submit_AnotherSeedMetricOrSpace_IsRefusedNamingTheField()
    {
        var some = new Scenario();

        foreach (var (changed, field) in new[]
        {
            (some.Spec with { Seed = 5 }, "Seed"),
            (some.Spec with { Objective = new Objective("loss", Mode.Min) }, "Metric"),
            (some.Spec with { Space = new SearchSpace().Uniform("x", 0, 2) }, "search space"),
            (some.Spec with { Trainable = "other" }, "Trainable"),
        })
        {
            some.When(new ExperimentCommand.Submit(some.Now, changed));
            Assert.That(((Reply.Refused)some.Reply).Why, Does.Contain(field));
        }
    }

    [Test]
    public void StopTrial_UnknownOrOver_SaysSo()
    {
        var some = new Scenario().Place();
        some.When(new ExperimentCommand.StopTrial(some.Now, new TrialId(7)));

        Assert.That(((Reply.Refused)some.Reply).Why, Does.Contain("no trial 7"));
    }

    [Test]
    public void StopTrial_Running_StopsItAndOnlyIt()
    {
        var some = new Scenario().Place().Place(1).Report(0, 1);
        some.When(new ExperimentCommand.StopTrial(some.Now, new TrialId(0))).End(0, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.State.Count(TrialStatus.Stopped), Is.EqualTo(1));
        Assert.That(some.Trial(1).Leaving, Is.EqualTo(Leaving.No));
    }

    [Test]
    public void Replay_OfAHistory_GivesTheSameStateAndDecisions()
    {
        var some = new Scenario(spec => spec with { Trials = 3 })
            .Place().Place(1).Report(0, 1, 0.4, withCheckpoint: true).Report(1, 1, 0.6).Fail(1).Place(1)
            .Report(1, 1, 0.6).Report(1, 2, 0.7).End(1, AttemptOutcome.Completed.Instance).Place(1);

        var again = ExperimentMachine.Replay(some.History);

        Assert.That(again.InputsHash, Is.EqualTo(some.State.InputsHash));
        Assert.That(again.Best, Is.EqualTo(some.State.Best));
        Assert.That(again.Reports, Is.EqualTo(some.State.Reports));
        Assert.That(ReplayAudit.Run(some.History).IsIdentical, Is.True);
    }

    [Test]
    public void ReplayAudit_ChangedDecision_IsReportedWithItsPlace()
    {
        var some = new Scenario().Place().Report(0, 1);
        var at = some.History.FindIndex(fact => fact is ExperimentEvent.Decided);
        some.History[at] = (ExperimentEvent.Decided)some.History[at] with { Decision = Decision.Pause.Instance };

        var report = ReplayAudit.Run(some.History);

        Assert.That(report.IsIdentical, Is.False);
        Assert.That(report.Mismatches[0], Does.StartWith($"event {at}:"));
    }
}
