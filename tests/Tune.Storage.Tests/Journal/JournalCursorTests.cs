using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Storage.Journal;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Journal;

internal sealed class JournalCursorTests
{
    private TempFolder _folder = null!;

    private string JournalFolder => Path.Combine(_folder["store"], "experiments", "some", "journal");

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Next_AfterAnAppendThatFailed_GivesWhatCameInItsPlace()
    {
        var disk = new FaultyDisk(int.MaxValue);
        await using var store = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options with { Disk = disk });
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        using var cursor = new JournalCursor(JournalFolder, "some", Some.Specs);
        var (safe, events) = (journal.Count, new List<ExperimentEvent>());

        // It is written, and fails when it is to be made durable.
        disk.FailsAt = disk.Asked + 2;
        Assert.That(
            async () => await journal.AppendAsync(safe, Some.Report(0, 1, ("acc", 1))),
            Throws.TypeOf<StorageException>());
        while (cursor.Next(safe, events))
        {
        }

        await using var again = await store.OpenJournalAsync("some");
        var instead = Some.Report(0, 1, ("acc", 2));
        await again.AppendAsync(safe, instead);

        Assert.That(cursor.Next(again.Count, events));
        await Same.EventsAsync(events.ToAsyncEnumerable(), [.. Some.Beginning(), .. instead]);
    }
}
