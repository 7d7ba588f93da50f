using Tune.Engine.Ports;
using Tune.Files;
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
    /// <param name="folder">The store's folder.</param>
    /// <param name="notice">Told what of it is damaged; default nobody.</param>
    public static ITuneReader OpenForReading(string folder, Action<string>? notice = null)
    {
        RequireFolder(folder);
        return ReadOnlyStore.Open(folder, new FileStoreOptions(SchedulerCatalog.All) { Notice = notice });
    }

    /// <summary>The same for a command that can do without a store; null if there is none.</summary>
    public static ITuneReader? OpenForReadingOrNull(string folder, Action<string>? notice = null) =>
        FolderTree.Exists(folder) ? OpenForReading(folder, notice) : null;

    public static void RequireFolder(string folder)
    {
        if (!FolderTree.Exists(folder))
        {
            throw new StorageException(
                StorageFault.Gone, $"There is no store at {Path.GetFullPath(folder)}; name one with --store.");
        }
    }
}
