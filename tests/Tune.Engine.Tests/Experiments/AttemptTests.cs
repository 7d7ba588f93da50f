using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Stopping;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

internal sealed class AttemptTests
{
    private static ScriptedScheduler PausingAt(int iteration) => new()
    {
        OnJudge = seen => seen.Iteration == iteration ? Decision.Pause.Instance : Decision.Continue.Instance,
    };

    [Test]
    public void Fail_WithRetriesLeft_StartsAgainFromItsCheckpointAsANewAttempt()
    {
        var some = new Scenario().Place().Report(0, 4, withCheckpoint: true).Fail(0).Place();

        var start = (ExperimentEvent.AttemptStarted)some.Last.Single();
        Assert.That(start.Attempt, Is.EqualTo(new Attempt(2)));
        Assert.That(start.From, Is.EqualTo(Scenario.Checkpoint(4)));
    }

    [Test]
    public void Fail_RetriesUsed_ErrorsTheTrialWithItsMessageAndGoesOn()
    {
        var some = new Scenario(spec => spec with { Failure = new FailurePolicy(MaxRetries: 1) })
            .Place().Report(0, 1).Fail(0).Place().Fail(0);

        Assert.That(some.Kinds, Is.EqualTo("AttemptEnded TrialEnded"));
        Assert.That(((ExperimentEvent.TrialEnded)some.Last[1]).Why, Is.EqualTo("Exception: broke"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
    }

    [Test]
    public void Fail_BrokenContract_IsNotRetried()
    {
        var some = new Scenario().Place().Fail(0, FailureKind.Contract);

        Assert.That(some.State.Count(TrialStatus.Errored), Is.EqualTo(1));
    }

    [Test]
    public void Fail_FailFast_EndsTheExperiment()
    {
        var some = new Scenario(spec => spec with { Failure = new FailurePolicy(0, FailFast: true) })
            .Place().Place(1).Fail(0);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.Trial(1).Leaving, Is.EqualTo(Leaving.Interrupt));
    }

    [Test]
    public void Fail_FirstTrialsAllErrorWithoutAReport_EndsTheExperimentWithTheCause()
    {
        var some = new Scenario(spec => spec with
        {
            Trials = 100, Failure = new FailurePolicy(0) { AbortWhenFirstFail = 2 },
        });
        some.Place().Fail(0).Place().Fail(1);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.Contain("first 2 trials").And.Contain("broke"));
    }

    [Test]
    public void Lost_IsNotChargedToTheRetries()
    {
        var some = new Scenario(spec => spec with { Failure = new FailurePolicy(0) }).Place();
        for (var i = 0; i < 5; i++)
        {
            some.End(0, new AttemptOutcome.Lost("node gone")).Place();
        }

        Assert.That(some.Trial(0).Attempt, Is.EqualTo(new Attempt(6)));
        Assert.That(some.Trial(0).Failures, Is.Zero);
    }

    [Test]
    public void Lost_MoreOftenThanAllowed_ErrorsTheTrial()
    {
        var some = new Scenario(spec => spec with { Failure = new FailurePolicy { MaxLosses = 1 } })
            .Place().End(0, new AttemptOutcome.Lost("node gone")).Place().End(0, new AttemptOutcome.Lost("again"));

        Assert.That(some.State.Count(TrialStatus.Errored), Is.EqualTo(1));
    }

    [Test]
    public void Completed_ObjectiveNeverReported_ErrorsAndNamesWhatWasReported()
    {
        var some = new Scenario().Place().Report(0, 1, MetricSet.Of(("loss", 1)))
            .End(0, AttemptOutcome.Completed.Instance);

        var ended = some.Last.OfType<ExperimentEvent.TrialEnded>().Single();
        Assert.That(ended.Status, Is.EqualTo(TrialStatus.Errored));
        Assert.That(ended.Why, Does.Contain("'acc' was never reported").And.Contain("'loss'"));
    }

