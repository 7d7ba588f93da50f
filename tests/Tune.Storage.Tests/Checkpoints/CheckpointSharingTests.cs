using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Checkpoints;

/// <summary>Files that several checkpoints have in common are kept once, as long as one of them needs them.</summary>
internal sealed class CheckpointSharingTests
{
    private TempFolder _folder = null!;
    private int _given;

    private string Root => _folder["checkpoints"];

    private CheckpointPlaces Places => new(Root);

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Put_OfFilesThatAreThere_KeepsThemOnceAndUntilTheLastIsDeleted()
    {
        var store = Open();
        var first = await PutAsync(store, ("model", "weights"), ("step", "1"));
        var second = await PutAsync(store, ("model", "weights"), ("deep/er/model", "weights"), ("step", "2"));
        Assert.That(Places.Kept().Count(), Is.EqualTo(3));
        await store.DeleteAsync(first.Digest);
        Assert.That(Places.Kept().Count(), Is.EqualTo(2));
        Assert.That(await ReadAsync(store, second, "deep/er/model"), Is.EqualTo("weights"));
        await store.DeleteAsync(second.Digest);
        Assert.That(Places.Kept(), Is.Empty);
    }

    [Test]
    public async Task Delete_OfAnOpenOne_LeavesItsFilesUntilTheLeaseIsGivenBack([Values] bool old)
    {
        var store = Open();
        var checkpoint = old
            ? OldCheckpoint.Write(Root, 7, ("model", "weights"))
            : await PutAsync(store, ("model", "weights"));
        var lease = await store.OpenAsync(checkpoint);
        await store.DeleteAsync(checkpoint.Digest);
        Assert.That(await store.DigestsAsync(), Is.Empty);
        Assert.That(
            async () => await store.OpenAsync(checkpoint), Throws.TypeOf<StorageException>()
                .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Gone));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(lease.Folder, "model")), Is.EqualTo("weights"));
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        Assert.That(Directory.Exists(lease.Folder), Is.False);
        Assert.That(Files(), Is.Empty, "nothing is left");
    }

    [Test]
    public async Task Put_OfAFileThatIsDamagedThere_MendsIt([Values("flip", "cut", "delete")] string damage)
    {
        var first = await PutAsync(Open(), ("model", "weights"));
        var blob = Places.Blob(Places.Kept().Single());
        File.Delete(blob);
        if (damage != "delete")
        {
            await File.WriteAllTextAsync(blob, damage == "flip" ? "Weights" : "weight");
        }

        var store = Open();
        Assert.That(
            async () => await store.OpenAsync(first), Throws.TypeOf<StorageException>()
                .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Damaged)
                .And.Message.Contains("'model'"));
        await PutAsync(store, ("another", "weights"));
        Assert.That(await ReadAsync(store, first, "model"), Is.EqualTo("weights"));
    }

    [Test]
    public async Task Opening_FilesThatNoCheckpointNames_AreDeletedAndNoOthers()
    {
        var checkpoint = await PutAsync(Open(), ("model", "weights"));
        var stray = Places.Blob(new string('a', 64));
        await File.WriteAllTextAsync(stray, "of a put that was cut short");
        var store = Open();
        await store.SettleAsync();
        Assert.That(File.Exists(stray), Is.False);
        Assert.That(await ReadAsync(store, checkpoint, "model"), Is.EqualTo("weights"));
    }

    [Test]
    public async Task Opening_WithAManifestThatCannotBeRead_DeletesNoFile()
    {
        var store = Open();
        var first = await PutAsync(store, ("model", "weights"));
        var second = await PutAsync(store, ("model", "others"));
        await File.WriteAllTextAsync(Places.Manifest(first.Digest), "{}");
        store = Open();
        await store.DeleteAsync(second.Digest);
        Assert.That(Places.Kept().Count(), Is.EqualTo(2), "one of them may be what the manifest named");
        await store.DeleteAsync(first.Digest);
        await Open().SettleAsync();
        Assert.That(Places.Kept(), Is.Empty);
    }

    [Test]
    public async Task Put_WhereAFileHasOneNameOnly_CopiesAndShares()
    {
        var disk = new WatchedDisk(_ => { }) { Links = false };
        var store = new CheckpointShelf(Root, disk);
        var first = await PutAsync(store, ("model", "weights"));
        var second = await PutAsync(store, ("model", "weights"));
        Assert.That(Places.Kept().Count(), Is.EqualTo(1));
        await store.DeleteAsync(first.Digest);
        Assert.That(await ReadAsync(store, second, "model"), Is.EqualTo("weights"));
    }

    [Test]
    public async Task Put_OfFilesThatMayNotBeWrittenTo_TakesThem()
    {
        var given = _folder.With("given", ("model", "weights"), ("below/state", "1"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(given, "model"), UnixFileMode.UserRead);
            File.SetUnixFileMode(Path.Combine(given, "below"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            File.SetUnixFileMode(given, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var store = Open();
        var checkpoint = await store.PutAsync(given, 1);
        Assert.That(await ReadAsync(store, checkpoint, "model"), Is.EqualTo("weights"));
        Assert.That(Places.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task Opened_Files_AreNotToBeWrittenTo()
    {
        var store = Open();
        await using var lease = await store.OpenAsync(await PutAsync(store, ("model", "weights")));
        const UnixFileMode write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

        // On Windows such a file could not be deleted, and may be written to.
        var mode = OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(Path.Combine(lease.Folder, "model"));
        Assert.That(mode & write, Is.EqualTo(UnixFileMode.None));
    }

    [Test]
    public async Task Everything_AtTheSameTime_LosesNothingAndLeavesNothing([Range(1, 4)] int seed)
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var mine = new List<(CheckpointRef Checkpoint, string Text)>();
            for (var i = 0; i < 40; i++)
            {
                var random = KeyedRandom.For((ulong)seed, "test/shelf", (worker * 1000) + i);
                var text = $"one of three: {random.NextInt(3)}";
                var given = _folder.With($"given-{worker}-{i}", ("model", text), ("other", $"{random.NextInt(3)}"));
                mine.Add((await store.PutAsync(given, 1), text));
                var (checkpoint, expected) = mine[random.NextInt(mine.Count)];
                Assert.That(await ReadAsync(store, checkpoint, "model"), Is.EqualTo(expected));
                if (random.NextInt(2) == 0)
                {
                    mine.Remove((checkpoint, expected));
                    await store.DeleteAsync(checkpoint.Digest);
                }
            }

            foreach (var (checkpoint, _) in mine)
            {
                await store.DeleteAsync(checkpoint.Digest);
            }
        })));
        Assert.That(Files(), Is.Empty);
    }

    private CheckpointShelf Open() => new(Root, Disk.Real);

    private string[] Files() => Directory.GetFiles(Root, "*", SearchOption.AllDirectories);

    private async Task<CheckpointRef> PutAsync(CheckpointShelf store, params (string Path, string Text)[] files) =>
        await store.PutAsync(_folder.With($"given-{_given++}", files), 1);

    private static async Task<string> ReadAsync(CheckpointShelf store, CheckpointRef checkpoint, string path)
    {
        await using var lease = await store.OpenAsync(checkpoint);
        return await File.ReadAllTextAsync(Path.Combine(lease.Folder, path));
    }
}
