using Tune.Engine.Ports;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests;

internal sealed class ReadOnlyStoreTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Open_WhereNothingIs_IsRefused() => Assert.That(
        () => ReadOnlyStore.Open(_folder["none"], SomeFiles.Options),
        Throws.TypeOf<StorageException>().With.Message.Contains("no store"));

    [Test]
    public async Task Looking_WhileTheOwnerAppends_SeesGrowingBeginnings()
    {
        var batches = new RandomHistory(31, 800).Batches;
        var all = batches.SelectMany(batch => batch).ToList();
        await using var store = await FileStore.OpenAsync(
            _folder["store"], SomeFiles.Options with { SegmentBytes = 4096 });
        await using var journal = await store.OpenJournalAsync("some");
        var writing = Task.Run(async () =>
        {
            foreach (var batch in batches)
            {
                await journal.AppendAsync(journal.Count, batch);
            }
        });
        using var looking = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        long events = 0;
        while (!writing.IsCompleted)
        {
            var read = await looking.ReadJournalAsync("some").ToListAsync();
            Same.Events(read, all.Take(read.Count));
            Assert.That(read, Has.Count.GreaterThanOrEqualTo((int)events));
            events = (await looking.Tracking.FindAsync("some"))?.Events ?? 0;
        }

        await writing;
        await Same.EventsAsync(looking.ReadJournalAsync("some"), all);
        await Same.Tracking(looking.Tracking, store.Tracking, "some");
        Assert.That(await looking.ExperimentsAsync(), Is.EqualTo((string[])["some"]));
    }

    [Test]
    public async Task Looking_AtADamagedJournal_ShowsWhatComesBefore()
    {
        await using (var store = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options))
        {
            await using var journal = await store.OpenJournalAsync("some");
            await journal.AppendAsync(0, Some.Beginning());
            for (var i = 1; i <= 10; i++)
            {
                await journal.AppendAsync(journal.Count, Some.Report(0, i, ("acc", i)));
            }
        }

        var path = Directory.GetFiles(_folder["store"], "*.seg", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^200] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        var notices = new List<string>();
        using var looking = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options with { Notice = notices.Add });
        var found = (await looking.Tracking.FindAsync("some"))!;
        Assert.That(found.Reports, Is.InRange(1, 9));
        Assert.That(notices.Single(), Does.Contain(path));
    }

    [Test]
    public async Task Looking_AtAnUnknownExperiment_SeesNothing()
    {
        await using (await FileStore.OpenAsync(_folder["store"], SomeFiles.Options))
        {
        }

        using var looking = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        await Same.EventsAsync(looking.ReadJournalAsync("none"), []);
        await using var memory = new MemoryStore();
        await Same.Tracking(looking.Tracking, memory.Tracking, "none");
    }

    [Test]
    public async Task Checkpoints_OfAnotherOwner_CanBeOpened()
    {
        await using var store = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options);
        var checkpoint = await store.Checkpoints("some").PutAsync(_folder.With("given", ("m", "weights")), 7);
        var unfinished = Directory.CreateDirectory(Path.Combine(
            _folder["store"], "experiments", "some", "checkpoints", ".unfinished-1"));
        using var looking = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        var checkpoints = looking.Checkpoints("some");
        await using var open = await checkpoints.OpenAsync(checkpoint);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(open.Folder, "m")), Is.EqualTo("weights"));
        Assert.That(await checkpoints.DigestsAsync(), Is.EqualTo((string[])[checkpoint.Digest]));
        Assert.That(checkpoints, Is.Not.InstanceOf<ICheckpointStore>());
        Assert.That(unfinished.Exists, "it may be what the owner is writing just now");
        Assert.That(await looking.Checkpoints("none").DigestsAsync(), Is.Empty);
        Assert.That(() => looking.Checkpoints("../some"), Throws.ArgumentException);
    }
}
