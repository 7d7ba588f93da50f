using Tune.Engine.Experiments;
using Tune.Engine.Stores;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Snapshots;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StateReaderTests : IAsyncDisposable
{
    private readonly MemoryStore _store = new();
    private readonly SomeLoop _loop = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Test]
    public async Task Read_WithASnapshot_FoldsWhatCameAfterAndIsTheSame()
    {
        await using var journal = await _store.OpenJournalAsync("some");
        for (var round = 0; round < 6; round++)
        {
            var position = await _loop.TrainAsync(journal, 7);
            Assert.That(await journal.KeepAsync(_loop.Snapshot(position)), Is.True);
            await CheckAsync(journal, position);
            await _loop.TrainAsync(journal, 3);
            await CheckAsync(journal, position);
        }
    }

    [Test]
    public async Task Read_WithBytesThatAreNoState_FoldsEverything()
    {
        await using var journal = await _store.OpenJournalAsync("some");
        var position = await _loop.TrainAsync(journal, 7);
        var good = _loop.Snapshot(position);
        foreach (var bytes in (byte[][])[[], [1, 2, 3], good.Bytes[..^1].ToArray(), [.. good.Bytes.ToArray(), 0]])
        {
            await journal.KeepAsync(good with { Bytes = bytes });
            await CheckAsync(journal, 0);
        }
    }

    [Test]
    public async Task Read_WithAStateThatTheNextEventsCannotFollow_FoldsEverything()
    {
        await using var journal = await _store.OpenJournalAsync("some");
        var early = await _loop.TrainAsync(journal, 2);
        var bytes = _loop.Snapshot(early).Bytes;
        var late = await _loop.TrainAsync(journal, 5);
        await _loop.TrainAsync(journal, 5);

        // As if the trials in between had never been.
        await journal.KeepAsync(new StateSnapshot(late, bytes));
        await CheckAsync(journal, 0);
    }

    [Test]
    public async Task Read_OfAJournalThatHasFewerEvents_FoldsThose()
    {
        await using var journal = await _store.OpenJournalAsync("some");
        var position = await _loop.TrainAsync(journal, 7);
        await journal.KeepAsync(_loop.Snapshot(position));
        var reader = StateReader.Begin(_store, "some", SomeLoop.Specs, spec => spec);
        await using var other = await _store.OpenJournalAsync("other");
        await other.AppendAsync(0, Some.Beginning("other"));
        var reading = await reader.FinishAsync(other);
        Assert.That((reading.FromSnapshot, reading.Position), Is.EqualTo((0L, (long)Some.Beginning().Count)));
    }

    private async Task CheckAsync(IJournal journal, long fromSnapshot)
    {
        var reading = await StateReader.Begin(_store, "some", SomeLoop.Specs, spec => spec).FinishAsync(journal);
        Assert.That((reading.FromSnapshot, reading.Position), Is.EqualTo((fromSnapshot, journal.Count)));
        var folded = await ExperimentMachine.ReplayAsync(journal.ReadAsync());
        Assert.That(
            ExperimentMachine.Snapshot(reading.State, SomeLoop.Specs),
            Is.EqualTo(ExperimentMachine.Snapshot(folded, SomeLoop.Specs)).And.Not.Null);
    }
}
