using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>
/// The order of effects of one report: validate, store, stop rules, scheduler, decision, tell everyone.
/// </summary>
internal sealed class ReportTests
{
    [Test]
    public void Report_Plain_IsStoredDecidedAndTold()
    {
        var some = new Scenario().Place().Report(0, 1, 0.7);

        Assert.That(some.Kinds, Is.EqualTo("Reported Decided"));
        Assert.That(some.Reply, Is.EqualTo(new Reply.Accepted(1, Decision.Continue.Instance)));
        Assert.That(some.Scheduler.Told.OfType<TrialFact.Judged>().Single().Seen.Score.Value, Is.EqualTo(0.7));
        Assert.That(some.Searcher.Told, Is.EqualTo(some.Scheduler.Told));
    }

    [Test]
    public void Report_WithCheckpoint_StoresItBetweenReportAndDecision()
    {
        var some = new Scenario().Place().Report(0, 3, withCheckpoint: true);

        Assert.That(some.Kinds, Is.EqualTo("Reported CheckpointSaved Decided"));
        Assert.That(some.Trial(0).Checkpoint, Is.EqualTo(Scenario.Checkpoint(3)));
    }

    [Test]
    public void Report_StopRuleFires_SchedulerIsNotAskedButTold()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.When("acc", atLeast: 0.9) })
            .Place().Report(0, 1, 0.95);

        Assert.That(some.Scheduler.Asked, Is.Empty);
        var told = some.Scheduler.Told.OfType<TrialFact.Judged>().Single();
        Assert.That(told.Decision, Is.EqualTo(new Decision.Stop(StopReason.Rule, "acc reached 0.9")));
    }

    [Test]
    public void Report_SchedulerStops_SearcherLearnsTheResultToo()
    {
        var stop = new Decision.Stop(StopReason.Culled, "too low");
        var some = new Scenario(scheduler: new ScriptedScheduler { OnJudge = _ => stop }).Place().Report(0, 1, 0.1);

        Assert.That(some.Searcher.Told.OfType<TrialFact.Judged>().Single().Decision, Is.EqualTo(stop));
        Assert.That(some.Trial(0).Leaving, Is.EqualTo(Leaving.Stop));
    }

    [Test]
    public void Report_ExperimentRuleFires_EverythingElseIsInterrupted()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.When("acc", atLeast: 0.9, experiment: true) })
            .Place().Place(1).Report(1, 1, 0.95);

        Assert.That(some.Kinds, Is.EqualTo("Reported Decided Ended"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(some.Trial(0).Leaving, Is.EqualTo(Leaving.Interrupt));
        Assert.That(some.State.IsOver, Is.False, "one trial still has to leave");
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void Report_NotFinite_IsStoredAsReportedAndRanksWorst(double value)
    {
        var some = new Scenario().Place().Report(0, 1, value);

        Assert.That(((ExperimentEvent.Reported)some.Last[0]).Metrics[0].Value, Is.EqualTo(value));
        Assert.That(some.Scheduler.Asked.Single().Score, Is.EqualTo(Score.Worst));
        Assert.That(some.State.Best, Is.Null);
    }

    [Test]
    public void Report_WithoutTheObjective_RanksWorst()
    {
        var some = new Scenario().Place().Report(0, 1, MetricSet.Of(("loss", 0.1)));

        Assert.That(some.Scheduler.Asked.Single().Score, Is.EqualTo(Score.Worst));
    }

    [Test]
    public void Report_Resent_GetsTheSameAnswerAndNoSecondEvent()
    {
        var some = new Scenario().Place().Report(0, 1).Report(0, 1, sequence: 1);

        Assert.That(some.Last, Is.Empty);
        Assert.That(some.Reply, Is.EqualTo(new Reply.Accepted(1, Decision.Continue.Instance)));
        Assert.That(some.State.Reports, Is.EqualTo(1));
    }

    [Test]
    public void Report_WithAGapInSequence_IsRefusedByName()
    {
        var some = new Scenario().Place().Report(0, 1, sequence: 2);

        Assert.That(some.Reply, Is.TypeOf<Reply.Refused>());
        Assert.That(((Reply.Refused)some.Reply).Why, Does.Contain("Report 2 came after report 0"));
        Assert.That(((Reply.Refused)some.Reply).IsFenced, Is.False);
    }

    [Test]
    public void Report_IterationDoesNotRise_IsRefused()
    {
        var some = new Scenario().Place().Report(0, 5).Report(0, 5);

        Assert.That(((Reply.Refused)some.Reply).Why, Does.Contain("iterations must rise"));
    }

    [Test]
    public void Report_OfAnOldAttempt_IsRefusedCountedAndAudited()
    {
        var some = new Scenario().Place().Fail(0).Place().Report(0, 1, attempt: 1);

        Assert.That(some.Kinds, Is.EqualTo("MessageRefused"));
        Assert.That(((Reply.Refused)some.Reply).IsFenced, Is.True);
        Assert.That(some.State.Refusals, Is.EqualTo(1));
        Assert.That(some.State.Reports, Is.Zero);
    }

    [Test]
    public void Report_OfATrialThatIsOver_IsRefused()
    {
        var some = new Scenario().Place().Report(0, 1).End(0, AttemptOutcome.Completed.Instance).Report(0, 2);

        Assert.That(((Reply.Refused)some.Reply).Why, Is.EqualTo("the trial is over"));
    }

    [Test]
    public void Report_AfterAnInterrupt_IsTakenWithItsCheckpointAndTheTrialStillLeaves()
    {
        var some = new Scenario().Place().Report(0, 1);
        some.When(new ExperimentCommand.Drain(some.Now)).Report(0, 2, withCheckpoint: true);

        Assert.That(some.Kinds, Is.EqualTo("Reported CheckpointSaved Decided"));
        Assert.That(some.Trial(0).Leaving, Is.EqualTo(Leaving.Interrupt));
        Assert.That(some.End(0, AttemptOutcome.Interrupted.Instance).Trial(0).Checkpoint!.Iteration, Is.EqualTo(2));
    }

    [Test]
    public void Report_AfterTheExperimentEnded_DoesNotEndItTwice()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.When("acc", atLeast: 0.9, experiment: true) })
            .Place().Place(1).Report(1, 1, 0.95).Report(0, 1, 0.95);

        Assert.That(some.Kinds, Is.EqualTo("Reported Decided"));
        Assert.That(some.Trial(0).Leaving, Is.EqualTo(Leaving.Stop));
    }

    [Test]
    public void Report_AfterStop_IsRefusedQuietlyAndNotStored()
    {
        var stop = new Decision.Stop(StopReason.Culled, "too low");
        var some = new Scenario(scheduler: new ScriptedScheduler { OnJudge = _ => stop })
            .Place().Report(0, 1).Report(0, 2);

        Assert.That(some.Last, Is.Empty);
        Assert.That(((Reply.Refused)some.Reply).IsFenced, Is.True);
    }

    [Test]
    public void Report_SeveralUnderWayWhenToldToLeave_AreAllRefusedQuietly()
    {
        var some = new Scenario(scheduler: new ScriptedScheduler { OnJudge = _ => Decision.Pause.Instance })
            .Place().Report(0, 1);
        foreach (var sequence in (int[])[2, 3, 4])
        {
            some.Report(0, sequence, sequence: sequence);
            Assert.That(((Reply.Refused)some.Reply).IsFenced, $"report {sequence} is no mistake of the trainable's");
        }
    }

    [Test]
    public void Report_IterationReachedBefore_IsStoredButNotJudgedAgain()
    {
        var some = new Scenario().Place().Report(0, 1).Report(0, 2).Fail(0).Place().Report(0, 1);

        Assert.That(some.Kinds, Is.EqualTo("Reported Decided"));
        Assert.That(some.Scheduler.Asked, Has.Count.EqualTo(2));
        Assert.That(some.State.Reports, Is.EqualTo(3));
    }

    [Test]
    public void Best_Tie_EarliestWins()
    {
        var some = new Scenario().Place().Place(1).Report(1, 1, 0.9).Report(0, 1, 0.9);

        Assert.That(some.State.Best!.Trial, Is.EqualTo(new TrialId(1)));
    }

    [Test]
    public void Best_ModeMin_IsTheSmallestInItsOwnSign()
    {
        var some = new Scenario(spec => spec with { Objective = new Objective("acc", Mode.Min) })
            .Place().Report(0, 1, 3).Report(0, 2, -2).Report(0, 3, 1);

        Assert.That(some.State.Best!.Value, Is.EqualTo(-2));
        Assert.That(some.State.Best.Iteration, Is.EqualTo(2));
    }

    [Test]
    public void Decide_AskedTwice_AnswersTheSameAndChangesNothing()
    {
        var some = new Scenario().Place();
        var report = new ExperimentCommand.Report(
            some.Now, new TrialId(0), new Attempt(1), 1, 1, MetricSet.Of(("acc", 0.5)), null);

        var first = ExperimentMachine.Decide(some.State, report);
        var second = ExperimentMachine.Decide(some.State, report);

        Assert.That(second.Events, Is.EqualTo(first.Events));
        Assert.That(some.State.Reports, Is.Zero);
    }

    [Test]
    public void Report_WhileMakingRoom_MayStillBePausedOrStopped()
    {
        var some = new Scenario(scheduler: new ScriptedScheduler { OnJudge = _ => Decision.Pause.Instance }).Place();
        some.When(new ExperimentCommand.Drain(some.Now)).Report(0, 1, withCheckpoint: true)
            .End(0, AttemptOutcome.Interrupted.Instance);

        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Paused));
    }

    [Test]
    public void Report_OfTheLastIterationThereIs_LeavesNothingBroken()
    {
        var some = new Scenario(spec => spec with
        {
            Stop = Stop.All(Stop.AfterIterations(3), Stop.When("acc", atLeast: 2)),
        });
        some.Place().Report(0, int.MaxValue);

        Assert.That(ExperimentMachine.Milestone(some.State, new TrialId(0)), Is.EqualTo(int.MaxValue));
        Assert.That(((Reply.Refused)some.Report(0, int.MaxValue).Reply).Why, Does.Contain("must rise"));
    }
}
