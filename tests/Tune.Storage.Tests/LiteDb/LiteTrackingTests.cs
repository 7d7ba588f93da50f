using LiteDB;
using Tune.Engine.Experiments;
using Tune.Engine.Randomness;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Storage.InMemory;
using Tune.Storage.LiteDb;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.LiteDb;

/// <summary>Whatever happens to the tracking file, the answers are those of the journals.</summary>
internal sealed class LiteTrackingTests
{
    private TempFolder _folder = null!;
    private MemoryStore _memory = null!;

    private string Db => Path.Combine(_folder["store"], "tracking.db");

    [SetUp]
    public void Make() => (_folder, _memory) = (new TempFolder(), new MemoryStore());

    [TearDown]
    public async Task Delete()
    {
        await _memory.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Tracking_OverManySessions_IsThatOfMemory([Range(1, 5)] int seed)
    {
        var batches = new RandomHistory((ulong)seed, 1500).Batches;
        var random = KeyedRandom.For((ulong)seed, "test/sessions");
        for (var done = 0; done < batches.Count;)
        {
            var some = batches.Skip(done).Take(1 + random.NextInt(400)).ToList();
            done += some.Count;
            await using var store = await Open();
            await Append(store, some);
            await Same.Tracking(store.Tracking, _memory.Tracking, "some");
        }

        await using var last = await Open();
        await Same.Tracking(last.Tracking, _memory.Tracking, "some");
        Assert.That(last.Notices, Is.Empty);
    }

    [Test]
    public async Task Tracking_OfLongTrials_IsThatOfMemory()
    {
        await using (var store = await Open())
        {
            await Append(store, LongTrials(21_600));
            await Same.Tracking(store.Tracking, _memory.Tracking, "some");
        }

        await using var again = await Open();
        await Same.Tracking(again.Tracking, _memory.Tracking, "some");
        await Append(again, [Some.Report(0, 30_000, ("acc", 5))]);
        await Same.Tracking(again.Tracking, _memory.Tracking, "some");
    }

    [Test]
    public async Task Deleted_File_IsMadeAgain([Values("tracking.db", "tracking-log.db", "*")] string pattern)
    {
        await Fill();
        Array.ForEach(Directory.GetFiles(_folder["store"], pattern == "*" ? "tracking*" : pattern), File.Delete);
        await CheckReopened();
    }

    [TestCase("empty")]
    [TestCase("half")]
    [TestCase("odd length")]
    [TestCase("garbage")]
    [TestCase("zeros")]
    [TestCase("zero page")]
    [TestCase("swapped pages")]
    [TestCase("text")]
    [TestCase("plain LiteDB")]
    public async Task Damaged_File_IsMovedAsideAndMadeAgain(string damage)
    {
        await Fill();
        var bytes = await File.ReadAllBytesAsync(Db);
        const int page = 8192 + 16;
        switch (damage)
        {
            case "empty":
                bytes = [];
                break;
            case "half":
                bytes = bytes[..(bytes.Length / 2 / page * page)];
                break;
            case "odd length":
                bytes = bytes[..^1000];
                break;
            case "garbage":
                new Random(1).NextBytes(bytes);
                break;
            case "zeros":
                Array.Clear(bytes);
                break;
            case "zero page":
                bytes.AsSpan(3 * page, page).Clear();
                break;
            case "swapped pages":
                var one = bytes.AsSpan(2 * page, page).ToArray();
                bytes.AsSpan(4 * page, page).CopyTo(bytes.AsSpan(2 * page));
                one.CopyTo(bytes.AsSpan(4 * page));
                break;
            case "text":
                bytes = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("not a database ", 4000)));
                break;
            default:
                using (var plain = new LiteDatabase(_folder["plain.db"]))
                {
                    plain.GetCollection("trials").Insert(new BsonDocument { ["_id"] = 1 });
                }

                bytes = await File.ReadAllBytesAsync(_folder["plain.db"]);
                break;
        }

