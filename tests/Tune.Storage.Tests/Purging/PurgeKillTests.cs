using Tune.Engine.Checkpoints;
using Tune.Engine.Results;
using Tune.Engine.Runs;
using Tune.Engine.Stores;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Purging;

/// <summary>A process that purges an experiment is killed between any two things that it asks of the disk.</summary>
internal sealed class PurgeKillTests
{
    private static readonly string[] s_both = ["gone", "kept"];

    [Test]
    public async Task Purge_KilledAnywhere_LeavesAllOfItOrNothingAndOthersAsTheyWere()
    {
        var (whole, none) = (0, 0);
        for (var steps = 0; ; steps++)
        {
            using var folder = new TempFolder();
            var (named, kept) = await MakeAsync(folder);
            using (var process = SecondProcess.Purge(steps, folder["store"]))
            {
                var said = await process.LineAsync();
                await process.KillAsync();
                if (said == "purged")
                {
                    Assert.That(whole, Is.Positive, "some were killed before the deed");
                    Assert.That(none, Is.Positive, "and some after it");
                    return;
                }

                Assert.That(said, Is.EqualTo("stopped"));
            }

            await using var store = await FileStore.OpenAsync(folder["store"], SomeFiles.Options);
            var there = await store.ExperimentsAsync();
            Assert.That(there, Is.EqualTo(s_both).Or.EqualTo(s_both[1..]), $"killed after {steps}");
            if (there.Count == 2)
            {
                whole++;
                await Same.EventsAsync(store.ReadJournalAsync("gone"), Some.Beginning("gone"));
                Assert.That(await store.Checkpoints("gone").DigestsAsync(), Has.Count.EqualTo(2));
            }
            else
            {
                none++;
                Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(folder["store"], "purged")), Is.Empty);
                Assert.That(await store.Checkpoints("gone").DigestsAsync(), Is.Empty);
            }

            await CheckAsync(store, named, kept);
        }
    }

    // What a model names can be opened whatever became of its experiment; the other experiment has lost nothing.
    private static async Task CheckAsync(FileStore store, CheckpointRef named, CheckpointRef kept)
    {
        await (await store.Checkpoints("gone").OpenAsync(named)).DisposeAsync();
        await (await store.Checkpoints("kept").OpenAsync(kept)).DisposeAsync();
        await Same.EventsAsync(store.ReadJournalAsync("kept"), Some.Beginning("kept"));
        foreach (var name in await store.ExperimentsAsync())
        {
            await store.Tracking.CatchUpAsync(name);
        }

        Assert.That(
            (await store.Tracking.GlancesAsync(new ExperimentQuery())).Experiments.Select(each => each.Name),
            Is.EqualTo(await store.ExperimentsAsync()));
    }

    private static async Task<(CheckpointRef Named, CheckpointRef Kept)> MakeAsync(TempFolder folder)
    {
        await using var store = await FileStore.OpenAsync(folder["store"], SomeFiles.Options);
        foreach (var name in s_both)
        {
            await using var journal = await store.OpenJournalAsync(name);
            await journal.AppendAsync(0, Some.Beginning(name));
        }

        var (named, _, kept) = (
            await PutAsync(store, folder, "gone", "named"), await PutAsync(store, folder, "gone", "other"),
            await PutAsync(store, folder, "kept", "named"));
        var origin = new VersionOrigin("here", null) { Experiment = "gone", Trial = 0, Checkpoint = named.Digest };
        await store.Runs.ChangeAsync(ledger => ModelRules.Make(ledger, "m", "", [], 1), _ => true);
        await store.Runs.ChangeAsync(ledger => ModelRules.AddVersion(ledger, "m", origin, "", [], 2), _ => true);
        return (named, kept);
    }

    private static async Task<CheckpointRef> PutAsync(
        FileStore store, TempFolder folder, string experiment, string content)
    {
        var given = Directory.CreateDirectory(folder[$"given-{experiment}-{content}"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(given, "file"), content);
        return await store.Checkpoints(experiment).PutAsync(given, 1);
    }
}