    [Test]
    public void Completed_ObjectiveNeverReportedInSeveralReports_EndsTheExperimentWithTheFirstTrial()
    {
        var some = new Scenario(spec => spec with { Trials = 9 }).Place()
            .Report(0, 1, MetricSet.Of(("loss", 1))).Report(0, 2, MetricSet.Of(("loss", 1)))
            .End(0, AttemptOutcome.Completed.Instance);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.StartWith("trial 0,").And.Contain("'acc' was never reported"));
    }

    [Test]
    public void Completed_ObjectiveMissingWhereAnotherTrialHadIt_IsTheTrialsErrorAlone()
    {
        var some = new Scenario(spec => spec with { Trials = 9 }).Place().Place(1).Report(1, 1, 0.5)
            .Report(0, 1, MetricSet.Of(("loss", 1))).Report(0, 2, MetricSet.Of(("loss", 1)))
            .End(0, AttemptOutcome.Completed.Instance);

        Assert.That(some.State.Count(TrialStatus.Errored), Is.EqualTo(1));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
    }

    [TestCase(StopReason.Culled, TrialStatus.Errored)]
    [TestCase(StopReason.BudgetUsed, TrialStatus.Errored)]
    [TestCase(StopReason.Rule, TrialStatus.Stopped)]
    [TestCase(StopReason.User, TrialStatus.Stopped)]
    public void Stopped_ObjectiveNeverReported_ErrorsWhereTheMetricWasWhatCounted(StopReason reason, TrialStatus status)
    {
        var stop = new Decision.Stop(reason, "too bad");
        var some = new Scenario(scheduler: new ScriptedScheduler { OnJudge = _ => stop }).Place()
            .Report(0, 1, MetricSet.Of(("loss", 1))).End(0, AttemptOutcome.Obeyed.Instance);

        var ended = some.Last.OfType<ExperimentEvent.TrialEnded>().Single();
        Assert.That(ended.Status, Is.EqualTo(status));
        Assert.That(ended.Why, Does.StartWith("too bad"));
        Assert.That(ended.Why.Contains("'acc' was never reported; reported were 'loss'", StringComparison.Ordinal),
            Is.EqualTo(status == TrialStatus.Errored));
    }

    [Test]
    public void Stopped_ObjectiveNeverReportedInTheFirstTrials_EndsTheExperiment()
    {
        var stop = new Decision.Stop(StopReason.Culled, "too bad");
        var some = new Scenario(
            spec => spec with { Trials = 9, Failure = new FailurePolicy { AbortWhenFirstFail = 2 } },
            new ScriptedScheduler { OnJudge = _ => stop });
        for (var trial = 0; trial < 2; trial++)
        {
            Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
            some.Place().Report(trial, 1, MetricSet.Of(("loss", 1))).End(trial, AttemptOutcome.Obeyed.Instance);
        }

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.StartWith("the first 2 trials all errored and none reported 'acc'"));
    }

    [Test]
    public void Finish_OnlyUnusableValues_FailsAndSaysSo()
    {
        var some = new Scenario(spec => spec with { Trials = 1 }).Place().Report(0, 1, double.NaN)
            .End(0, AttemptOutcome.Completed.Instance).Place();

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.StartWith("no trial reported a finite 'acc' in 1 reports"));
    }

    [Test]
    public void Completed_WithoutAnyReport_ErrorsAndSaysHowToReport()
    {
        var some = new Scenario().Place().End(0, AttemptOutcome.Completed.Instance);

        Assert.That(some.Last.OfType<ExperimentEvent.TrialEnded>().Single().Why, Does.Contain("ReportAsync"));
    }

    [Test]
    public void Pause_WithCheckpoint_ParksAndResumesFromExactlyThere()
    {
        var some = new Scenario(scheduler: PausingAt(3)).Place().Report(0, 3, withCheckpoint: true)
            .End(0, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Paused));
        Assert.That(some.Scheduler.Told[^1], Is.EqualTo(new TrialFact.Parked(
            new TrialId(0), 3, Scenario.Checkpoint(3))));
    }

    [Test]
    public void Pause_SavedAfterTheDecision_ParksToo()
    {
        var some = new Scenario(scheduler: PausingAt(3)).Place().Report(0, 3);
        some.When(new ExperimentCommand.SaveCheckpoint(
            some.Now, new TrialId(0), new Attempt(1), Scenario.Checkpoint(3)));
        some.End(0, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Paused));
    }

    [Test]
    public void Pause_WithoutAnyCheckpoint_ErrorsAndSaysWhatToDo()
    {
        var some = new Scenario(scheduler: PausingAt(3)).Place().Report(0, 3)
            .End(0, AttemptOutcome.Obeyed.Instance);

        var ended = some.Last.OfType<ExperimentEvent.TrialEnded>().Single();
        Assert.That(ended.Status, Is.EqualTo(TrialStatus.Errored));
        Assert.That(ended.Why, Does.Contain("never written a checkpoint"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed), "every trial would come to the same");
        Assert.That(some.State.Why, Does.Contain("trial 0 was paused").And.Contain("Pass a checkpoint"));
    }

    [Test]
    public void Pause_WithoutACheckpointWhereOthersHadOne_ErrorsThatTrialAlone()
    {
        var some = new Scenario(scheduler: PausingAt(3)).Place().Place().Report(0, 2);
        some.When(new ExperimentCommand.SaveCheckpoint(
            some.Now, new TrialId(0), new Attempt(1), Scenario.Checkpoint(2)));
        some.Report(1, 3).End(1, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.Last.OfType<ExperimentEvent.TrialEnded>().Single().Status, Is.EqualTo(TrialStatus.Errored));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
    }

    [Test]
    public void Pause_LostBeforeItCouldSave_TrainsThereAgainAndPausesAgainWithoutAskingAgain()
    {
        var some = new Scenario(scheduler: PausingAt(3))
            .Place().Report(0, 2, withCheckpoint: true).Report(0, 3).End(0, new AttemptOutcome.Lost("killed"));
        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Pending));

        some.Place();
        Assert.That(ExperimentMachine.Milestone(some.State, new TrialId(0)), Is.EqualTo(3));
        some.Report(0, 3, withCheckpoint: true);

        Assert.That(((Reply.Accepted)some.Reply).Decision, Is.EqualTo(Decision.Pause.Instance));
        Assert.That(some.Scheduler.Asked, Has.Count.EqualTo(2), "iterations 2 and 3, once each");
        some.End(0, AttemptOutcome.Obeyed.Instance);
        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Paused));
    }

    [Test]
    public void Stop_LostBeforeItCouldLeave_StaysStopped()
    {
        var stop = new Decision.Stop(StopReason.Culled, "too low");
        var some = new Scenario(scheduler: new ScriptedScheduler { OnJudge = _ => stop })
            .Place().Report(0, 1).End(0, new AttemptOutcome.Lost("killed"));

        Assert.That(some.State.Count(TrialStatus.Stopped), Is.EqualTo(1));
    }

    [Test]
    public void Stop_BudgetUsed_CompletesTheTrial()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.AfterIterations(2) })
            .Place().Report(0, 2).End(0, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.State.Count(TrialStatus.Completed), Is.EqualTo(1));
    }

    [Test]
    public void Ended_TrialLeavesNothingButCounts()
    {
        var some = new Scenario().Place().Report(0, 1).End(0, AttemptOutcome.Completed.Instance);

        Assert.That(some.State.Trials, Is.Empty);
        Assert.That(some.State.Count(TrialStatus.Completed), Is.EqualTo(1));
    }

    [Test]
    public void Pause_ObeyedWithAnOlderCheckpoint_IsChargedToTheRetriesAndEndsWithTheReason()
    {
        var some = new Scenario(spec => spec with { Failure = new FailurePolicy(2) }, PausingAt(3))
            .Place().Report(0, 2, withCheckpoint: true);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.That(some.State.Count(TrialStatus.Errored), Is.Zero, $"attempt {attempt}");
            some.Report(0, 3).End(0, AttemptOutcome.Obeyed.Instance).Place();
        }

        Assert.That(some.State.Count(TrialStatus.Errored), Is.EqualTo(1));
        Assert.That(some.State.FirstError, Does.Contain("at iteration 3").And.Contain("is of iteration 2"));
    }

    [Test]
    public void Interrupted_WithoutHavingBeenTold_CountsAsALoss([Values] bool isObeyed)
    {
        var some = new Scenario(spec => spec with { Failure = new FailurePolicy { MaxLosses = 1 } });
        AttemptOutcome left = isObeyed ? AttemptOutcome.Obeyed.Instance : AttemptOutcome.Interrupted.Instance;
        some.Place().End(0, left).Place().End(0, left);

        Assert.That(some.State.Count(TrialStatus.Errored), Is.EqualTo(1), "it cannot go on like this for ever");
        Assert.That(some.State.FirstError, Does.Contain("without having been told"));
    }

    [Test]
    public void Fail_WhileMakingRoom_IsNotChargedToTheRetries()
    {
        var some = new Scenario(spec => spec with { Failure = new FailurePolicy(0) }).Place().Report(0, 1);
        some.When(new ExperimentCommand.Pause(some.Now)).Fail(0, FailureKind.Hang);

        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Pending));
        Assert.That((some.Trial(0).RetriesUsed, some.Trial(0).LossesUsed), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Pause_StandingAndJumpedOver_StillAsksTheStopRulesAndTheScheduler()
    {
        var full = new Decision.Stop(StopReason.BudgetUsed, "full");
        var scheduler = new ScriptedScheduler
        {
            OnJudge = seen => seen.Iteration == 3 ? Decision.Pause.Instance
                : seen.Iteration >= 9 ? full
                : Decision.Continue.Instance,
        };
        var some = new Scenario(scheduler: scheduler).Place().Report(0, 3).End(0, new AttemptOutcome.Lost("killed"));

        some.Place().Report(0, 5, withCheckpoint: true);
        Assert.That(((Reply.Accepted)some.Reply).Decision, Is.EqualTo(Decision.Pause.Instance), "the pause stands");
        some.End(0, new AttemptOutcome.Lost("killed"));
        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Paused));

        some = new Scenario(scheduler: scheduler).Place().Report(0, 3).End(0, new AttemptOutcome.Lost("killed"))
            .Place().Report(0, 9);
        Assert.That(((Reply.Accepted)some.Reply).Decision, Is.EqualTo(full));
    }

    [Test]
    public void Completed_ObjectiveReportedOnlyWhenRepeatingTheWay_IsNoError()
    {
        var some = new Scenario().Place().Report(0, 2, MetricSet.Of(("loss", 1))).Fail(0)
            .Place().Report(0, 2, 0.5).End(0, AttemptOutcome.Completed.Instance);

        Assert.That(some.State.Count(TrialStatus.Completed), Is.EqualTo(1));
    }

    [Test]
    public void SaveCheckpoint_OlderThanTheOneHeld_DoesNotTakeItsPlace()
    {
        var some = new Scenario(scheduler: PausingAt(3)).Place().Report(0, 2).Report(0, 3, withCheckpoint: true);
        some.When(new ExperimentCommand.SaveCheckpoint(
            some.Now, new TrialId(0), new Attempt(1), new CheckpointRef(new string('b', 64), 10, 2)));
        some.End(0, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.Trial(0).Checkpoint, Is.EqualTo(Scenario.Checkpoint(3)));
        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Paused));
    }

    [TestCase(4, "came before its report")]
    [TestCase(-1, "must be 0 or more")]
    public void SaveCheckpoint_OfAnImpossibleIteration_IsRefused(int iteration, string why)
    {
        var some = new Scenario().Place().Report(0, 3);
        some.When(new ExperimentCommand.SaveCheckpoint(
            some.Now, new TrialId(0), new Attempt(1), Scenario.Checkpoint(iteration)));

        Assert.That(((Reply.Refused)some.Reply).Why, Does.Contain(why));
    }
}