        await File.WriteAllBytesAsync(Db, bytes);
        await CheckReopened(noticed: bytes.Length > 0);
    }

    [Test]
    public async Task Damaged_Bytes_NeverGiveAWrongAnswer([Range(1, 25)] int seed)
    {
        await Fill();
        var random = KeyedRandom.For((ulong)seed, "test/bytes");
        var bytes = await File.ReadAllBytesAsync(Db);
        for (var flips = 1 + random.NextInt(20); flips > 0; flips--)
        {
            bytes[random.NextInt(bytes.Length)] ^= (byte)(1 << random.NextInt(8));
        }

        await File.WriteAllBytesAsync(Db, bytes);
        await CheckReopened();
    }

    [Test]
    public async Task Copied_WhileItIsWritten_IsReadOrMadeAgain([Range(1, 6)] int seed)
    {
        var batches = new RandomHistory((ulong)seed, 1200).Batches;
        var options = SomeFiles.Options with { TrackingDisk = new FaultyDisk(int.MaxValue) };
        await using var store = await FileStore.OpenAsync(_folder["store"], options);
        var copies = new List<string>();
        for (var part = 0; part < 4; part++)
        {
            await Append(store, batches.Skip(part * batches.Count / 4).Take(batches.Count / 4));
            copies.Add(Copy(part));
        }

        foreach (var copy in copies)
        {
            await using var there = await FileStore.OpenAsync(copy, SomeFiles.Options);
            await using var reference = new MemoryStore();
            await using var journal = await there.OpenJournalAsync("some");
            await using var to = await reference.OpenJournalAsync("some");
            await to.AppendAsync(0, await journal.ReadAsync().ToListAsync());
            await Same.Tracking(there.Tracking, reference.Tracking, "some");
        }
    }

    [Test]
    public async Task Failing_Disk_OnlyMovesTrackingIntoMemory([Values] bool forGood, [Range(1, 40, 3)] int failsAt)
    {
        var disk = new FaultyDisk(failsAt, forGood);
        await using (var store = await FileStore.OpenAsync(
            _folder["store"], SomeFiles.Options with { TrackingDisk = disk }))
        {
            await Append(store, new RandomHistory(7, 400).Batches);
            await Same.Tracking(store.Tracking, _memory.Tracking, "some");
            Assert.That(store.Notices, Has.None.Contains("damaged"), "a full disk is no damage");
            Assert.That(store.Notices, forGood ? Has.Count.LessThanOrEqualTo(1) : Is.Empty);
        }

        Assert.That(Directory.GetFiles(_folder["store"], "*.damaged"), Is.Empty);
        await CheckReopened();
    }

    [Test]
    public async Task Stall_OfAnyKind_OpensTheSameFileAgain(
        [Values(typeof(ArgumentOutOfRangeException), typeof(TimeoutException))] Type fault,
        [Range(1, 13, 3)] int failsAt)
    {
        var disk = new FaultyDisk(failsAt) { Fault = () => (Exception)Activator.CreateInstance(fault)! };
        await using (var store = await FileStore.OpenAsync(
            _folder["store"], SomeFiles.Options with { TrackingDisk = disk }))
        {
            await Append(store, new RandomHistory(7, 400).Batches);
            await Same.Tracking(store.Tracking, _memory.Tracking, "some");
            Assert.That(store.Notices, Is.Empty);
        }

        Assert.That(disk.HasFailed, Is.EqualTo(true));
        Assert.That(Directory.GetFiles(_folder["store"], "*.damaged"), Is.Empty);
        await CheckReopened();
    }

    [Test]
    public void Left_WhileTimePassesAtEveryLook_IsNeverLessThanNothing()
    {
        var clock = new RestlessClock();
        var delay = new WriteDelay(TimeSpan.FromMilliseconds(10), clock);
        Assert.That(delay.Left, Is.Null);
        delay.Begin();
        for (var look = 0; look < 20; look++)
        {
            Assert.That(delay.Left, Is.GreaterThanOrEqualTo(TimeSpan.Zero));
        }

        Assert.That(delay.Left, Is.EqualTo(TimeSpan.Zero));
        delay.End();
        Assert.That(delay.Left, Is.Null);
    }

    // Three milliseconds have gone by whenever somebody looks.
    private sealed class RestlessClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _now += 3;
    }

    [Test]
    public async Task Journal_PutBackFromABackup_IsReadFromTheStart()
    {
        await using (var store = await Open())
        {
            await Append(store, new RandomHistory(8, 300).Batches);
            await store.Tracking.CatchUpAsync("some");
        }

        Directory.Delete(Path.Combine(_folder["store"], "experiments"), recursive: true);
        await using var other = new MemoryStore();
        await using (var store = await Open())
        {
            Assert.That(await store.Tracking.ExperimentsAsync(), Is.Empty);
            await Append(store, new RandomHistory(9, 300).Batches, other);
            await Same.Tracking(store.Tracking, other.Tracking, "some");
        }

        await using var again = await Open();
        await Same.Tracking(again.Tracking, other.Tracking, "some");
    }

    [Test]
    public async Task Experiments_OfAnotherProgram_DoNotHideTheOthers()
    {
        var foreign = new SpecJson(Schedulers.SchedulerCatalog.All);
        await using (var store = await FileStore.OpenAsync(_folder["store"], new FileStoreOptions(foreign)))
        {
            await using var journal = await store.OpenJournalAsync("foreign");
            await journal.AppendAsync(0, [new ExperimentEvent.Created(Some.At(0), Some.Spec("foreign") with
            {
                Scheduler = new Schedulers.Fifo.FifoOptions(),
            })]);
        }

        for (var session = 0; session < 2; session++)
        {
            await using var store = await Open();
            if (session == 0)
            {
                await Append(store, new RandomHistory(9, 100).Batches);
            }

            await Same.Tracking(store.Tracking, _memory.Tracking, "some");
            Assert.That((await store.Tracking.ExperimentsAsync()).Select(found => found.Name), Does.Contain("some"));
            Assert.That(store.Notices.Single(), Does.Contain("'fifo' is not known"));
        }
    }

    [Test]
    public async Task Questions_FromManyThreads_AreAnsweredWhileEventsArrive()
    {
        await using var store = await Open();
        var writing = Append(store, new RandomHistory(17, 3000).Batches);
        var asking = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            long events = 0;
            while (!writing.IsCompleted)
            {
                await store.Tracking.CatchUpAsync("some");
                var found = await store.Tracking.FindAsync("some");
                Assert.That(found?.Events ?? 0, Is.GreaterThanOrEqualTo(events));
                events = found?.Events ?? 0;
                Assert.That(await store.Tracking.TrialsAsync("some", 0, 100), Is.Not.Null);
            }
        })).ToArray();
        await writing;
        await Task.WhenAll(asking);
        await Same.Tracking(store.Tracking, _memory.Tracking, "some");
    }

    [Test]
    public async Task Answer_ThatNobodyHolds_IsNotHeldByTracking()
    {
        await using var store = await Open();
        await Append(store, [Some.Beginning(trials: 10)]);
        await store.Tracking.CatchUpAsync("some");
        var answers = new List<WeakReference>();
        for (var i = 0; i < 100; i++)
        {
            answers.Add(await AskAsync(store));
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // The last one may still be on some stack.
        Assert.That(answers.Count(answer => answer.IsAlive), Is.LessThan(5));

        static async Task<WeakReference> AskAsync(FileStore store) =>
            new((await store.Tracking.TrialsAsync("some", 0, 10))[0]);
    }

    [Test]
    public async Task Rows_WithManyReports_AreReadWithoutGrowing()
    {
        const int trials = 800;
        await using (var store = await Open())
        {
            await using var journal = await store.OpenJournalAsync("some");
            await journal.AppendAsync(0, Some.Beginning(trials: trials));
            for (var trial = 0; trial < trials; trial++)
            {
                await journal.AppendAsync(journal.Count, WholeTrial(trial, reports: 990));
            }
        }

        await using var again = await Open();
        Assert.That(await again.Tracking.TrialsAsync("some", 0, 1), Has.Count.EqualTo(1));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.That(await again.Tracking.TrialsAsync("some", 0, trials), Has.Count.EqualTo(trials));
        var mebibytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1 << 20);
        Assert.That(mebibytes, Is.LessThan(20), "the rows take 32 MiB in the file, the cache at most 13");
    }

    // Every value needs its 8 bytes.
    private static IReadOnlyList<ExperimentEvent> WholeTrial(int trial, int reports) =>
    [
        .. Enumerable.Range(1, reports).Select(iteration => Some.Reported(
            trial, iteration, ("acc", Math.Sin(iteration)), ("b", Math.Cos(iteration)), ("c", Math.Tan(iteration)),
            ("d", Math.Sqrt(iteration)))),
        new ExperimentEvent.AttemptEnded(
            Some.At(0), new TrialId(trial), new Attempt(1), AttemptOutcome.Completed.Instance),
        new ExperimentEvent.TrialEnded(Some.At(0), new TrialId(trial), TrialStatus.Completed, ""),
    ];

    private static IEnumerable<IReadOnlyList<ExperimentEvent>> LongTrials(int reports)
    {
        yield return Some.Beginning(trials: 2);
        for (var start = 1; start <= reports; start += 800)
        {
            yield return [.. Enumerable.Range(start, 800).SelectMany(iteration => (ExperimentEvent[])
            [
                .. Some.Report(
                    iteration % 7 == 0 ? 1 : 0, iteration, ("acc", Math.Sin(iteration / 500.0)), ("b", iteration)),
            ])];
        }
    }

    private string Copy(int part)
    {
        var copy = _folder[$"copy-{part}"];
        foreach (var path in Directory.GetFiles(_folder["store"], "*", SearchOption.AllDirectories))
        {
            var target = path.Replace(_folder["store"], copy, StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);

            // Not File.Copy: it respects the lock that keeps other programs out.
            using var process = System.Diagnostics.Process.Start("cp", [path, target]);
            process.WaitForExit();
        }

        return copy;
    }

    private Task<FileStore> Open() => FileStore.OpenAsync(_folder["store"], SomeFiles.Options).AsTask();

    private async Task Fill()
    {
        await using var store = await Open();
        await Append(store, new RandomHistory(6, 700).Batches);
        await store.Tracking.CatchUpAsync("some");
    }

    private async Task CheckReopened(bool noticed = false)
    {
        await using (var store = await Open())
        {
            await Same.Tracking(store.Tracking, _memory.Tracking, "some");
            Assert.That(store.Notices, Has.Count.GreaterThanOrEqualTo(noticed ? 1 : 0));
            if (noticed)
            {
                Assert.That(store.Notices[0], Does.Contain("moved to"));
            }
        }

        await using var again = await Open();
        await Same.Tracking(again.Tracking, _memory.Tracking, "some");
        Assert.That(again.Notices, Is.Empty, "mended once");
    }

    private Task Append(ITuneStore store, IEnumerable<IReadOnlyList<ExperimentEvent>> batches) =>
        Append(store, batches, _memory);

    private static async Task Append(
        ITuneStore store, IEnumerable<IReadOnlyList<ExperimentEvent>> batches, MemoryStore memory)
    {
        await using var journal = await store.OpenJournalAsync("some");
        await using var reference = await memory.OpenJournalAsync("some");
        foreach (var batch in batches)
        {
            await journal.AppendAsync(journal.Count, batch);
            await reference.AppendAsync(reference.Count, batch);
        }
    }
}
