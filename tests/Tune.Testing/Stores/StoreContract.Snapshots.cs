using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Testing.Stores;

public abstract partial class StoreContract
{
    private const string Switch = "A store that keeps no snapshots says so in its fixture: "
        + $"protected override bool {nameof(KeepsSnapshots)} => false;";

    // Whether it keeps them must be as its fixture says, or the cases below would ask for what is not there.
    [Test]
    public async Task Keep_DoesAsTheFixtureSays()
    {
        await using var journal = await Fill("some", [Some.Beginning()]);
        var isKept = await journal.KeepAsync(Snapshot(journal.Count, 3));
        var found = await Store.SnapshotAsync("some");

        Assert.That((isKept, found is not null), Is.EqualTo((KeepsSnapshots, KeepsSnapshots)), Switch);
    }

    [Test]
    public async Task Keep_ThenAskedFor_GivesWhatWasKeptAlsoAfterMoreEvents()
    {
        if (await KeepsNoneAsync())
        {
            return;
        }

        var batches = new RandomHistory(41, 60).Batches;
        var (before, after) = (batches.Take(40).ToList(), batches.Skip(40).ToList());
        await using (var journal = await Fill("some", before))
        {
            Assert.That(await Store.SnapshotAsync("some"), Is.Null);
            await KeepAsync(journal, Snapshot(journal.Count, 3));
            foreach (var batch in after)
            {
                await journal.AppendAsync(journal.Count, batch);
            }

            await CheckAsync(journal);
        }

        await Reopen();
        await using var again = await Store.OpenJournalAsync("some");
        await CheckAsync(again);

        async Task CheckAsync(IJournal journal)
        {
            var found = (await Store.SnapshotAsync("some"))!;
            Assert.That(found.Position, Is.EqualTo(before.Sum(batch => batch.Count)));
            Assert.That(found.Bytes.ToArray(), Is.EqualTo(Snapshot(0, 3).Bytes.ToArray()));
            await Same.EventsAsync(journal.ReadAsync(found.Position), after.SelectMany(batch => batch));
        }
    }

    [Test]
    public async Task Keep_AtTheEndOfAnyAppend_ReadsOnFromThere()
    {
        if (await KeepsNoneAsync())
        {
            return;
        }

        var batches = new RandomHistory(42, 25).Batches;
        await using (var journal = await Store.OpenJournalAsync("some"))
        {
            foreach (var batch in batches)
            {
                await journal.AppendAsync(journal.Count, batch);
                await KeepAsync(journal, Snapshot(journal.Count, (byte)(journal.Count % 251)));
            }
        }

        var all = batches.SelectMany(batch => batch).ToList();
        await Reopen();
        await using var again = await Store.OpenJournalAsync("some");
        var found = (await Store.SnapshotAsync("some"))!;
        Assert.That(found.Position, Is.EqualTo(all.Count));
        await Same.EventsAsync(again.ReadAsync(found.Position), []);
        foreach (var batch in batches)
        {
            await again.AppendAsync(again.Count, batch);
        }

        Assert.That((await Store.SnapshotAsync("some"))!.Position, Is.EqualTo(all.Count));
        await Same.EventsAsync(again.ReadAsync(all.Count), all);
    }

    [Test]
    public async Task Keep_Again_TakesThePlaceOfTheOneBefore()
    {
        if (await KeepsNoneAsync())
        {
            return;
        }

        await using var journal = await Fill("some", [Some.Beginning()]);
        var memory = Snapshot(journal.Count, 1).Bytes.ToArray();
        await KeepAsync(journal, new StateSnapshot(journal.Count, memory));
        await journal.AppendAsync(journal.Count, [new ExperimentEvent.Paused(Some.At(1))]);
        await KeepAsync(journal, new StateSnapshot(journal.Count, memory.AsMemory(0, 9)));
        memory.AsSpan().Clear();

        var found = (await Store.SnapshotAsync("some"))!;
        Assert.That(found.Position, Is.EqualTo(journal.Count));
        Assert.That(found.Bytes.ToArray(), Is.EqualTo(Snapshot(0, 1).Bytes[..9].ToArray()), "it is a copy");
    }

    [Test]
    public async Task Keep_OfAnOwnerWhoHasASuccessor_KeepsNothing()
    {
        if (await KeepsNoneAsync())
        {
            return;
        }

        await using var first = await Fill("some", [Some.Beginning()]);
        await KeepAsync(first, Snapshot(first.Count, 1));
        await using var second = await Store.OpenJournalAsync("some");
        Assert.That(await first.KeepAsync(Snapshot(first.Count, 2)), Is.False);
        Assert.That((await Store.SnapshotAsync("some"))!.Bytes.ToArray(), Is.EqualTo(Snapshot(0, 1).Bytes.ToArray()));
        await KeepAsync(second, Snapshot(second.Count, 3));
        Assert.That((await Store.SnapshotAsync("some"))!.Bytes.ToArray(), Is.EqualTo(Snapshot(0, 3).Bytes.ToArray()));
    }

    [Test]
    public async Task Keep_OfEventsThatTheJournalDoesNotHave_IsRefused([Values(-1, 1)] int more)
    {
        if (await KeepsNoneAsync())
        {
            return;
        }

        await using var journal = await Fill("some", [Some.Beginning()]);
        var position = more < 0 ? more : journal.Count + more;
        Assert.That(
            async () => await journal.KeepAsync(Snapshot(position, 1)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains($"{journal.Count} events"), Switch);
        Assert.That(await Store.SnapshotAsync("some"), Is.Null);
    }

    [Test]
    public async Task Snapshot_OfAnotherExperimentOrNone_IsNone()
    {
        await using var journal = await Fill("some", [Some.Beginning()]);
        await journal.KeepAsync(Snapshot(journal.Count, 1));
        await using var other = await Fill("other", [Some.Beginning("other")]);
        Assert.That(await Store.SnapshotAsync("other"), Is.Null);
        Assert.That(await Store.SnapshotAsync("none"), Is.Null);
        Assert.That(await Store.ExistsAsync("none"), Is.False, "asking makes nothing");
    }

    // Not left out for a store without: a run with cases left out would read as one with gaps.
    private async Task<bool> KeepsNoneAsync()
    {
        if (!KeepsSnapshots)
        {
            Assert.That(await Store.SnapshotAsync("some"), Is.Null, Switch);
        }

        return !KeepsSnapshots;
    }

    private static async Task KeepAsync(IJournal journal, StateSnapshot snapshot) =>
        Assert.That(await journal.KeepAsync(snapshot), Is.True, "The snapshot is not kept. " + Switch);

    // Bytes that mean nothing to a store.
    private static StateSnapshot Snapshot(long position, byte what) =>
        new(position, Enumerable.Range(0, 1000).Select(i => (byte)(i * what % 251)).ToArray());
}
