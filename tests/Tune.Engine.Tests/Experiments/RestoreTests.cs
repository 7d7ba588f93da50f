using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>Attempts whose checkpoint is missing or damaged when they are to start.</summary>
internal sealed class RestoreTests
{
    private static readonly AttemptOutcome Damaged = new AttemptOutcome.Failed(
        FailureKind.Restore, "The checkpoint of iteration 4 is damaged: 'weights.bin' is missing.", "");

    [Test]
    public void Restore_Fails_GoesOnFromTheNextOlderCheckpointAndSaysSo()
    {
        var some = Saved(new Scenario().Place(), 2, 4).Fail(0).Place().End(0, Damaged);

        Assert.That(some.Kinds, Is.EqualTo("AttemptEnded CheckpointLost"));
        var lost = (ExperimentEvent.CheckpointLost)some.Last[1];
        Assert.That((lost.Attempt.Number, lost.Checkpoint, lost.Instead), Is.EqualTo((2, Of(4), Of(2))));
        Assert.That(lost.Why, Does.Contain("iteration 4; it goes on from its checkpoint of iteration 2")
            .And.Contain("'weights.bin' is missing").And.Not.Contain("paused"));
        some.Place();
        var start = (ExperimentEvent.AttemptStarted)some.Last.Single();
        Assert.That((start.Attempt.Number, start.From), Is.EqualTo((3, Of(2))));
        some.Report(0, 3).Report(0, 4).Report(0, 5);
        Assert.That(some.Trial(0).Iteration, Is.EqualTo(5), "the way is repeated and then goes on");
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
    }

    [Test]
    public void Restore_FailsUntilThereIsNoOlderOne_StartsFromNothing()
    {
        var some = Saved(new Scenario().Place(), 2, 4).Fail(0)
            .Place().End(0, Damaged).Place().End(0, Damaged);

        Assert.That(((ExperimentEvent.CheckpointLost)some.Last[1]).Why, Does.Contain("starts again from nothing"));
        some.Place();
        Assert.That(((ExperimentEvent.AttemptStarted)some.Last.Single()).From, Is.Null);
        Assert.That(some.State.Checkpoints.Of(new TrialId(0)), Is.Empty);
        Assert.That(StateText.Of(ExperimentMachine.Replay(some.History)), Is.EqualTo(StateText.Of(some.State)));
    }

    [Test]
    public void Restore_OfAPausedTrialFails_TheRecordSaysThatItWasToGoOnFromExactlyThere([Values] bool isLostFirst)
    {
        var scheduler = new ScriptedScheduler
        {
            OnJudge = seen => seen.Iteration == 4 ? Decision.Pause.Instance : Decision.Continue.Instance,
            OnPropose = mayStartNew =>
                mayStartNew ? Proposal.New.Instance : new Proposal.Resume(new TrialId(0)),
        };
        var some = Saved(new Scenario(spec => spec with { Trials = 1 }, scheduler).Place(), 2, 4)
            .End(0, AttemptOutcome.Obeyed.Instance);
        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Paused));
        some.Place();
        if (isLostFirst)
        {
            some.End(0, new AttemptOutcome.Lost("node gone")).Place();
        }

        some.End(0, Damaged);

        Assert.That(
            ((ExperimentEvent.CheckpointLost)some.Last[1]).Why,
            Does.StartWith("the trial was paused at iteration 4 and cannot go on from exactly there; it goes on from "
                + "its checkpoint of iteration 2"));
        Assert.That(some.Trial(0).Status, Is.EqualTo(TrialStatus.Pending), "not paused: it was told to go on");
        some.Place().Report(0, 3).Report(0, 4);
        Assert.That(((Reply.Accepted)some.Reply).Decision, Is.EqualTo(Decision.Continue.Instance), "judged before");
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
    }

    [Test]
    public void Restore_Fails_CostsNoRetryButALoss()
    {
        var policy = new FailurePolicy(MaxRetries: 0) { MaxLosses = 1 };
        var some = Saved(new Scenario(spec => spec with { Failure = policy }).Place(), 1, 2, 3)
            .End(0, new AttemptOutcome.Lost("node gone")).Place().End(0, Damaged);

        Assert.That(some.Kinds, Is.EqualTo("AttemptEnded TrialEnded"), "the losses are used");
        Assert.That(some.State.FirstError, Does.Contain("lost 2 times").And.Contain("'weights.bin' is missing"));
    }

    [Test]
    public void Restore_FailsWithoutACheckpointOrAfterAReport_IsAnOrdinaryFailure()
    {
        var policy = new FailurePolicy(MaxRetries: 1);
        var some = new Scenario(spec => spec with { Failure = policy }).Place().End(0, Damaged);
        Assert.That((some.Kinds, some.Trial(0).RetriesUsed), Is.EqualTo(("AttemptEnded", 1)), "from nothing");

        some = Saved(new Scenario(spec => spec with { Failure = policy }).Place(), 2)
            .End(0, new AttemptOutcome.Lost("node gone")).Place().Report(0, 3).End(0, Damaged);
        Assert.That((some.Kinds, some.Trial(0).RetriesUsed), Is.EqualTo(("AttemptEnded", 1)), "after a report");
        Assert.That(some.Trial(0).Checkpoint, Is.EqualTo(Of(2)));
    }

    [Test]
    public void CheckpointLost_Forged_IsFoundByTheAudit()
    {
        var some = Saved(new Scenario().Place(), 2, 4).Fail(0).Place().End(0, Damaged).Place();
        var at = some.History.FindIndex(fact => fact is ExperimentEvent.CheckpointLost);
        some.History[at] = (ExperimentEvent.CheckpointLost)some.History[at] with { Instead = null };

        Assert.That(ReplayAudit.Run(some.History).Mismatches[0], Does.StartWith($"event {at}:"));
    }

    private static CheckpointRef Of(int iteration) => new(new string((char)('a' + iteration), 64), 10, iteration);

    private static Scenario Saved(Scenario some, params ReadOnlySpan<int> iterations)
    {
        foreach (var iteration in iterations)
        {
            var trial = some.Trial(0);
            some.When(new ExperimentCommand.Report(
                some.Now, trial.Id, trial.Attempt, trial.Sequence + 1, iteration, MetricSet.Of(("acc", 0.5)),
                Of(iteration)));
        }

        return some;
    }
}
