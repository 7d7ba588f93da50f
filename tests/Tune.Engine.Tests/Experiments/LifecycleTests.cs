using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
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
    public void Pause_Running_InterruptsAndGoesOnWithSubmit()
    {
        var some = new Scenario().Place();
        some.When(new ExperimentCommand.Pause(some.Now));
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
        var some = new Scenario(spec => spec with { TimeBudget = TimeSpan.FromSeconds(10) }).Place().Report(0, 1)
            .Wait(10);
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
    public void Place_SchedulerResumesATrialThatIsNotPaused_FailsWithItsNumber([Values(0, 7)] int trial)
    {
        var resume = new Proposal.Resume(new TrialId(trial));
        var isFirst = true;
        var some = new Scenario(scheduler: new ScriptedScheduler
        {
            OnPropose = _ => isFirst ? Proposal.New.Instance : resume,
        });
        some.Place();
        isFirst = false;
        some.Place(1);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.Contain($"trial {trial} to go on, which is not paused"));
        Assert.That(some.Trial(0).Attempt, Is.EqualTo(new Attempt(1)), "no second attempt beside the first");
    }

    [Test]
    public void Place_SearcherFindsNoConfiguration_FailsWithTheReason()
    {
        var some = new Scenario(searcher: new ScriptedSearcher
        {
            OnSuggest = _ => throw new InvalidSpaceException("the constraint is too tight"),
        }).Place();

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Is.EqualTo("there is no configuration for trial 0: the constraint is too tight"));
    }

    [Test]
    public void Place_TimeBudgetUsed_StartsNothing()
    {
        var some = new Scenario(spec => spec with { TimeBudget = TimeSpan.FromSeconds(10) }).Place().Report(0, 1)
            .Wait(10).Place(1);

        Assert.That(some.Kinds, Is.EqualTo("Ended"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Finished));
    }

    [Test]
    public void OpenSession_SeveralTrialsLostTooOften_EndTheExperimentOnce()
    {
        var some = new Scenario(spec => spec with
        {
            Failure = new FailurePolicy { MaxLosses = 0, AbortWhenFirstFail = 2 },
        });
        some.Place().Place(1).When(new ExperimentCommand.OpenSession(some.Now, "host", 2));

        Assert.That(
            some.Kinds, Is.EqualTo("SessionOpened AttemptEnded TrialEnded AttemptEnded TrialEnded Ended"));
        Assert.That(some.State.Why, Does.Contain("first 2 trials"));
    }

    [Test]
    public void OpenSession_OfAnEndedExperimentWithTrialsStillLeaving_LeavesItEndedAndOver()
    {
        var some = new Scenario().Place().Place(1);
        some.When(new ExperimentCommand.Stop(some.Now));
        Assert.That(some.State.IsOver, Is.False);
        some.When(new ExperimentCommand.OpenSession(some.Now, "host", 2));

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Stopped));
        Assert.That(some.State.IsOver, Is.True);
        Assert.That(some.Place().Last, Is.Empty);
    }

    [Test]
    public void Fail_FailFastWhilePaused_EndsTheExperimentAllTheSame()
    {
        var some = new Scenario(spec => spec with { Failure = new FailurePolicy(0, FailFast: true) }).Place();
        some.When(new ExperimentCommand.Pause(some.Now)).Fail(0, FailureKind.Contract);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
    }

    [Test]
    public void Fail_GoingOnAfterTheFirstFailed_EndsAgainAtTheNextAndNotNever()
    {
        var some = new Scenario(spec => spec with
        {
            Trials = 9, Failure = new FailurePolicy(0) { AbortWhenFirstFail = 1 },
        });
        some.Place().Place(1).Fail(0).Fail(1, FailureKind.Contract)
            .When(new ExperimentCommand.Submit(some.Now, some.Spec)).Place().Fail(2);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.Contain("first 3 trials"));
    }

    [Test]
    public void Fail_AbortSwitchedOff_GoesOn()
    {
        var some = new Scenario(spec => spec with
        {
            Trials = 9, Failure = new FailurePolicy(0) { AbortWhenFirstFail = 0 },
        });
        some.Place().Fail(0).Place().Fail(1);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
    }

    [Test]
    public void StopTrial_ThatIsStoppingAlready_KeepsItsReason()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.AfterIterations(2) }).Place().Report(0, 2);
        some.When(new ExperimentCommand.StopTrial(some.Now, new TrialId(0)));
        Assert.That(some.Last, Is.Empty);
        some.End(0, AttemptOutcome.Obeyed.Instance);

        Assert.That(some.State.Count(TrialStatus.Completed), Is.EqualTo(1));
    }

    [Test]
    public void StopTrial_PausedOrPending_EndsItAtOnceAndTheSchedulerLearnsOfIt()
    {
        var some = new Scenario(scheduler: new ScriptedScheduler { OnJudge = _ => Decision.Pause.Instance })
            .Place().Place(1).Report(0, 1, withCheckpoint: true).End(0, AttemptOutcome.Obeyed.Instance)
            .End(1, new AttemptOutcome.Lost("node gone"));
        foreach (var number in (int[])[0, 1])
        {
            some.When(new ExperimentCommand.StopTrial(some.Now, new TrialId(number)));
            Assert.That(some.Kinds, Is.EqualTo("TrialEnded"));
        }

        Assert.That(some.Scheduler.Told.OfType<TrialFact.Ended>().Count(), Is.EqualTo(2));
        Assert.That(some.Place().State.Status, Is.EqualTo(ExperimentStatus.Finished));
    }

    [Test]
    public void Submit_TheSameRulesMadeAgain_IsNoChangeAndKeepsTheirMemory()
    {
        static StopRule Rules() => Stop.Any(
            Stop.OnTrialPlateau(0, window: 3, grace: 0),
            Stop.All(Stop.AfterIterations(50), Stop.When("acc", atLeast: 1)));
        var some = new Scenario(spec => spec with { Stop = Rules() }).Place().Report(0, 1).Report(0, 2);
        some.When(new ExperimentCommand.Submit(some.Now, some.Spec with { Stop = Rules() }));
        Assert.That(some.Last, Is.Empty);

        Assert.That(((Reply.Accepted)some.Report(0, 3).Reply).Decision, Is.InstanceOf<Decision.Stop>());
    }

    [Test]
    public void Outstanding_WorkedThroughWhileTheStateGoesOn_IsTheListOfItsMoment()
    {
        var some = new Scenario().Place().Place(1);
        foreach (var duty in ExperimentMachine.Outstanding(some.State).Cast<Duty.Run>())
        {
            some.End(duty.Trial.Number, new AttemptOutcome.Lost("node gone"));
        }

        Assert.That(some.State.Running, Is.Zero);
    }
}
