using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Stores;
using Tune.Storage.Journal;
using Tune.Storage.Tests.Disks;
using Tune.Testing;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Journal;

/// <summary>A snapshot on a disk is whole and of this very journal, or it is as if there were none.</summary>
internal sealed class SnapshotFileTests
{
    private TempFolder _folder = null!;

    private string Experiment => Path.Combine(_folder["store"], "experiments", "some");

    private string Snapshot => Path.Combine(Experiment, SnapshotFile.FileName);

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Snapshot_CutAtAnyByteOrWithAnyBitFlipped_IsNone()
    {
        await KeepAsync("store", 51);
        var bytes = await File.ReadAllBytesAsync(Snapshot);
        using var store = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        Assert.That(await store.SnapshotAsync("some"), Is.Not.Null);
        for (var length = 0; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(Snapshot, bytes[..length]);
            Assert.That(await store.SnapshotAsync("some"), Is.Null, $"{length} bytes");
        }

        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(Snapshot, changed);
            Assert.That(await store.SnapshotAsync("some"), Is.Null, $"byte {at}");
        }

        await File.WriteAllBytesAsync(Snapshot, [.. bytes, 0]);
        Assert.That(await store.SnapshotAsync("some"), Is.Null, "one byte more");
        await File.WriteAllBytesAsync(Snapshot, bytes);
        Assert.That(await store.SnapshotAsync("some"), Is.Not.Null);
    }

    [Test]
    public async Task Snapshot_OfAnotherJournalOfThatName_IsNone()
    {
        await KeepAsync("store", 52);
        await KeepAsync("other", 53);
        File.Copy(
            Path.Combine(_folder["other"], "experiments", "some", SnapshotFile.FileName), Snapshot, overwrite: true);
        using var store = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        Assert.That(await store.SnapshotAsync("some"), Is.Null);
    }

    [Test]
    public async Task Snapshot_OfAJournalThatHasLostItsEnd_IsNoneAlsoWhenItIsAsLongAgain()
    {
        var reports = Enumerable.Range(1, 20).Select(i => Some.Report(0, i, ("acc", i))).ToList();
        await KeepAsync("store", [Some.Beginning(), .. reports]);
        var path = Segment.PathOf(Path.Combine(Experiment, "journal"), 1);
        var bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes[..^30]);
        File.Delete(Path.Combine(Experiment, ReadMark.FileName));
        File.Move(Snapshot, _folder["aside"]);
        await using var store = await OpenAsync();
        await using var journal = await store.OpenJournalAsync("some");
        File.Move(_folder["aside"], Snapshot);
        Assert.That(await store.SnapshotAsync("some"), Is.Null, "it is beyond the end");

        // An append that is as long and has another value in it.
        await journal.AppendAsync(journal.Count, Some.Report(0, 20, ("acc", 21)));
        Assert.That(new FileInfo(path).Length, Is.EqualTo(bytes.Length));
        Assert.That(await store.SnapshotAsync("some"), Is.Null, "another history led there");
        await journal.KeepAsync(Bytes(journal.Count, 9));
        Assert.That(await store.SnapshotAsync("some"), Is.Not.Null);
    }

    [Test]
    public async Task Keep_OfWhatEndsAFileAfterTheNextHasBegun_IsRefusedForNothingProvesIt()
    {
        await using var store = await OpenAsync("store", SomeFiles.Options with { SegmentBytes = 1024 });
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        var (files, ends) = (1, new List<long>());
        for (var i = 1; ends.Count < 3; i++)
        {
            var before = journal.Count;
            await journal.AppendAsync(before, Some.Report(0, i, ("acc", i)));
            if (File.Exists(Segment.PathOf(Path.Combine(Experiment, "journal"), files + 1)))
            {
                ends.Add(before);
                files++;
                Assert.That(await journal.KeepAsync(Bytes(before, 3)), Is.False, $"{before} events");
                Assert.That(await store.SnapshotAsync("some"), Is.Null);
            }
        }

        Assert.That(await journal.KeepAsync(Bytes(journal.Count, 4)), Is.True);
        Assert.That((await store.SnapshotAsync("some"))!.Position, Is.EqualTo(journal.Count));
    }

    [Test]
    public async Task Keep_OnADiskWithLittleRoom_LeavesItToTheJournal()
    {
        await KeepAsync("store", 58);
        var disk = new CrampedDisk();
        await using var store = await OpenAsync(
            "store", SomeFiles.Options with { Disk = disk, SegmentBytes = 4096 });
        await using var journal = await store.OpenJournalAsync("some");
        disk.Bytes = 4096 + (2 * 300) - 1;
        Assert.That(await journal.KeepAsync(Bytes(journal.Count, 4)), Is.False);
        Assert.That((await store.SnapshotAsync("some"))!.Bytes.Span[1], Is.EqualTo(58));
        Assert.That(Snapshot + ".new", Does.Not.Exist);
        disk.Bytes++;
        Assert.That(await journal.KeepAsync(Bytes(journal.Count, 4)), Is.True);
        disk.Bytes = null;
        Assert.That(await journal.KeepAsync(Bytes(journal.Count, 5)), Is.True, "not known");
    }

    [TestCase("link")]
    [TestCase("pipe")]
    [TestCase("folder")]
    [CancelAfter(60_000)]
    public async Task Snapshot_ThatIsNoPlainFile_IsNoneAndWaitsForNobody(string what, CancellationToken limit)
    {
        await KeepAsync("store", 54);
        File.Move(Snapshot, _folder["good"]);
        Put(what, Snapshot);
        await using var store = await OpenAsync();
        Assert.That(await store.SnapshotAsync("some", limit).AsTask().WaitAsync(limit), Is.Null);

        await using var journal = await store.OpenJournalAsync("some", limit);
        var isKept = await journal.KeepAsync(Bytes(journal.Count, 4), limit).AsTask().WaitAsync(limit);
        Assert.That(isKept, Is.EqualTo(what != "folder"), "what a folder holds is not thrown away");
        Assert.That(await store.SnapshotAsync("some", limit) is not null, Is.EqualTo(isKept));
        Assert.That(File.Exists(_folder["good"]), "what a link leads to stays");
    }

    [TestCase("link")]
    [TestCase("pipe")]
    [TestCase("folder")]
    [CancelAfter(60_000)]
    public async Task Keep_WhereSomethingHasTheNameOfTheNewFile_WritesIntoNothing(string what, CancellationToken limit)
    {
        await KeepAsync("store", 55);
        await File.WriteAllTextAsync(_folder["good"], "precious", limit);
        Put(what, Snapshot + ".new");
        await using var store = await OpenAsync();
        await using var journal = await store.OpenJournalAsync("some", limit);
        var isKept = await journal.KeepAsync(Bytes(journal.Count, 4), limit).AsTask().WaitAsync(limit);

        Assert.That(isKept, Is.EqualTo(what != "folder"));
        Assert.That(await File.ReadAllTextAsync(_folder["good"], limit), Is.EqualTo("precious"));
        Assert.That((await store.SnapshotAsync("some", limit))!.Bytes.Span[1], Is.EqualTo(isKept ? 4 : 55));
    }

    [Test]
    public async Task Keep_OnADiskThatFailsAtAnyStep_LeavesOneThatIsWholeAndTheJournalAsItWas(
        [Values] bool forGood, [Values] bool inTheMiddle)
    {
        for (var step = 1; ; step++)
        {
            var name = $"step-{step}";
            await KeepAsync(name, 56);
            var disk = new FaultyDisk(int.MaxValue, forGood, inTheMiddle);
            await using var store = await OpenAsync(name, SomeFiles.Options with { Disk = disk });
            await using var journal = await store.OpenJournalAsync("some");
            await journal.AppendAsync(journal.Count, [new ExperimentEvent.Paused(Some.At(1))]);
            disk.FailsAt = disk.Asked + step;
            var isKept = await journal.KeepAsync(Bytes(journal.Count, 4));
            disk.FailsAt = disk.HasFailed ? disk.FailsAt : int.MaxValue;
            disk.IsMended = true;

            var found = (await store.SnapshotAsync("some"))!;
            Assert.That(found.Bytes.Span[1], Is.EqualTo(4).Or.EqualTo(isKept ? 4 : 56), $"step {step}");
            await journal.AppendAsync(journal.Count, [new ExperimentEvent.Resumed(Some.At(2))]);
            if (!disk.HasFailed)
            {
                Assert.That(isKept, Is.True);
                Assert.That(step, Is.GreaterThan(5));
                return;
            }
        }
    }

    [Test]
    public async Task Keep_KilledBetweenAnyTwoSteps_LeavesTheOldOneOrTheNew()
    {
        await KeepAsync("store", 57);
        var steps = 0;
        var isWatched = false;
        var disk = new WatchedDisk(_ =>
        {
            if (isWatched)
            {
                Copy($"step-{steps++}");
            }
        });
        await using (var store = await OpenAsync("store", SomeFiles.Options with { Disk = disk }))
        {
            await using var journal = await store.OpenJournalAsync("some");
            isWatched = true;
            Assert.That(await journal.KeepAsync(Bytes(journal.Count, 4)), Is.True);
            isWatched = false;
        }

        Copy($"step-{steps++}");
        var seen = new List<byte>();
        for (var step = 0; step < steps; step++)
        {
            await using var store = await OpenAsync($"step-{step}");
            await using var journal = await store.OpenJournalAsync("some");
            seen.Add((await store.SnapshotAsync("some"))!.Bytes.Span[1]);
            Assert.That(await journal.KeepAsync(Bytes(journal.Count, 8)), Is.True, "half a file is no hindrance");
            Assert.That((await store.SnapshotAsync("some"))!.Bytes.Span[1], Is.EqualTo(8));
        }

        Assert.That(seen, Has.Count.GreaterThan(4).And.Ordered.Descending);
        Assert.That((seen[0], seen[^1]), Is.EqualTo(((byte)57, (byte)4)));
    }

    [Test]
    public async Task Keep_AfterAPowerCut_IsOneOfThoseOrNone([Range(1, 8)] int seed)
    {
        var disk = new PowerlessDisk();
        await using (var store = await OpenAsync("store", SomeFiles.Options with { Disk = disk }))
        {
            await using var journal = await store.OpenJournalAsync("some");
            await journal.AppendAsync(0, Some.Beginning());
            for (byte i = 1; i < 5; i++)
            {
                await journal.AppendAsync(journal.Count, Some.Report(0, i, ("acc", i)));
                await journal.KeepAsync(Bytes(journal.Count, i));
            }
        }

        for (var steps = 0; steps <= disk.Steps; steps++)
        {
            var cut = $"cut-{steps}";
            disk.LayOut(steps, KeyedRandom.For((ulong)seed, "test/cut", steps), _folder["store"], _folder[cut]);
            await using var store = await OpenAsync(cut);
            await using var journal = await store.OpenJournalAsync("some");
            var found = await store.SnapshotAsync("some");
            Assert.That(found is null || found.Bytes.ToArray().AsSpan().SequenceEqual(
                Bytes(0, found.Bytes.Span[1]).Bytes.Span), $"{steps} steps");
            Assert.That(found?.Position ?? 0, Is.LessThanOrEqualTo(journal.Count));
        }
    }

    [Test]
    public async Task Read_FromASnapshot_DoesNotReadWhatLiesBefore()
    {
        var reports = Enumerable.Range(1, 50).Select(i => Some.Report(0, i, ("acc", i), ("more", -i))).ToList();
        await KeepAsync("store", [Some.Beginning(), .. reports.Take(40)]);
        await using (var owner = await OpenAsync())
        {
            await using var journal = await owner.OpenJournalAsync("some");
            foreach (var report in reports.Skip(40))
            {
                await journal.AppendAsync(journal.Count, report);
            }
        }

        var path = Segment.PathOf(Path.Combine(Experiment, "journal"), 1);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 4] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        using var store = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        var count = Some.Beginning().Count + 80;
        Assert.That(
            async () => await store.ReadJournalAsync("some", count).ToListAsync(), Throws.TypeOf<StorageException>());

        var found = (await store.SnapshotAsync("some"))!;
        Assert.That(found.Position, Is.EqualTo(count));
        await Same.EventsAsync(store.ReadJournalAsync("some", count), reports.Skip(40).SelectMany(report => report));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Snapshot_OfAnExperimentThatALinkLeadsTo_IsTakenAndKept()
    {
        await KeepAsync("store", 51);
        var elsewhere = Path.Combine(_folder["elsewhere"], "some");
        Directory.CreateDirectory(_folder["elsewhere"]);
        Directory.Move(Experiment, elsewhere);
        Directory.CreateSymbolicLink(Experiment, elsewhere);
        long count;
        await using (var store = await OpenAsync())
        {
            Assert.That(await store.ExperimentsAsync(), Is.EqualTo(new[] { "some" }));
            await using var journal = await store.OpenJournalAsync("some");
            count = journal.Count;
            Assert.That((await store.SnapshotAsync("some"))?.Position, Is.EqualTo(count));
            await journal.AppendAsync(count, Some.Report(0, 20, ("acc", 21)));
            Assert.That(await journal.KeepAsync(Bytes(journal.Count, 3)), Is.True);
            Assert.That((await store.SnapshotAsync("some"))?.Position, Is.EqualTo(journal.Count));
        }

        Assert.That(File.Exists(Path.Combine(elsewhere, SnapshotFile.FileName)));
        File.Delete(Path.Combine(elsewhere, SnapshotFile.FileName));
        File.CreateSymbolicLink(Path.Combine(elsewhere, SnapshotFile.FileName), _folder["foreign"]);
        using var reader = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        Assert.That(await reader.SnapshotAsync("some"), Is.Null, "the file itself is no link");
    }

    private void Put(string what, string path)
    {
        switch (what)
        {
            case "link":
                File.CreateSymbolicLink(path, _folder["good"]);
                break;
            case "pipe":
                InstalledProgram.Run("mkfifo", path);
                break;
            default:
                File.WriteAllText(Path.Combine(Directory.CreateDirectory(path).FullName, "thing"), "somebody's");
                break;
        }
    }

    private void Copy(string to)
    {
        foreach (var file in Directory.GetFiles(Experiment, "*", SearchOption.AllDirectories))
        {
            var copy = file.Replace(_folder["store"], _folder[to], StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private Task KeepAsync(string name, byte seed) => KeepAsync(name, new RandomHistory(seed, 30).Batches, seed);

    private async Task KeepAsync(string name, IEnumerable<IReadOnlyList<ExperimentEvent>> batches, byte what = 1)
    {
        await using var store = await OpenAsync(name);
        await using var journal = await store.OpenJournalAsync("some");
        foreach (var batch in batches)
        {
            await journal.AppendAsync(journal.Count, batch);
        }

        Assert.That(await journal.KeepAsync(Bytes(journal.Count, what)), Is.True);
    }

    private Task<FileStore> OpenAsync(string name = "store", FileStoreOptions? options = null) =>
        FileStore.OpenAsync(_folder[name], (options ?? SomeFiles.Options) with { TrackInMemory = true }).AsTask();

    private static StateSnapshot Bytes(long position, byte what) =>
        new(position, Enumerable.Range(0, 300).Select(i => (byte)(i * what % 251)).ToArray());
}
