using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Purging;

/// <summary>What is purged lies in folders of the store; nothing else is ever looked into.</summary>
[Platform(Exclude = "Win", Reason = "Links need rights there.")]
internal sealed class PurgedFoldersTests
{
    [TestCase("purged")]
    [TestCase("kept")]
    public async Task Open_WithALinkInPlaceOfAFolder_TouchesNothingThatItLeadsTo(string place)
    {
        using var folder = new TempFolder();
        await (await FileStore.OpenAsync(folder["store"], SomeFiles.Options)).DisposeAsync();
        var theirs = folder.With("theirs", ("letters/first", "dear"), ("some~1/file", "mine"));
        folder.With("store/purged/some~7", ("file", "gone"));
        if (place == "purged")
        {
            Directory.Delete(folder["store/purged"], recursive: true);
        }

        Directory.CreateSymbolicLink(Path.Combine(folder["store"], place), theirs);
        await using var store = await FileStore.OpenAsync(folder["store"], SomeFiles.Options);

        Assert.That(store.Notices, Has.Some.Contains("not deleted yet").And.Contains("is a folder"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(theirs, "letters", "first")), Is.EqualTo("dear"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(theirs, "some~1", "file")), Is.EqualTo("mine"));
        Assert.That(Directory.EnumerateFileSystemEntries(theirs).Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task Open_WithOtherThingsAmongWhatWasPurged_DeletesOnlyWhatWas()
    {
        using var folder = new TempFolder();
        await (await FileStore.OpenAsync(folder["store"], SomeFiles.Options)).DisposeAsync();
        var theirs = folder.With("theirs", ("file", "mine"));
        var purged = folder.With("store/purged", ("some~7/file", "gone"), ("other/file", "?"), ("some~x/file", "?"));
        Directory.CreateSymbolicLink(Path.Combine(purged, "some~8"), theirs);
        await using var store = await FileStore.OpenAsync(folder["store"], SomeFiles.Options);

        Assert.That(
            Directory.EnumerateFileSystemEntries(purged).Select(path => Path.GetFileName(path)),
            Is.EquivalentTo(["other", "some~x", "some~8"]));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(theirs, "file")), Is.EqualTo("mine"));
    }

    [Test]
    public async Task Purge_WithALinkInPlaceOfAFolder_IsRefusedAndLosesNothing()
    {
        using var folder = new TempFolder();
        var theirs = folder.With("theirs", ("file", "mine"));
        await using var store = await FileStore.OpenAsync(folder["store"], SomeFiles.Options);
        Directory.CreateSymbolicLink(folder["store/purged"], theirs);
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning("some"));

        Assert.That(
            async () => await journal.PurgeAsync(journal.Count),
            Throws.TypeOf<StorageException>().With.Property(nameof(StorageException.Kind))
                .EqualTo(StorageFault.Refused));
        Assert.That(Directory.EnumerateFileSystemEntries(theirs).Count(), Is.EqualTo(1));
        await Same.EventsAsync(store.ReadJournalAsync("some"), Some.Beginning("some"));
    }

    [Test]
    public async Task Purge_WhoseFlushFailsAfterTheDeed_IsDoneAndSaysSo()
    {
        using var folder = new TempFolder();
        var purged = folder["store/purged"];
        var disk = new WatchedDisk(what =>
        {
            if (what == $"flush {purged}")
            {
                throw new IOException("the device fails");
            }
        });
        await using var store = await FileStore.OpenAsync(folder["store"], SomeFiles.Options with { Disk = disk });
        await using var journal = await store.OpenJournalAsync("gone");
        await journal.AppendAsync(0, Some.Beginning("gone"));
        await journal.PurgeAsync(journal.Count);

        Assert.That(await store.ExperimentsAsync(), Is.Empty);
        Assert.That(store.Notices, Has.Some.Contains("'gone' is purged").And.Contains("the device fails"));
    }

    [Test]
    public async Task Checkpoints_OfWhatIsNotDeletedYet_CanBeOpened()
    {
        using var folder = new TempFolder();
        await using var store = await FileStore.OpenAsync(folder["store"], SomeFiles.Options);
        CheckpointRef named = await store.Checkpoints("gone").PutAsync(folder.With("given", ("file", "weights")), 1);
        Directory.CreateDirectory(folder["store/purged"]);
        Directory.Move(folder["store/experiments/gone"], folder["store/purged/gone~7"]);

        await using var lease = await store.Checkpoints("gone").OpenAsync(named);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(lease.Folder, "file")), Is.EqualTo("weights"));
    }
}
