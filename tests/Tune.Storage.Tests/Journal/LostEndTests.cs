using NUnit.Framework.Constraints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.Journal;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Journal;

/// <summary>
/// The end of a journal that is gone, in whatever way: what was acknowledged is missed, said, and nothing is thrown
/// away in silence.
/// </summary>
internal sealed class LostEndTests
{
    private const int Reports = 20;
    private TempFolder _folder = null!;

    private string Experiment => Path.Combine(_folder["store"], "experiments", "some");

    private string Mark => Path.Combine(Experiment, ReadMark.FileName);

    private string Snapshot => Path.Combine(Experiment, SnapshotFile.FileName);

    private string[] Segments => [.. Directory.GetFiles(Path.Combine(Experiment, "journal"), "*.seg").Order()];

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Open_WithOneBitOfTheLastAppendFlipped_SaysHowManyEventsAreMissing(
        [Values(1, 2, 5, 17, 40)] int fromTheEnd)
    {
        await Fill();
        var path = Segments[^1];
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^fromTheEnd] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        Assert.That(OpenJournal, Damaged(path, "2 events that were acknowledged are missing"));
        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(bytes), "nothing was changed");
        Assert.That(Look, Damaged(path, "2 events that were acknowledged are missing"));
    }

    [Test]
    public async Task Open_WithHalfTheFileCutOff_SaysSinceWhen([Values] bool atAnAppend)
    {
        await Fill();
        var path = Segments[^1];
        var bytes = await File.ReadAllBytesAsync(path);
        var length = atAnAppend ? EndOfAppend(path, bytes.Length / 2) : bytes.Length / 2;
        await File.WriteAllBytesAsync(path, bytes[..length]);

        Assert.That(OpenJournal, Damaged(path, "events that were acknowledged are missing"));
        Assert.That(OpenJournal, Damaged(path, "the last of them of 20"));
        Assert.That(Look, Damaged(path, "events that were acknowledged are missing"));
    }

    [Test]
    public async Task Open_WhenTheNoteIsDeleted_GoesOnWithoutAndKeepsWhatItCutsOff()
    {
        await Fill();
        var path = Segments[^1];
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.That(OpenJournal, Damaged(path, $"delete '{Mark}'"));
        File.Delete(Mark);

        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");

        Assert.That(await journal.ReadAsync().OfType<ExperimentEvent.Reported>().CountAsync(), Is.EqualTo(Reports - 1));
        Assert.That(store.Notices.Single(), Does.Contain("not known"));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!, "*.cut"), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Open_WithHalfOfWhatTheSnapshotIsOf_SaysHowManyEventsAreMissing(
        [Values] bool withNote)
    {
        var count = await Fill(withSnapshot: true);
        await CutInHalf(withNote);

        var missing = count - Left();
        Assert.That(missing, Is.GreaterThan(5));
        foreach (var attempt in (Func<Task>[])[Look, Check, OpenJournal])
        {
            Assert.That(
                attempt,
                Damaged(Segments[^1], $"{missing} events that were acknowledged are missing")
                    .And.Message.Contains($"its snapshot stands for the first {count}")
                    .And.Message.Contains($"delete {(withNote ? $"'{Mark}' and " : "")}'{Snapshot}'"));
        }

        File.Delete(Mark);
        File.Delete(Snapshot);
        await OpenJournal();
    }

    [TestCase("of another journal")]
    [TestCase("damaged")]
    public async Task Open_BesideASnapshotThatSaysNothing_GoesOnAsBefore(string how)
    {
        await Fill(withSnapshot: true);
        await CutInHalf(withNote: false);
        if (how == "damaged")
        {
            var bytes = await File.ReadAllBytesAsync(Snapshot);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(Snapshot, bytes);
        }
        else
        {
            var path = Snapshot;
            File.Move(path, _folder["snapshot"]);
            Directory.Delete(_folder["store"], recursive: true);
            await FillOther();
            File.Move(_folder["snapshot"], path, overwrite: true);
        }

        await Look();
        await OpenJournal();
    }

    [TestCase("last", "delete")]
    [TestCase("last", "empty")]
    [TestCase("first", "delete")]
    [TestCase("first", "empty")]
    [TestCase("middle", "delete")]
    [TestCase("middle", "empty")]
    [TestCase("all", "delete")]
    [TestCase("all", "empty")]
    public async Task Open_WithFilesMissingOrEmpty_IsDamageAndNotLess(string which, string how)
    {
        await Fill(segmentBytes: 1024);
        var all = Segments;
        Assert.That(all, Has.Length.GreaterThan(2));
        string[] hit = which switch
        {
            "last" => [all[^1]],
            "first" => [all[0]],
            "middle" => [all[1]],
            _ => all,
        };
        foreach (var path in hit)
        {
            if (how == "delete")
            {
                File.Delete(path);
            }
            else
            {
                await File.WriteAllBytesAsync(path, []);
            }
        }

        using var looking = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        Assert.That(await looking.ExperimentsAsync(), Is.EqualTo((string[])["some"]));
        Assert.That(Look, Throws.TypeOf<StorageException>().With.Message.Contains("is damaged"));
        Assert.That(OpenAndRead, Throws.TypeOf<StorageException>().With.Message.Contains("is damaged"));
    }

    [Test]
    public async Task Open_WithoutAJournalBesideCheckpoints_IsDamageAndKeepsThem([Values] bool withNote)
    {
        await Fill();
        string digest;
        await using (var store = await Open())
        {
            digest = (await store.Checkpoints("some").PutAsync(_folder.With("a", ("f", "x")), 1)).Digest;
        }

        Directory.Delete(Path.Combine(Experiment, "journal"), recursive: true);
        if (!withNote)
        {
            File.Delete(Mark);
        }

        using var looking = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        Assert.That(await looking.ExperimentsAsync(), Is.EqualTo((string[])["some"]));
        Assert.That(Look, Throws.TypeOf<StorageException>().With.Message.Contains("is damaged"));
        Assert.That(OpenJournal, Throws.TypeOf<StorageException>().With.Message.Contains("is damaged"));
        Assert.That(await looking.Checkpoints("some").DigestsAsync(), Is.EqualTo((string[])[digest]));
    }

    [Test]
    public async Task Note_WhileTheOwnerAppends_FollowsTheTrackingStore()
    {
        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        await journal.AppendAsync(journal.Count, Some.Report(0, 1, ("acc", 1)));

        Assert.That(
            SpinWait.SpinUntil(() => ReadMark.Load(Mark)?.Events == journal.Count, TimeSpan.FromSeconds(30)),
            $"The note says {ReadMark.Load(Mark)?.Events} of {journal.Count} events.");
    }

    [Test]
    public async Task Open_AfterAnAppendThatNobodyWasToldOf_CutsItOffAsBefore()
    {
        await Fill();
        var path = Segments[^1];
        await using (var file = new FileStream(path, FileMode.Append))
        {
            file.Write([0x40, 0, 0, 0, 1, 2, 3]);
        }

        await Look();
        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");

        Assert.That(await journal.ReadAsync().OfType<ExperimentEvent.Reported>().CountAsync(), Is.EqualTo(Reports));
        Assert.That(store.Notices.Single(), Does.Contain("7 bytes").And.Contain("nothing is known to be missing"));
    }

    private static ContainsConstraint Damaged(string path, string what) =>
        Throws.TypeOf<StorageException>().With.Message.Contains(path).And.Message.Contains(what);

    private static int EndOfAppend(string path, int after)
    {
        using var cursor = new JournalCursor(Path.GetDirectoryName(path)!, "some", Some.Specs);
        while (cursor.Offset < after && cursor.Next(long.MaxValue, null))
        {
        }

        return (int)cursor.Offset;
    }

    private Task<FileStore> Open() => FileStore.OpenAsync(_folder["store"], SomeFiles.Options).AsTask();

    private async Task OpenJournal()
    {
        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");
    }

    private async Task OpenAndRead()
    {
        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");
        _ = await journal.ReadAsync().CountAsync();
    }

    private async Task Look()
    {
        await using var store = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        _ = await store.ReadJournalAsync("some").CountAsync();
    }

    private async Task Check()
    {
        await using var store = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        await store.CheckJournalAsync("some");
    }

    private async Task CutInHalf(bool withNote)
    {
        var path = Segments[^1];
        var bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length / 2)]);
        if (!withNote)
        {
            File.Delete(Mark);
        }
    }

    private long Left()
    {
        using var cursor = new JournalCursor(Path.Combine(Experiment, "journal"), "some", Some.Specs);
        while (cursor.Next(long.MaxValue, null))
        {
        }

        return cursor.Position;
    }

    // A shorter one that began at another time.
    private async Task FillOther()
    {
        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, new RandomHistory(7, 3).Batches[0]);
    }

    private async Task<long> Fill(long segmentBytes = 64 << 20, bool withSnapshot = false)
    {
        await using var store = await FileStore.OpenAsync(
            _folder["store"], SomeFiles.Options with { SegmentBytes = segmentBytes });
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        for (var i = 1; i <= Reports; i++)
        {
            await journal.AppendAsync(journal.Count, Some.Report(0, i, ("acc", i)));
        }

        await store.Tracking.CatchUpAsync("some");
        if (withSnapshot)
        {
            await journal.KeepAsync(new StateSnapshot(journal.Count, new byte[300]));
        }

        return journal.Count;
    }
}
