using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Storage.Disks;
using Tune.Testing;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Disks;

[Platform("Linux")]
internal sealed class StoreFileTests
{
    // Only a test that fails takes as long.
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(20);
    private TempFolder _folder = null!;

    private string Store => _folder["store"];

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Open_OfAPipe_IsRefusedAtOnce()
    {
        var path = _folder["pipe"];
        InstalledProgram.Run("mkfifo", path);
        foreach (var open in (Func<IDisposable>[])[
            () => StoreFile.OpenRead(path),
            () => StoreFile.OpenWrite(path, FileMode.OpenOrCreate, FileShare.None),
            () => Disk.Real.Open(path, FileMode.Create)])
        {
            Assert.That(
                await Bounded(() => Task.FromResult(open())),
                Is.TypeOf<NotPlainFileException>().With.Message.Contains("is a named pipe and not a plain file"));
        }
    }

    [Test]
    public async Task ReadAll_OfALinkToAFile_ReadsThatFile()
    {
        await File.WriteAllTextAsync(_folder["file"], "some");
        File.CreateSymbolicLink(_folder["link"], _folder["file"]);
        Assert.That(StoreFile.ReadAll(_folder["link"]), Is.EqualTo("some"u8.ToArray()));
    }

    [TestCase("experiments/some/journal/000001.seg", "000001.seg' is damaged: it is a named pipe")]
    [TestCase("store.json", "store.json' is a named pipe and not a plain file")]
    [TestCase("lock", "lock' is a named pipe and not a plain file")]
    [TestCase("experiments/some/known.json", null)]
    [TestCase("experiments/some/state.snapshot", null)]
    [TestCase("owner.json", null)]
    [TestCase("epoch", null)]
    [TestCase("tracking.db", null)]
    [TestCase("tracking-log.db", null)]
    public async Task Store_WithAPipeInPlaceOfAFile_WaitsForNobody(string name, string? message)
    {
        await Fill();
        PutPipe(Path.Combine(Store, name));

        var looked = await Bounded(Look);
        var opened = await Bounded(Open);

        if (message is null)
        {
            Assert.That((looked, opened), Is.EqualTo(((Exception?)null, (Exception?)null)));
            return;
        }

        Assert.That(opened, Is.TypeOf<StorageException>().With.Message.Contains(message));
        if (name != "lock")
        {
            Assert.That(looked, Is.TypeOf<StorageException>().With.Message.Contains(message));
        }
    }

    [TestCase("manifests")]
    [TestCase("blobs")]
    public async Task Checkpoint_WithAPipeInPlaceOfAFile_IsDamaged(string kind)
    {
        CheckpointRef kept;
        await using (var store = await FileStore.OpenAsync(Store, SomeFiles.Options))
        {
            kept = await store.Checkpoints("some").PutAsync(_folder.With("a", ("f", "x")), 1);
        }

        PutPipe(Directory.GetFiles(Path.Combine(Store, "experiments", "some", "checkpoints", kind)).Single());
        using var reader = ReadOnlyStore.Open(Store, SomeFiles.Options);

        Assert.That(
            await Bounded(async () => await reader.Checkpoints("some").OpenAsync(kept)),
            Is.TypeOf<StorageException>().With.Message.Contains("is a named pipe and not a plain file"));
    }

    private static void PutPipe(string path)
    {
        File.Delete(path);
        InstalledProgram.Run("mkfifo", path);
    }

    // What was thrown; null if nothing was.
    private static async Task<Exception?> Bounded(Func<Task> action)
    {
        try
        {
            await Task.Run(action).WaitAsync(s_bound);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private async Task Look()
    {
        await using var store = ReadOnlyStore.Open(Store, SomeFiles.Options);
        Assert.That(await store.ExperimentsAsync(), Is.EqualTo((string[])["some"]));
        await store.HolderAsync();
        await store.SnapshotAsync("some");
        await store.CheckJournalAsync("some");
        await store.Tracking.FindAsync("some");
        Assert.That(await store.ReadJournalAsync("some").CountAsync(), Is.GreaterThan(1));
    }

    private async Task Open()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(journal.Count, Some.Report(0, 2, ("acc", 1)));
        await store.Tracking.CatchUpAsync("some");
        Assert.That(await store.Tracking.FindAsync("some"), Is.Not.Null);
    }

    private async Task Fill()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        await journal.AppendAsync(journal.Count, Some.Report(0, 1, ("acc", 1)));
        await store.Tracking.CatchUpAsync("some");
    }
}
