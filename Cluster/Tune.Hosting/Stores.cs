using Tune.Engine.Ports;
using Tune.Schedulers;
using Tune.Storage;

namespace Tune.Hosting;

/// <summary>The one place that knows which store is behind a folder.</summary>
internal static class Stores
{
    /// <summary>Opens a folder as its owner, making it if need be.</summary>
    /// <exception cref="StorageException">Somebody else owns it, or it cannot be used; the message says so.</exception>
    public static async Task<ITuneStore> OpenAsync(
        string folder, Action<string> notice, CancellationToken cancellation) =>
        await FileStore.OpenAsync(folder, new FileStoreOptions(SchedulerCatalog.All) { Notice = notice }, cancellation);

    /// <summary>Opens a folder for reading, whoever owns it.</summary>
    public static ITuneStore OpenForReading(string folder)
    {
        RequireFolder(folder);
        return new ReadingStore(Read(folder));
    }

    /// <summary>The names of what is in a folder that need not be a store yet.</summary>
    public static IReadOnlyList<string> NamesIn(string folder)
    {
        using var store = Read(folder);
        return store.Experiments();
    }

    /// <summary>Opens a folder for reading its journals, whoever owns it.</summary>
    public static ReadOnlyStore Read(string folder) =>
        ReadOnlyStore.Open(folder, new FileStoreOptions(SchedulerCatalog.All));

    /// <summary>The same for a command that can do without a store; null if there is none.</summary>
    public static ITuneStore? OpenForReadingOrNull(string folder) =>
        Directory.Exists(folder) ? OpenForReading(folder) : null;

    public static void RequireFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new StorageException(
                $"There is no store at {Path.GetFullPath(folder)}; name one with --store.");
        }
    }
}
