using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Runs;
using Tune.Engine.Stores;

namespace Tune.Testing.Stores;

/// <remarks>Experiments that are taken out of the store for good.</remarks>
public abstract partial class StoreContract
{
    /// <summary>Whether it can take experiments out for good, which it need not; then override this with true. Default
    /// false: <see cref="IJournal.PurgeAsync"/> is refused.</summary>
    protected virtual bool Purges => false;

    [Test]
    public async Task Purge_OfAnExperiment_LeavesNothingOfItAndAllOfOthers()
    {
        await using var kept = await Fill("kept", [Some.Beginning("kept"), Some.Report(0, 1, ("acc", 0.5))]);
        await using var gone = await Fill("gone", [Some.Beginning("gone"), Some.Report(0, 1, ("acc", 0.75))]);
        var (keptPoint, gonePoint) = (await Put("kept"), await Put("gone"));
        await Store.Tracking.CatchUpAsync("kept");
        await Store.Tracking.CatchUpAsync("gone");
        if (!Purges)
        {
            Assert.That(
                async () => await gone.PurgeAsync(gone.Count),
                Throws.TypeOf<StorageException>()
                    .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Refused));
            return;
        }

        await gone.PurgeAsync(gone.Count);
        await CheckAsync();
        await kept.DisposeAsync();
        await gone.DisposeAsync();
        await Reopen();
        await CheckAsync();

        async Task CheckAsync()
        {
            Assert.That(await Store.ExperimentsAsync(), Is.EqualTo(["kept"]));
            Assert.That(await Store.ExistsAsync("gone"), Is.False);
            Assert.That(await Store.ReadJournalAsync("gone").AnyAsync(), Is.False);
            Assert.That(await Store.SnapshotAsync("gone"), Is.Null);
            Assert.That(await Store.Checkpoints("gone").DigestsAsync(), Is.Empty);
            await Store.Tracking.CatchUpAsync("gone");
            Assert.That(await Store.Tracking.FindAsync("gone"), Is.Null);
            Assert.That(await Store.Tracking.GlanceAsync("gone"), Is.Null);
            Assert.That((await Store.Tracking.TrialsAsync("gone", new TrialQuery())).Trials, Is.Empty);
            Assert.That(
                (await Store.Tracking.ExperimentsAsync(Listed.All)).Select(each => each.Name), Is.EqualTo(["kept"]));
            Assert.That(
                async () => await Store.Checkpoints("gone").OpenAsync(gonePoint),
                Throws.TypeOf<StorageException>()
                    .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Gone));

            await Same.EventsAsync(
                Store.ReadJournalAsync("kept"), [.. Some.Beginning("kept"), .. Some.Report(0, 1, ("acc", 0.5))]);
            Assert.That((await Store.Tracking.FindAsync("kept"))!.Best!.Value, Is.EqualTo(0.5));
            await (await Store.Checkpoints("kept").OpenAsync(keptPoint)).DisposeAsync();
        }
    }

    [Test]
    public async Task Purge_OfAnotherCountOrAnEarlierOwner_IsRefusedAndChangesNothing()
    {
        if (!Purges)
        {
            return;
        }

        await using var first = await Fill("some", [Some.Beginning()]);
        Assert.That(
            async () => await first.PurgeAsync(first.Count - 1), Throws.TypeOf<JournalConflictException>());
        await using var second = await Store.OpenJournalAsync("some");
        Assert.That(
            async () => await first.PurgeAsync(first.Count),
            Throws.TypeOf<StorageException>()
                .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.NotOwner));
        await second.AppendAsync(second.Count, Some.Report(0, 1, ("acc", 0.75)));
        await Same.EventsAsync(
            Store.ReadJournalAsync("some"), [.. Some.Beginning(), .. Some.Report(0, 1, ("acc", 0.75))]);
    }

    [Test]
    public async Task Purge_ThenTheSameName_IsAnotherExperiment()
    {
        if (!Purges)
        {
            return;
        }

        await using var first = await Fill("some", [Some.Beginning(trials: 3), Some.Report(2, 1, ("acc", 0.9))]);
        await Store.Tracking.CatchUpAsync("some");
        await first.PurgeAsync(first.Count);
        Assert.That(
            async () => await first.AppendAsync(first.Count, Some.Report(0, 1, ("acc", 0.5))),
            Throws.TypeOf<StorageException>());
        await using (var second = await Fill("some", [Some.Beginning(), Some.Report(0, 1, ("acc", 0.25))]))
        {
            Assert.That(second.Count, Is.EqualTo(Some.Beginning().Count + 2));
            Assert.That(second.Epoch, Is.GreaterThan(first.Epoch), "nodes know owners by their numbers");
            await CheckAsync();
        }

        await first.DisposeAsync();
        await Reopen();
        await CheckAsync();

        async Task CheckAsync()
        {
            await Same.EventsAsync(
                Store.ReadJournalAsync("some"), [.. Some.Beginning(), .. Some.Report(0, 1, ("acc", 0.25))]);
            await Store.Tracking.CatchUpAsync("some");
            var summary = (await Store.Tracking.FindAsync("some"))!;
            Assert.That((summary.Trials, summary.Best!.Value), Is.EqualTo((1, 0.25)));
            Assert.That(
                (await Store.Tracking.CurveAsync("some", new(0), "acc")).Select(point => point.Value),
                Is.EqualTo([0.25]));
        }
    }

    [Test]
    public async Task Purge_OfAnExperimentThatAModelIsMadeFrom_KeepsItsCheckpoint()
    {
        if (!Purges || !KeepsRuns)
        {
            return;
        }

        await using var gone = await Fill("gone", [Some.Beginning("gone")]);
        var (named, other) = (await Put("gone", "named"), await Put("gone", "other"));
        var origin = new VersionOrigin("here", null) { Experiment = "gone", Trial = 0, Checkpoint = named.Digest };
        await Book.ChangeAsync(ledger => ModelRules.Make(ledger, "m", "", [], 1), _ => true);
        await Book.ChangeAsync(ledger => ModelRules.AddVersion(ledger, "m", origin, "", [], 2), _ => true);
        await gone.PurgeAsync(gone.Count);
        await CheckAsync();
        await gone.DisposeAsync();
        await Reopen();
        await CheckAsync();

        // Who owns the next experiment of that name deletes every checkpoint that it does not know.
        await using var next = await Fill("gone", [Some.Beginning("gone")]);
        Assert.That(await Store.Checkpoints("gone").DigestsAsync(), Is.Empty);
        await Store.Checkpoints("gone").DeleteAsync(named.Digest);
        await CheckAsync();

        async Task CheckAsync()
        {
            await using var lease = await Store.Checkpoints("gone").OpenAsync(named);
            Assert.That(await File.ReadAllTextAsync(Path.Combine(lease.Folder, "file")), Is.EqualTo("named"));
            Assert.That(
                async () => await Store.Checkpoints("gone").OpenAsync(other), Throws.TypeOf<StorageException>());
        }
    }

    private async Task<CheckpointRef> Put(string experiment, string content = "some")
    {
        var given = Directory.CreateDirectory(Folder[$"given-{experiment}-{content}"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(given, "file"), content);
        return await Store.Checkpoints(experiment).PutAsync(given, 1);
    }
}
