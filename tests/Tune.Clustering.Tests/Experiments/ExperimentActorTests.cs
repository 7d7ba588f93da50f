using Tune.Clustering.Experiments;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Experiments;

internal sealed class ExperimentActorTests : ActorSpec
{
    [Test]
    public async Task Submit_SomeTrials_RunsThemAllToTheEnd()
    {
        await using var rig = new Rig(this, Some.Reporting(3));
        Assert.That(await rig.SubmitAsync(Some.Spec()), Is.EqualTo(new Accepted("sweep", new Term(1))));
        var end = await rig.ClosesAsync();
        Assert.Multiple(() =>
        {
            Assert.That(end.Status, Is.EqualTo(ExperimentStatus.Finished));
            Assert.That(end.Counts.Completed, Is.EqualTo(4));
            Assert.That(end.Reports, Is.EqualTo(12));
            Assert.That(end.Best!.Value, Is.EqualTo(3));
            Assert.That(end.Refusals, Is.Zero);
        });
        var history = await rig.Store.HistoryAsync("sweep");
        Assert.That(history[^1], Is.TypeOf<ExperimentEvent.SessionClosed>());
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
    }

    [Test]
    public async Task Resume_OfOneThatIsOver_DropsWhatItsPolicyDoesNotKeep()
    {
        var store = new FlakyStore();
        var policy = new CheckpointPolicy { KeepLast = 1, KeepBest = 0 };
        var left = OverWithoutDropping(Some.Spec(trials: 1) with { Checkpoints = policy });
        await using (var journal = await store.OpenJournalAsync("sweep"))
        {
            await journal.AppendAsync(0, left);
        }

        await using var rig = new Rig(this, Some.Reporting(3), store: store);
        Assert.That(await rig.AskAsync(new ResumeExperiment("sweep")), Is.EqualTo(new Accepted("sweep", new Term(1))));
        var history = await store.HistoryAsync("sweep");
        Assert.Multiple(() =>
        {
            Assert.That(
                history.Skip(left.Count), Has.Exactly(2).Items.And.All.TypeOf<ExperimentEvent.CheckpointDropped>());
            Assert.That(
                ExperimentMachine.Replay(history).Checkpoints.All.Select(held => held.Checkpoint.Iteration),
                Is.EqualTo(new[] { 3 }));
            Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
        });
    }

    // What an owner leaves that ends before it has dropped anything.
    private static List<ExperimentEvent> OverWithoutDropping(ExperimentSpec spec)
    {
        var (state, at, all) = (new ExperimentState(), new Moment(1, 1), new List<ExperimentEvent>());
        Step(new ExperimentCommand.Submit(at, spec));
        Step(new ExperimentCommand.OpenSession(at, "host", 1));
        Step(new ExperimentCommand.Place(at, "here", 0));
        for (var i = 1; i <= 3; i++)
        {
            Step(new ExperimentCommand.Report(
                at, new TrialId(0), new Attempt(1), i, i, Some.Acc(i),
                new CheckpointRef(new string((char)('0' + i), 64), 1, i)));
        }

        Step(new ExperimentCommand.EndAttempt(
            at, new TrialId(0), new Attempt(1), AttemptOutcome.Completed.Instance));
        Step(new ExperimentCommand.Place(at, "here", 0));
        Step(new ExperimentCommand.Drain(at));
        return all;

        void Step(ExperimentCommand command) => all.AddRange(ExperimentMachine.Step(state, command).Events);
    }
}
