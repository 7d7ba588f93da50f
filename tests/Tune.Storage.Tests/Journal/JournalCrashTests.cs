using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Storage.Journal;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Journal;

/// <summary>
/// Whatever happens to the files: what is read is what was appended, up to some append, or nothing is read and the
/// reason is said. What was acknowledged is lost only where bytes were changed from outside, and then never silently.
/// </summary>
internal sealed class JournalCrashTests
{
    private readonly List<ExperimentEvent> _collected = [];
    private TempFolder _folder = null!;

    [SetUp]
    public void Make()
    {
        _folder = new TempFolder();
        _collected.Clear();
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Journal_CutAtEveryByte_IsReadToTheLastWholeAppendAndGoesOn()
    {
        var batches = new RandomHistory(11, 7).Batches;
        var (path, ends) = await Write(batches, long.MaxValue);
        var bytes = await File.ReadAllBytesAsync(path);
        for (var length = ends[0]; length <= bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(path, bytes[..(int)length]);
            NobodyNoted();
            var whole = ends.FindLastIndex(end => end <= length);
            await using (var store = await Open())
            {
                await using var journal = await store.OpenJournalAsync("some");
                await Same.EventsAsync(journal.ReadAsync(), batches.Take(whole).SelectMany(batch => batch));
                Assert.That(store.Notices, Has.Count.EqualTo(ends[whole] == length ? 0 : 1));
                await journal.AppendAsync(journal.Count, batches[0]);
                await Same.EventsAsync(
                    journal.ReadAsync(), batches.Take(whole).Append(batches[0]).SelectMany(batch => batch));
            }

            Assert.That(
                Directory.GetFiles(Path.GetDirectoryName(path)!, "*.cut"),
                Has.Length.EqualTo(ends[whole] == length ? 0 : 1), "what is cut off is kept");
            Array.ForEach(Directory.GetFiles(Path.GetDirectoryName(path)!, "*.cut"), File.Delete);
        }
    }

    [Test]
    public async Task Journal_WithAnyByteChanged_IsRefusedUnlessItIsTheLastAppend()
    {
        var batches = new RandomHistory(12, 5).Batches;
        var (path, ends) = await Write(batches, long.MaxValue);
        var bytes = await File.ReadAllBytesAsync(path);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var noise in (byte[])[1, 0x80, 0xFF])
            {
                var changed = bytes.ToArray();
                changed[at] ^= noise;
                await File.WriteAllBytesAsync(path, changed);
                NobodyNoted();
                if (at >= ends[^2])
                {
                    Same.Events(await ReadAll(), batches.SkipLast(1).SelectMany(batch => batch));
                }
                else
                {
                    Assert.That(ReadAll, Throws.TypeOf<StorageException>().With.Message.Contains(path), $"byte {at}");
                    Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(changed), "damage is left alone");
                }

                Array.ForEach(Directory.GetFiles(Path.GetDirectoryName(path)!, "*.cut"), File.Delete);
            }
        }
    }

    [Test]
    public async Task Journal_WithAnEarlierFileDamaged_IsRefusedWhenItIsRead([Range(0, 40)] int seed)
    {
        var batches = new RandomHistory(13, 120).Batches;
        await Write(batches, 2048);
        var files = Directory.GetFiles(JournalFolder, "*.seg").Order().ToArray();
        Assert.That(files, Has.Length.GreaterThan(3));
        var random = KeyedRandom.For((ulong)seed, "test/damage");
        var path = files[random.NextInt(files.Length - 1)];
        var bytes = await File.ReadAllBytesAsync(path);
        switch (seed % 4)
        {
            case 0:
                File.Delete(path);
                break;
            case 1:
                await File.WriteAllBytesAsync(path, bytes[..random.NextInt(bytes.Length)]);
                break;
            case 2:
                await File.WriteAllBytesAsync(path, new byte[bytes.Length]);
                break;
            default:
                bytes[random.NextInt(bytes.Length)] ^= 0x10;
                await File.WriteAllBytesAsync(path, bytes);
                break;
        }

        Assert.That(ReadAll, Throws.TypeOf<StorageException>().With.Message.Contains(Path.GetFileName(path)));
    }

    [Test]
    public async Task Journal_DamagedInTheMiddle_IsStillReadUpToThere()
    {
        var batches = new RandomHistory(14, 30).Batches;
        var (path, ends) = await Write(batches, long.MaxValue);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[ends[10] + 40] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        using var store = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        Assert.That(
            async () => await store.ReadJournalAsync("some").CountAsync(Collect),
            Throws.TypeOf<StorageException>()
                .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Damaged));
        Same.Events(_collected, batches.Take(10).SelectMany(batch => batch));
    }

    [Test]
    public async Task Journal_AfterAPowerCut_HasWhatWasAcknowledged([Range(1, 12)] int seed)
    {
        var disk = new PowerlessDisk();
        var batches = new RandomHistory((ulong)seed, 40).Batches;
        var acknowledged = new List<(int Steps, int Batches)> { (0, 0) };
        await using (var store = await Open(SomeFiles.Options with { Disk = disk, SegmentBytes = 1500 }))
        {
            await using var journal = await store.OpenJournalAsync("some");
            var done = 0;
            while (done < batches.Count)
            {
                // Several at once, so that groups hold more than one frame.
                var together = batches.Skip(done).Take(1 + (done % 4)).ToList();
                var expected = (long)batches.Take(done).Sum(batch => batch.Count);
                var appends = new List<Task>();
                foreach (var batch in together)
                {
                    appends.Add(journal.AppendAsync(expected, batch).AsTask());
                    expected += batch.Count;
                }

                await Task.WhenAll(appends);
                done += together.Count;
                acknowledged.Add((disk.Steps, done));
            }
        }

        for (var steps = 0; steps <= disk.Steps; steps++)
        {
            var cut = _folder[$"cut-{steps}"];
            disk.LayOut(steps, KeyedRandom.For((ulong)seed, "test/cut", steps), _folder["store"], cut);
            await using var store = await FileStore.OpenAsync(cut, SomeFiles.Options with { TrackInMemory = true });
            await using var journal = await store.OpenJournalAsync("some");
            var promised = acknowledged.Last(entry => entry.Steps <= steps).Batches;
            var whole = BatchesIn(journal.Count, batches);
            Assert.That(whole, Is.GreaterThanOrEqualTo(promised), $"after {steps} steps");
            await Same.EventsAsync(journal.ReadAsync(), batches.Take(whole).SelectMany(batch => batch));
        }
    }

    [Test]
    public async Task Journal_OnADiskThatFailsAtAnyStep_RefusesAndGoesOnWhenOpenedAgain(
        [Values] bool forGood, [Values] bool inTheMiddle)
    {
        var batches = new RandomHistory(21, 12).Batches;
        for (var step = 1; ; step++)
        {
            var folder = _folder[$"step-{step}"];
            await using (await FileStore.OpenAsync(folder, SomeFiles.Options with { TrackInMemory = true }))
            {
            }

            // The store itself is there: what fails is the journal's own work.
            var disk = new FaultyDisk(step + 5, forGood, inTheMiddle);
            await using var store = await FileStore.OpenAsync(
                folder, SomeFiles.Options with { Disk = disk, SegmentBytes = 1024, TrackInMemory = true });
            var done = 0;
            try
            {
                await using var journal = await store.OpenJournalAsync("some");
                foreach (var batch in batches)
                {
                    await journal.AppendAsync(journal.Count, batch);
                    done++;
                }
            }
            catch (StorageException e)
            {
                Assert.That(e.Message, Does.Contain(folder).And.Contain("free"));
            }

            if (!disk.HasFailed)
            {
                Assert.That(step, Is.GreaterThan(20));
                return;
            }

            disk.IsMended = true;
            await using var again = await store.OpenJournalAsync("some");
            await Same.EventsAsync(again.ReadAsync(), batches.Take(done).SelectMany(batch => batch));
            foreach (var batch in batches.Skip(done))
            {
                await again.AppendAsync(again.Count, batch);
            }

            await Same.EventsAsync(again.ReadAsync(), batches.SelectMany(batch => batch));
        }
    }

    [Test]
    public async Task Append_AfterAFailedOne_IsRefusedUntilOpenedAgain()
    {
        var disk = new FaultyDisk(int.MaxValue);
        await using var store = await Open(SomeFiles.Options with { Disk = disk });
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        disk.FailsAt = disk.Asked + 1;
        var report = Some.Report(0, 1, ("acc", 1));
        Assert.That(Report, Throws.TypeOf<StorageException>());
        Assert.That(Report, Throws.TypeOf<StorageException>(), "although the disk is well again");
        await Same.EventsAsync(journal.ReadAsync(), Some.Beginning());
        await using var again = await store.OpenJournalAsync("some");
        await again.AppendAsync(again.Count, report);
        await Same.EventsAsync(again.ReadAsync(), [.. Some.Beginning(), .. report]);

        async Task Report() => await journal.AppendAsync(journal.Count, report);
    }

    private string JournalFolder => Path.Combine(_folder["store"], "experiments", "some", "journal");

    // After a crash the note beside the journal is as old as it may be.
    private void NobodyNoted() => File.Delete(Path.Combine(Path.GetDirectoryName(JournalFolder)!, ReadMark.FileName));

    private bool Collect(ExperimentEvent fact)
    {
        _collected.Add(fact);
        return true;
    }

    private static int BatchesIn(long count, List<IReadOnlyList<ExperimentEvent>> batches)
    {
        var whole = 0;
        for (; whole < batches.Count && count > 0; whole++)
        {
            count -= batches[whole].Count;
        }

        Assert.That(count, Is.Zero, "an append is there as a whole or not at all");
        return whole;
    }

    private Task<FileStore> Open(FileStoreOptions? options = null) =>
        FileStore.OpenAsync(_folder["store"], (options ?? SomeFiles.Options) with { TrackInMemory = true }).AsTask();

    private async Task<List<ExperimentEvent>> ReadAll()
    {
        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");
        return await journal.ReadAsync().ToListAsync();
    }

    // The file, and where in it the header and each append end.
    private async Task<(string Path, List<long> Ends)> Write(
        List<IReadOnlyList<ExperimentEvent>> batches, long segmentBytes)
    {
        await using var store = await Open(SomeFiles.Options with { SegmentBytes = segmentBytes });
        await using var journal = await store.OpenJournalAsync("some");
        var path = Segment.PathOf(JournalFolder, 1);
        var ends = new List<long> { new FileInfo(path).Length };
        foreach (var batch in batches)
        {
            await journal.AppendAsync(journal.Count, batch);
            ends.Add(new FileInfo(path).Length);
        }

        return (path, ends);
    }
}
