using Tune.Engine.AskTell;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>Trials that failed for good are given another chance.</summary>
internal sealed class SecondChanceTests
{
    [Test]
    public void Again_AfterTheEnd_GoesOnFromTheLastCheckpointWithItsRetriesAnew()
    {
        var some = Broken();
        Assert.That(some.State.IsOver);

        some.When(new ExperimentCommand.Again(some.Now, new SecondChance()));

        Assert.That(some.Kinds, Is.EqualTo("Resumed TrialReopened"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
        Assert.That(some.State.Count(TrialStatus.Errored), Is.Zero);
        Assert.That(some.Place().Last.OfType<ExperimentEvent.AttemptStarted>().Single(),
            Has.Property("From").EqualTo(Scenario.Checkpoint(2)).And.Property("Attempt").EqualTo(new Attempt(3)));
        Assert.That(some.Fail(0).Kinds, Is.EqualTo("AttemptEnded"), "there is a retry again");
        Assert.That(some.Place().Report(0, 3, 0.9).End(0, AttemptOutcome.Completed.Instance).Kinds,
            Is.EqualTo("AttemptEnded TrialEnded"));
        Assert.That(some.Place().State.Status, Is.EqualTo(ExperimentStatus.Finished));
        Replays(some);
    }

    [Test]
    public void Again_FromNothing_StartsAtTheBeginningAndIsJudgedThereAgain()
    {
        var some = Broken();
        some.When(new ExperimentCommand.Again(some.Now, new SecondChance { FromNothing = true })).Place();

        Assert.That(some.Last.OfType<ExperimentEvent.AttemptStarted>().Single().From, Is.Null);
        some.Scheduler.Told.Clear();
        some.Report(0, 1, 0.7);
        Assert.That(some.Scheduler.Told.OfType<TrialFact.Judged>().Single().Seen.Iteration, Is.EqualTo(1));
        Replays(some);
    }

    [Test]
    public void Again_FromNothing_ItsTimeLimitBeginsAnewAndAllItsTimeIsShown()
    {
        var some = new Scenario(spec => spec with
        {
            Trials = 1, Failure = new(0) { AbortWhenFirstFail = 0 },
            Stop = Stop.AfterTrialTime(TimeSpan.FromSeconds(5)),
        }).Place().Wait(4).Fail(0);
        some.When(new ExperimentCommand.Again(some.Now, new SecondChance { FromNothing = true })).Place();

        some.Wait(3).When(new ExperimentCommand.Tick(some.Now));
        Assert.That(some.Last, Is.Empty);
        Assert.That(some.Trial(0).UsedAt(some.Now), Is.EqualTo(TimeSpan.FromSeconds(7)));

        some.Wait(2).When(new ExperimentCommand.Tick(some.Now));
        Assert.That(some.Kinds, Is.EqualTo("Decided"));
    }

    [Test]
    public void Again_OneTrial_LeavesTheOthers()
    {
        var some = new Scenario(OneRetry).Place(0).Place(1).Fail(0).Fail(1).Place(0).Place(1).Fail(0).Fail(1);
        Assert.That(some.State.FailedTrials.Select(trial => trial.Number), Is.EqualTo([0, 1]));

        some.When(new ExperimentCommand.Again(some.Now, new SecondChance { Trials = [new TrialId(1)] }));

        Assert.That(some.State.FailedTrials.Select(trial => trial.Number), Is.EqualTo([0]));
        Replays(some);
    }

    [Test]
    public void Again_FromNothing_TheBestThatStandsIsTheBest()
    {
        var some = new Scenario(
            spec => OneRetry(spec) with { Trials = 6, Failure = new(0) { AbortWhenFirstFail = 0 } });
        for (var trial = 0; trial < 6; trial++)
        {
            some.Place().Report(trial, 1, 0.9 - (0.1 * trial)).Fail(trial);
        }

        Assert.That(some.Place().State.Podium.Top.Select(placed => placed.Trial.Number), Is.EqualTo([0, 1, 2, 3, 4]));

        some.When(new ExperimentCommand.Again(
            some.Now, new SecondChance { FromNothing = true, Trials = [new TrialId(0)] }));
        some.Place();

        Assert.That(some.State.Best!.Trial, Is.EqualTo(new TrialId(1)));
        Assert.That(some.State.Podium.Top.Select(placed => placed.Trial.Number), Is.EqualTo([1, 2, 3, 4, 5]));
        Replays(some);
    }

    [Test]
    public void FirstError_WhoFailedFirstRunsAgain_IsOfThoseThatAreStillErrors()
    {
        var some = new Scenario(spec => spec with { Failure = new(0) { AbortWhenFirstFail = 0 } }).Place(0).Place(1);
        some.End(1, new AttemptOutcome.Failed(FailureKind.Exception, "the disk was full", ""))
            .End(0, new AttemptOutcome.Failed(FailureKind.Exception, "a number was wrong", ""));
        Assert.That(some.State.FirstError, Is.EqualTo("Exception: the disk was full"));

        some.When(new ExperimentCommand.Again(some.Now, new SecondChance { Trials = [new TrialId(1)] }));
        Assert.That(some.State.FirstError, Is.EqualTo("Exception: a number was wrong"));

        some.Place().Fail(1);
        Assert.That(some.State.FirstError, Is.EqualTo("Exception: a number was wrong"), "it fails later now");
    }

    [Test]
    public void DropCheckpoints_OfATrialThatHasFailed_LeavesItsLine()
    {
        var some = new Scenario(spec => OneRetry(spec) with
        {
            Trials = 1, Failure = new(0) { AbortWhenFirstFail = 0 },
            Checkpoints = new CheckpointPolicy { KeepBest = 0, KeepLast = 2 },
        });
        some.Place().Report(0, 1, 0.9, withCheckpoint: true).Report(0, 2, 0.5, withCheckpoint: true).Fail(0);
        some.When(new ExperimentCommand.Submit(some.Now, some.Spec with
        {
            Checkpoints = new CheckpointPolicy { KeepBest = 0, KeepLast = 1 },
        })).When(new ExperimentCommand.DropCheckpoints(some.Now));
        Assert.That(some.Kinds, Is.EqualTo("CheckpointDropped"));

        some.When(new ExperimentCommand.Again(some.Now, new SecondChance()));

        Assert.That(some.Trial(0).Line.Held.Select(held => held.Checkpoint), Is.EqualTo([Scenario.Checkpoint(2)]));
        Assert.That(some.Trial(0).Line.BestCheckpoint, Is.Null, "it is gone");
    }

    [TestCase(0, "Trial 0 has not failed for good: it is Running.")]
    [TestCase(7, "Trial 7 has not failed for good: there is none; the last is 0.")]
    public void Again_OfATrialThatHasNotFailed_IsRefused(int trial, string why)
    {
        var some = new Scenario().Place();
        some.When(new ExperimentCommand.Again(some.Now, new SecondChance { Trials = [new TrialId(trial)] }));

        Assert.That(some.Reply, Is.InstanceOf<Reply.Refused>().With.Property("Why").EqualTo(why));
        Assert.That(some.Last, Is.Empty);
    }

    [Test]
    public void Submit_WithASecondChance_ExtendsAndReopensAtOnce()
    {
        var some = Broken();
        var spec = some.State.Spec!;
        some.When(new ExperimentCommand.Submit(
            some.Now, spec with { Trials = spec.Trials + 1 }, new SecondChance { Trials = [new TrialId(0)] }));

        Assert.That(some.Kinds, Is.EqualTo("Extended TrialReopened"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
        Replays(some);
    }

    [Test]
    public void Submit_WithASecondChanceAndNothingElse_TakesItUpAgain()
    {
        var some = Broken();
        some.When(new ExperimentCommand.Submit(some.Now, some.State.Spec!, new SecondChance()));

        Assert.That(some.Kinds, Is.EqualTo("Resumed TrialReopened"));
        Replays(some);
    }

    [Test]
    public void Submit_WithASecondChanceForATrialThatHasNotFailed_ChangesNothing()
    {
        var some = Broken();
        var spec = some.State.Spec!;
        some.When(new ExperimentCommand.Submit(
            some.Now, spec with { Trials = spec.Trials + 1 }, new SecondChance { Trials = [new TrialId(9)] }));

        Assert.That(some.Reply, Is.InstanceOf<Reply.Refused>());
        Assert.That(some.Last, Is.Empty);
        Assert.That(some.State.IsOver);
    }

    [Test]
    public void Submit_OfANewOneWithASecondChanceForATrial_IsRefused()
    {
        var outcome = ExperimentMachine.Decide(
            new ExperimentState(),
            new ExperimentCommand.Submit(
                new Moment(1, 1), Broken().State.Spec!, new SecondChance { Trials = [new TrialId(0)] }));

        Assert.That(outcome.Reply, Is.InstanceOf<Reply.Refused>()
            .With.Property("Why").EqualTo("Trial 0 has not failed for good: there is none yet."));
    }

    [Test]
    public void Again_NoneHasFailed_DoesNothing()
    {
        var some = new Scenario().Place();
        some.When(new ExperimentCommand.Again(some.Now, new SecondChance()));

        Assert.That((some.Kinds, some.Reply), Is.EqualTo(("", (Reply)Reply.Done.Instance)));
    }

    [Test]
    public void RunAgain_InALoopOfOnesOwn_AsksForItOnceMore()
    {
        var loop = new AskTellLoop(new Scenario(spec => OneRetry(spec) with { Trials = 1 }).Spec);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            loop.Fail(loop.Ask()!.Trial, "broke");
        }

        Assert.That((loop.Ask(), loop.IsOver), Is.EqualTo(((AskedTrial?)null, true)));

        loop.RunAgain(new SecondChance());

        var asked = loop.Ask()!;
        loop.Report(asked.Trial, 1, MetricSet.Of(("acc", 0.5)));
        loop.Complete(asked.Trial);
        Assert.That((loop.Ask(), loop.State.Status), Is.EqualTo(((AskedTrial?)null, ExperimentStatus.Finished)));
        Assert.That(ReplayAudit.Run(loop.Journal).Mismatches, Is.Empty);
    }

    private static ExperimentSpec OneRetry(ExperimentSpec spec) =>
        spec with { Failure = new FailurePolicy(1) { AbortWhenFirstFail = 0 } };

    private static Scenario Broken() =>
        new Scenario(spec => OneRetry(spec) with { Trials = 1 }).Place()
            .Report(0, 1, 0.5).Report(0, 2, 0.6, withCheckpoint: true).Report(0, 3, 0.8)
            .Fail(0).Place().Fail(0).Place();

    private static void Replays(Scenario some) =>
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
}
