using Tune.Engine.Experiments;
using Tune.Engine.Stores;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Snapshots;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SnapshotKeeperTests : IAsyncDisposable
{
    private readonly MemoryStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [TestCase(0)]
    [TestCase(400)]
    public async Task Passed_SoManyEventsAfterTheLast_KeepsOneAndNoneBefore(int kept)
    {
        var (loop, journal) = (new SomeLoop(), await FillAsync(SnapshotKeeper.Every + 500));
        var keeper = new SnapshotKeeper(journal, SomeLoop.Specs, kept);
        keeper.Passed(loop.State, kept + SnapshotKeeper.Every - 1);
        Assert.That(await _store.SnapshotAsync("some"), Is.Null);

        keeper.Passed(loop.State, kept + SnapshotKeeper.Every);
        Assert.That((await _store.SnapshotAsync("some"))!.Position, Is.EqualTo(kept + SnapshotKeeper.Every));
        keeper.Passed(loop.State, journal.Count);
        Assert.That((await _store.SnapshotAsync("some"))!.Position, Is.EqualTo(kept + SnapshotKeeper.Every));
    }

    [TestCase(SnapshotKeeper.Least - 1, false)]
    [TestCase(SnapshotKeeper.Least, true)]
    public async Task Close_KeepsOneIfThereIsSomethingToSave(int events, bool keeps)
    {
        var (loop, journal) = (new SomeLoop(), await FillAsync(events + 5));
        await new SnapshotKeeper(journal, SomeLoop.Specs, 5).CloseAsync(loop.State, events + 5);
        Assert.That((await _store.SnapshotAsync("some"))?.Position, Is.EqualTo(keeps ? events + 5 : null));
    }

    [Test]
    public async Task Passed_WithASchedulerThatDoesNotCarryItsMemory_KeepsNoneAndGoesOn()
    {
        var (loop, journal) = (new SomeLoop(new MoodyOptions()), await FillAsync(SnapshotKeeper.Every));
        var keeper = new SnapshotKeeper(journal, Some.AllSpecs, 0);
        keeper.Passed(loop.State, journal.Count);
        await keeper.CloseAsync(loop.State, journal.Count);
        Assert.That(await _store.SnapshotAsync("some"), Is.Null);
    }

    [Test]
    public async Task Passed_OfAnOwnerWhoHasASuccessor_KeepsNoneAndGoesOn()
    {
        var (loop, journal) = (new SomeLoop(), await FillAsync(SnapshotKeeper.Every));
        await using var successor = await _store.OpenJournalAsync("some");
        var keeper = new SnapshotKeeper(journal, SomeLoop.Specs, 0);
        keeper.Passed(loop.State, journal.Count);
        await keeper.CloseAsync(loop.State, journal.Count);
        Assert.That(await _store.SnapshotAsync("some"), Is.Null);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Passed_WithAStoreThatTakesNone_AsksItEverMoreRarelyAndGoesOn(bool throws)
    {
        var journal = new NeverKept(await FillAsync(10)) { Throws = throws };
        var loop = new SomeLoop();
        var keeper = new SnapshotKeeper(journal, SomeLoop.Specs, 0);
        for (var position = 0; position <= 10 * SnapshotKeeper.Every; position += SnapshotKeeper.Every / 4)
        {
            keeper.Passed(loop.State, position);
        }

        Assert.That(
            journal.Asked, Is.EqualTo(new long[] { 1, 3, 7 }.Select(times => times * SnapshotKeeper.Every)));
        await keeper.CloseAsync(loop.State, (10 * SnapshotKeeper.Every) + 1);
        Assert.That(journal.Asked, Has.Count.EqualTo(4), "none is there: the end of the journal is worth one more");
        Assert.That(journal.IsClosed);
    }

    // What the events are does not matter to who counts them.
    private async Task<IJournal> FillAsync(int events)
    {
        var journal = await _store.OpenJournalAsync("some");
        await journal.AppendAsync(
            0, [.. Enumerable.Repeat<ExperimentEvent>(new ExperimentEvent.Paused(Some.At(1)), events)]);
        return journal;
    }
}
