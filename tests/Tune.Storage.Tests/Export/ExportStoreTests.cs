using Tune.Storage.Export;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Export;

internal sealed class ExportStoreTests
{
    [Test]
    public async Task Write_AnotherOwnsTheStore_ShowsWhatIsOnTheDiskAndThenMore()
    {
        using var folder = new TempFolder();
        await using var owner = await FileStore.OpenAsync(folder["store"], SomeFiles.Options);
        await using var journal = await owner.OpenJournalAsync("some");
        await journal.AppendAsync(0, [.. Some.Beginning(), .. Some.Report(0, 1, ("acc", 0.5))]);
        using var store = ReadOnlyStore.Open(folder["store"], SomeFiles.Options);
        var export = new ExperimentExport(store, "some");
        Assert.That(await LinesAsync(export, ExportFormat.Csv), Is.EqualTo(new[]
        {
            "trial,attempt,sequence,iteration,time_utc,acc,lr,act,hidden",
            "0,1,1,1,2022-09-28T22:13:20.0010000Z,0.5,0.5,relu,8",
        }));

        await journal.AppendAsync(journal.Count, Some.Report(0, 2, ("acc", 0.75), ("loss", 1e-9)));
        Assert.That(await LinesAsync(export, ExportFormat.Csv), Is.EqualTo(new[]
        {
            "trial,attempt,sequence,iteration,time_utc,acc,loss,lr,act,hidden",
            "0,1,1,1,2022-09-28T22:13:20.0010000Z,0.5,,0.5,relu,8",
            "0,1,2,2,2022-09-28T22:13:20.0020000Z,0.75,1E-09,0.5,relu,8",
        }));
        Assert.That(await LinesAsync(export, ExportFormat.Decisions), Has.Length.EqualTo(3));
    }

    private static async Task<string[]> LinesAsync(ExperimentExport export, ExportFormat format)
    {
        await using var text = new StringWriter();
        await export.WriteAsync(format, text);
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
