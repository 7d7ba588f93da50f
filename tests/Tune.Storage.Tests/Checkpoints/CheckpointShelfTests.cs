using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.Tests.Disks;
using Tune.Testing;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Checkpoints;

internal sealed class CheckpointShelfTests
{
    private TempFolder _folder = null!;

    private string Root => _folder["checkpoints"];

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Digest_OfAManifest_IsTheSameForEver()
    {
        var manifest = new CheckpointManifest(
            "0123456789abcdef0123456789abcdef", 7,
            [
                new CheckpointFile("m.bin", 7, new string('a', 64)),
                new CheckpointFile("z/s.json", 2, new string('b', 64)),
            ]);
        Assert.That(CheckpointManifest.DigestOf(manifest.Write()), Is.EqualTo(Golden));
        var read = CheckpointManifest.Read(manifest.Write());
        Assert.That(
            (read.Unique, read.Iteration, read.Bytes), Is.EqualTo((manifest.Unique, manifest.Iteration, 9L)));
        Assert.That(read.Files, Is.EqualTo(manifest.Files));
    }

    [TestCase("m.bin", "flip", "'m.bin' is not as it was written")]
    [TestCase("m.bin", "cut", "'m.bin' has 6 bytes instead of 7")]
    [TestCase("m.bin", "delete", "'m.bin' is missing")]
    [TestCase("z/s.json", "flip", "'z/s.json' is not as it was written")]
    [TestCase("", "flip", ".json' is not as it was written")]
    public async Task Open_OfADamagedOne_NamesTheFile(string file, string damage, string said)
    {
        var checkpoint = await Open().PutAsync(_folder.With("a", ("m.bin", "weights"), ("z/s.json", "{}")), 7);
        var places = new CheckpointPlaces(Root);
        var kept = CheckpointManifest.Of(places, checkpoint.Digest).Files.FirstOrDefault(entry => entry.Path == file);
        Do(kept is null ? places.Manifest(checkpoint.Digest) : places.Blob(kept.Sha256), damage);
        Assert.That(
            async () => await Open().OpenAsync(checkpoint),
            Throws.TypeOf<StorageException>().With.Message.Contains(said).And.Message.Contains(checkpoint.Digest)
                .And.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Damaged));
        Assert.That(places.Leftovers(), Is.Empty);
    }

    [TestCase("m.bin", "flip", "'m.bin' is not as it was written")]
    [TestCase("m.bin", "cut", "'m.bin' has 6 bytes instead of 7")]
    [TestCase("m.bin", "delete", "'m.bin' is missing")]
    [TestCase("z/s.json", "flip", "'z/s.json' is not as it was written")]
    [TestCase("extra", "add", "'extra' does not belong to it")]
    [TestCase("link", "link", "'link' is a link")]
    [TestCase("pipe", "pipe", "'pipe' is a named pipe")]
    [TestCase("../manifest.json", "flip", "'manifest.json' is not as it was written")]
    [TestCase("../manifest.json", "delete", "manifest.json")]
    public void Open_OfADamagedOneOfTheFirstForm_NamesTheFile(string file, string damage, string said)
    {
        var checkpoint = OldCheckpoint.Write(Root, 7, ("m.bin", "weights"), ("z/s.json", "{}"));
        var path = Path.Combine(Root, checkpoint.Digest, "files", file);
        Do(path, damage);
        Assert.That(
            async () => await Open().OpenAsync(checkpoint),
            Throws.TypeOf<StorageException>().With.Message.Contains(said).And.Message.Contains(checkpoint.Digest));
    }

    [Test]
    public async Task Open_WithAnyByteChanged_IsRefused()
    {
        var checkpoint = await Open().PutAsync(_folder.With("a", ("m.bin", "weights"), ("n", "")), 7);
        foreach (var path in Directory.GetFiles(Root, "*", SearchOption.AllDirectories))
        {
            MakeWritable(path);
            var bytes = await File.ReadAllBytesAsync(path);
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] ^= 1;
                await File.WriteAllBytesAsync(path, bytes);
                Assert.That(async () => await Open().OpenAsync(checkpoint), Throws.TypeOf<StorageException>());
                bytes[at] ^= 1;
            }

            await File.WriteAllBytesAsync(path, bytes);
        }

        await Open().OpenAsync(checkpoint);
    }

    [Test]
    public async Task Open_Again_NoticesAChangeInBetween()
    {
        var store = Open();
        var checkpoint = await store.PutAsync(_folder.With("a", ("m.bin", "weights")), 7);
        await using (await store.OpenAsync(checkpoint))
        {
        }

        var path = Directory.GetFiles(new CheckpointPlaces(Root).Blobs).Single();
        MakeWritable(path);
        await File.WriteAllTextAsync(path, "Weights");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(1));
        Assert.That(async () => await store.OpenAsync(checkpoint), Throws.TypeOf<StorageException>());
    }

    [Test]
    public async Task Put_OnADiskThatFailsAtAnyStep_ShowsNothingAndGivesTheFilesBack()
    {
        for (var step = 1; ; step++)
        {
            var disk = new FaultyDisk(step);
            var store = new CheckpointShelf(_folder[$"root-{step}"], disk);
            var given = _folder.With($"given-{step}", ("m.bin", "weights"), ("z/s.json", "{}"));
            CheckpointRef? checkpoint = null;
            try
            {
                checkpoint = await store.PutAsync(given, 7);
            }
            catch (StorageException e)
            {
                Assert.That(e.Message, Does.Contain(_folder[$"root-{step}"]));
            }

            if (!disk.HasFailed)
            {
                Assert.That(step, Is.GreaterThan(10));
                return;
            }

            // After the folder has its name only the parent's fsync is left: then it may be there, whole.
            Assert.That(checkpoint, Is.Null);
            disk.IsMended = true;
            foreach (var digest in await store.DigestsAsync())
            {
                await store.OpenAsync(new CheckpointRef(digest, 9, 7));
            }

            given = Directory.Exists(given)
                ? given
                : _folder.With($"again-{step}", ("m.bin", "weights"), ("z/s.json", "{}"));
            checkpoint = await store.PutAsync(given, 7);
            await store.OpenAsync(checkpoint);
        }
    }

    [Test]
    public async Task Delete_OfACheckpointWithALinkInIt_LeavesWhatItLeadsTo()
    {
        var foreign = _folder.With("foreign", ("precious", "mine"));
        var checkpoint = OldCheckpoint.Write(Root, 7, ("m.bin", "weights"));
        Directory.CreateSymbolicLink(Path.Combine(Root, checkpoint.Digest, "files", "link"), foreign);
        Directory.CreateSymbolicLink(Path.Combine(Root, ".unfinished-link"), foreign);

        await Open().DeleteAsync(checkpoint.Digest);

        Assert.That(Directory.GetFileSystemEntries(Root), Is.Empty);
        Assert.That(File.ReadAllText(_folder["foreign/precious"]), Is.EqualTo("mine"));
    }

    [Test]
    public async Task Leftovers_OfACrash_AreDeleted()
    {
        var checkpoint = await Open().PutAsync(_folder.With("a", ("m.bin", "weights")), 7);
        Directory.CreateDirectory(Path.Combine(Root, ".unfinished-3", "files"));
        await File.WriteAllTextAsync(Path.Combine(Root, ".unfinished-3", "files", "half"), "");
        Assert.That(await Open().DigestsAsync(), Is.EqualTo((string[])[checkpoint.Digest]));
        Assert.That(new CheckpointPlaces(Root).Leftovers(), Is.Empty);
    }

    [Test]
    public async Task Puts_AtTheSameTime_AreAllThere()
    {
        var store = Open();
        var made = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(async () =>
            await store.PutAsync(_folder.With($"f{number}", ("m", $"{number % 10}")), 1))));
        Assert.That(await store.DigestsAsync(), Is.EquivalentTo(made.Select(checkpoint => checkpoint.Digest)));
        Assert.That(await store.DigestsAsync(), Has.Count.EqualTo(40));
        foreach (var checkpoint in made)
        {
            await store.OpenAsync(checkpoint);
        }
    }

    [TestCase("..")]
    [TestCase("../../etc")]
    [TestCase("")]
    [TestCase("ABCDEF")]
    public void Digests_ThatAreNone_AreRefused(string digest)
    {
        Assert.That(async () => await Open().DeleteAsync(digest), Throws.ArgumentException);
        Assert.That(async () => await Open().OpenAsync(new CheckpointRef(digest, 1, 1)), Throws.ArgumentException);
    }

    [TestCase("../x")]
    [TestCase("/x")]
    [TestCase("a/../../x")]
    [TestCase("a//b")]
    [TestCase("a\\b")]
    [TestCase(".")]
    [TestCase("")]
    [TestCase("a\0b")]
    public void Checked_APathThatLeadsOut_IsRefused(string path) =>
        Assert.That(() => CheckpointPath.Checked(path), Throws.TypeOf<InvalidDataException>());

    [TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { 1L << 20 })]
    public async Task Put_FromAnotherFileSystem_CopiesTheFiles(long bytes)
    {
        using var disk = SmallDisk.Of(bytes);
        var given = Path.Combine(disk.Folder, "given");
        Directory.CreateDirectory(Path.Combine(given, "z"));
        await File.WriteAllTextAsync(Path.Combine(given, "m.bin"), "weights");
        await File.WriteAllTextAsync(Path.Combine(given, "z", "s.json"), "{}");
        var checkpoint = await Open().PutAsync(given, 7);
        Assert.That(Directory.Exists(given), Is.False);
        var folder = (await Open().OpenAsync(checkpoint)).Folder;
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "z", "s.json")), Is.EqualTo("{}"));
    }

    [TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { 1L << 20 })]
    public async Task Put_OnAFullDisk_SaysSoAndShowsNothing(long bytes)
    {
        using var disk = SmallDisk.Of(bytes);
        var store = new CheckpointShelf(Path.Combine(disk.Folder, "root"), Disk.Real);
        var first = await store.PutAsync(_folder.With("small", ("m", "1")), 1);
        disk.Fill(leave: 64 << 10);
        var given = _folder.With("large", ("m", new string('x', 200 << 10)));
        Assert.That(
            async () => await store.PutAsync(given, 2),
            Throws.TypeOf<StorageException>().With.Message
                .Contains("bytes are free").And.Message.Contains("Free some"));
        Assert.That(await store.DigestsAsync(), Is.EqualTo((string[])[first.Digest]));
        Assert.That(File.Exists(Path.Combine(given, "m")), "the files are still where they were");
        await store.OpenAsync(first);
    }

    private const string Golden = "e23bc8b3537dd9844d045a922c457c1307f136e35a7c5d34148aadc24e37fdd8";

    private CheckpointShelf Open() => new(Root, Disk.Real);

    private static void MakeWritable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static void Do(string path, string damage)
    {
        if (File.Exists(path))
        {
            MakeWritable(path);
        }

        switch (damage)
        {
            case "flip":
                var bytes = File.ReadAllBytes(path);
                bytes[0] ^= 0x20;
                File.WriteAllBytes(path, bytes);
                break;
            case "cut":
                using (var file = File.OpenWrite(path))
                {
                    file.SetLength(file.Length - 1);
                }

                break;
            case "delete":
                File.Delete(path);
                break;
            case "link":
                File.CreateSymbolicLink(path, "m.bin");
                break;
            case "pipe":
                InstalledProgram.Run("mkfifo", path);
                break;
            default:
                File.WriteAllText(path, "");
                break;
        }
    }
}
