using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Schedulers;
using Tune.Storage.Opening;

namespace Tune.Hosting;

/// <summary>Opens what an address leads to, for every kind of store.</summary>
internal static class Stores
{
    /// <summary>Opens a store as its owner, making it if need be.</summary>
    /// <exception cref="StorageException">Somebody else owns it, or it cannot be used; the message says so.</exception>
    public static async Task<ITuneStore> OpenAsync(
        string store, Action<string> notice, CancellationToken cancellation = default)
    {
        var address = StoreAddress.Parse(store);
        return await StoreKinds.Of(address).OpenAsync(address, SetupWith(notice), cancellation);
    }

    /// <summary>Opens a store for reading, whoever owns it; null if there is none.</summary>
    /// <param name="store">Its address.</param>
    /// <param name="notice">Told what of it is damaged; default nobody.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ITuneReader?> FindAsync(
        string store, Action<string>? notice = null, CancellationToken cancellation = default)
    {
        var address = StoreAddress.Parse(store);
        return await StoreKinds.Of(address).FindAsync(address, SetupWith(notice), cancellation);
    }

    /// <summary>Opens a store for reading, whoever owns it.</summary>
    /// <exception cref="StorageException">There is none.</exception>
    public static async Task<ITuneReader> OpenForReadingAsync(
        string store, Action<string>? notice = null, CancellationToken cancellation = default) =>
        await FindAsync(store, notice, cancellation) ?? throw new StorageException(
            StorageFault.Gone, $"There is no store at {NameOf(store)}; name one with --store.");

    /// <summary>Makes sure that there is a store.</summary>
    /// <exception cref="StorageException">There is none.</exception>
    public static async Task RequireAsync(string store, CancellationToken cancellation) =>
        await (await OpenForReadingAsync(store, null, cancellation)).DisposeAsync();

    /// <summary>The folder that is the store, whether it is there or not; null for stores that are none.</summary>
    /// <exception cref="StorageException">No kind of store has such addresses.</exception>
    public static string? FolderOf(string store)
    {
        var address = StoreAddress.Parse(store);
        return StoreKinds.Of(address).FolderOf(address);
    }

    /// <summary>Whether what is stored there is there for the next program.</summary>
    public static bool Lasts(string store) => StoreKinds.Of(StoreAddress.Parse(store)).Lasts;

    /// <summary>How a store is spoken of.</summary>
    public static string NameOf(string store) => FolderOf(store) ?? store;

    private static StoreSetup SetupWith(Action<string>? notice) =>
        new(new SpecJson(SchedulerCatalog.All)) { Notice = notice };
}
