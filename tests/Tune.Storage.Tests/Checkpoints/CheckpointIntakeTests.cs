using System.Runtime.Versioning;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Checkpoints;

/// <summary>What a put does with the files it is given, and what it leaves alone.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class CheckpointIntakeTests
{
    private const UnixFileMode ReadOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private TempFolder _folder = null!;

    private string Root => _folder["checkpoints"];

    private CheckpointPlaces Places => new(Root);

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Put_OfAFileWhoseNameAnotherPutDidNotMakeDurable_MakesItDurableFirst()
    {
        var (asked, isBroken) = (new List<string>(), true);
        var flush = $"flush {Places.Blobs}";
        var store = new CheckpointShelf(Root, new WatchedDisk(what =>
        {
            asked.Add(what);
            if (isBroken && what == flush)
            {
                throw new IOException("the disk has a moment of weakness");
            }
        }));
        Assert.That(
            async () => await store.PutAsync(_folder.With("first", ("model", "weights")), 1),
            Throws.TypeOf<StorageException>());
        isBroken = false;
        asked.Clear();

        var checkpoint = await store.PutAsync(_folder.With("second", ("model", "weights")), 1);

        var name = $"to {Places.Manifest(checkpoint.Digest)}";
        var named = asked.FindIndex(what => what.EndsWith(name, StringComparison.Ordinal));
        Assert.That(asked.IndexOf(flush), Is.InRange(0, named - 1));
    }

    [Test]
    [Platform("Linux")]
    public async Task Put_OfAFileThatHasANameElsewhere_CopiesItAndLeavesItAsItIs()
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        var theirs = Path.Combine(_folder.With("foreign", ("model", "weights")), "model");
        File.SetUnixFileMode(theirs, mode);
        var given = _folder.With("given", ("state", "1"));
        Assert.That(HardLink.TryMake(theirs, Path.Combine(given, "model")));
        var store = Open();

        var checkpoint = await store.PutAsync(given, 1);

        Assert.That(File.GetUnixFileMode(theirs), Is.EqualTo(mode));
        var blobs = Directory.GetFiles(Places.Blobs).Select(FileFacts.Of).ToArray();
        Assert.That(blobs, Has.Length.EqualTo(2));
        Assert.That(blobs.Select(blob => blob.Number), Has.None.EqualTo(FileFacts.Of(theirs).Number));
        Assert.That(blobs.Select(blob => blob.Links), Is.All.EqualTo(1));
        await File.WriteAllTextAsync(theirs, "changed");
        await using var lease = await store.OpenAsync(checkpoint);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(lease.Folder, "model")), Is.EqualTo("weights"));
    }

    [Test]
    public void Put_OfAFolderWithALinkToAFolder_LeavesThatAsItIs([Values("", "below/")] string below)
    {
        var foreign = _folder.With("foreign/inner", ("precious", "mine"));
        var given = _folder.With("given", ("model", "weights"), ("below/state", "1"));
        Directory.CreateSymbolicLink(Path.Combine(given, $"{below}link"), _folder["foreign"]);
        File.SetUnixFileMode(foreign, ReadOnlyFolder);
        File.SetUnixFileMode(_folder["foreign"], ReadOnlyFolder);
        try
        {
            Assert.That(
                async () => await Open().PutAsync(given, 1),
                Throws.TypeOf<StorageException>().With.Message.Contains("link' is a link")
                    .And.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Refused));
            Assert.That(File.GetUnixFileMode(_folder["foreign"]), Is.EqualTo(ReadOnlyFolder));
            Assert.That(File.GetUnixFileMode(foreign), Is.EqualTo(ReadOnlyFolder));
            Assert.That(File.Exists(Path.Combine(given, "model")), "what was given is where it was");
        }
        finally
        {
            File.SetUnixFileMode(_folder["foreign"], ReadOnlyFolder | UnixFileMode.UserWrite);
            File.SetUnixFileMode(foreign, ReadOnlyFolder | UnixFileMode.UserWrite);
        }
    }

    [Test]
    public async Task Put_OfAFileThatChangesAfterItWasRead_IsRefused([Values] bool links)
    {
        var store = new CheckpointShelf(Root, new WatchedDisk(what =>
        {
            if (what.StartsWith("link ", StringComparison.Ordinal))
            {
                File.WriteAllText(what.Split(' ')[1], "weight5");
            }
        })
        { Links = links });
        var given = _folder.With("given", ("model", "weights"));
        File.SetLastWriteTimeUtc(Path.Combine(given, "model"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.That(
            async () => await store.PutAsync(given, 1),
            Throws.TypeOf<StorageException>().With.Message.Contains("'model' was changed")
                .And.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Refused));
        Assert.That(await store.DigestsAsync(), Is.Empty);
    }

    // Means something only to a user whom a mode can stop.
    [Test]
    public async Task Put_OfReadOnlyFilesWhereAFileHasOneNameOnly_TakesThem()
    {
        var given = _folder.With("given", ("model", "weights"));
        File.SetUnixFileMode(Path.Combine(given, "model"), UnixFileMode.UserRead);
        var store = new CheckpointShelf(Root, new WatchedDisk(_ => { }) { Links = false });

        var checkpoint = await store.PutAsync(given, 1);

        await using var lease = await store.OpenAsync(checkpoint);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(lease.Folder, "model")), Is.EqualTo("weights"));
    }

    [Test]
    public async Task Put_OfAFolderThatMayNotBeEntered_TakesIt()
    {
        var given = _folder.With("given", ("below/deeper/state", "1"));
        File.SetUnixFileMode(Path.Combine(given, "below", "deeper"), UnixFileMode.None);
        File.SetUnixFileMode(Path.Combine(given, "below"), UnixFileMode.None);

        var checkpoint = await Open().PutAsync(given, 1);

        await using var lease = await Open().OpenAsync(checkpoint);
        Assert.That(File.Exists(Path.Combine(lease.Folder, "below", "deeper", "state")));
    }

    private CheckpointShelf Open() => new(Root, Disk.Real);
}
