using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Clustering.Tests.Experiments;

/// <summary>Who listens to an experiment's owner makes nobody one.</summary>
internal sealed class SubscriptionTests : ActorSpec
{
    [Test]
    public async Task Subscribe_ToOneThatNobodyOwns_OpensNothingAndHearsOfTheNextOwner()
    {
        var (openings, mayEnd) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var store = new FlakyStore();
        var epoch = await InterruptAsync(store);
        var before = await store.HistoryAsync("sweep");
        store.JournalFails = _ =>
        {
            Interlocked.Increment(ref openings);
            return null;
        };
        await using var rig = new Rig(this, Some.Reporting(6, mayEnd.Task), slots: 1, store);
        rig.Listen();
        var first = await rig.SeesAsync<OwnerStanding>(_ => true);
        Assert.Multiple(async () =>
        {
            Assert.That(first, Is.EqualTo(new OwnerStanding("sweep")));
            Assert.That(Volatile.Read(ref openings), Is.Zero);
            Assert.That(await store.HistoryAsync("sweep"), Is.EqualTo(before));
        });

        await rig.AskAsync(new ResumeExperiment("sweep"));
        await rig.SeesAsync<OwnerStanding>(standing => standing.IsOwner);
        mayEnd.SetResult();
        await rig.SeesAsync<OwnerStanding>(standing => !standing.IsOwner);
        await using var next = await store.OpenJournalAsync("sweep");
        Assert.That(next.Epoch, Is.EqualTo(new OwnerEpoch(epoch.Number + 2)), "one for who resumed, one for this");
    }

    // An owner that was killed: its session is open.
    private static async Task<OwnerEpoch> InterruptAsync(FlakyStore store)
    {
        var (state, at) = (new ExperimentState(), new Moment(1, 1));
        ExperimentCommand[] commands =
        [
            new ExperimentCommand.Submit(at, Some.Spec(trials: 1)), new ExperimentCommand.OpenSession(at, "host", 1),
            new ExperimentCommand.Place(at, "elsewhere", 0),
        ];
        await using var journal = await store.OpenJournalAsync("sweep");
        await journal.AppendAsync(
            0, [.. commands.SelectMany(command => ExperimentMachine.Step(state, command).Events)]);
        return journal.Epoch;
    }
}
