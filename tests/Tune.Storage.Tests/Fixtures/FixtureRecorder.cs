using System.IO.Compression;
using Tune.Engine.Ports;
using Tune.Schedulers;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>Makes the recorded stores; see the README beside it.</summary>
internal static class FixtureRecorder
{
    /// <summary>The name of the store's folder in an archive.</summary>
    public const string Store = "store";

    public static FileStoreOptions Options => new(SchedulerCatalog.All) { Command = "recorded", SegmentBytes = 16_384 };

    /// <summary>Records every plan and packs the stores into a folder.</summary>
    public static async Task RecordAsync(string into)
    {
        foreach (var name in FixturePlans.All.Keys)
        {
            using var place = new TempFolder();
            if (name == FixturePlans.Killed)
            {
                await RunAndKillAsync(place[Store]);
            }
            else
            {
                await using var store = await RunAsync(name, place[Store]);
            }

            await SealAsync(place[Store], Path.Combine(into, name + ".zip"));
        }
    }

    /// <summary>Runs the plans of one store.</summary>
    public static async Task<FileStore> RunAsync(string name, string folder)
    {
        using var scratch = new TempFolder();
        var store = await FileStore.OpenAsync(folder, Options);
        foreach (var plan in FixturePlans.All[name])
        {
            await using var journal = await store.OpenJournalAsync(plan.Spec.Name);
            await new FixtureSweep(store, journal, plan, scratch.Root).RunAsync();
            await store.Tracking.CatchUpAsync(plan.Spec.Name);
        }

        return store;
    }

    // As kill -9 leaves it: the database open, no goodbye, and, with bad luck, half an append at the end.
    private static async Task RunAndKillAsync(string folder)
    {
        using (var owner = SecondProcess.Start("record-killed", folder))
        {
            await owner.LineAsync();
            await owner.KillAsync();
        }

        var experiment = FixturePlans.All[FixturePlans.Killed][0].Spec.Name;
        var last = Directory.EnumerateFiles(Path.Combine(folder, "experiments", experiment, "journal")).Max()!;
        var bytes = await File.ReadAllBytesAsync(last);
        await File.AppendAllBytesAsync(last, bytes[^40..]);
    }

    /// <summary>Packs a store with what it says now into an archive.</summary>
    public static async Task SealAsync(string store, string archive)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(archive))!);
        File.Delete(archive);
        await using var zip = await ZipFile.OpenAsync(archive, ZipArchiveMode.Create);
        foreach (var path in Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories).Order())
        {
            var name = Path.GetRelativePath(store, path);
            if (name is not ("lock" or "owner.json"))
            {
                await using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                await WriteAsync(zip, $"{Store}/{name}", from);
            }
        }

        using var reading = ReadOnlyStore.Open(store, Options);
        foreach (var experiment in await reading.ExperimentsAsync())
        {
            var events = await reading.ReadJournalAsync(experiment).ToListAsync();
            await WriteAsync(zip, $"{experiment}.events.txt", FixtureText.Events(events));
            await WriteAsync(
                zip, $"{experiment}.rows.txt",
                await FixtureText.RowsAsync(reading.Tracking, experiment, events));
        }
    }

    private static Task WriteAsync(ZipArchive zip, string name, IEnumerable<string> lines) => WriteAsync(
        zip, name, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    private static async Task WriteAsync(ZipArchive zip, string name, Stream from)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
        entry.LastWriteTime = new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
        await using var to = await entry.OpenAsync();
        await from.CopyToAsync(to);
    }
}
