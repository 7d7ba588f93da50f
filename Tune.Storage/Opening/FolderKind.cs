using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Files;

namespace Tune.Storage.Opening;

/// <summary>Folders: <c>./dir</c>, <c>/dir</c>, <c>file:dir</c>, <c>file:///dir</c>.</summary>
internal sealed class FolderKind : IStoreKind
{
    public string Scheme => StoreAddress.FileScheme;

    public string Form => "DIR or file:DIR";

    public string FolderOf(StoreAddress address) => Path.GetFullPath(PathOf(address));

    public async ValueTask<ITuneStore> OpenAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default) =>
        await FileStore.OpenAsync(FolderOf(address), OptionsOf(setup), cancellation);

    public async ValueTask<ITuneReader?> FindAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default)
    {
        var folder = FolderOf(address);
        return await Task.Run(
            () => FolderTree.Exists(folder) ? ReadOnlyStore.Open(folder, OptionsOf(setup)) : null, cancellation);
    }

    private static FileStoreOptions OptionsOf(StoreSetup setup) => new(setup.Specs) { Notice = setup.Notice };

    // As people write it, with or without the two slashes of an address; nothing in it is decoded.
    private static string PathOf(StoreAddress address)
    {
        var path = address.Rest;
        if (path.StartsWith("//", StringComparison.Ordinal) && address.Text != path)
        {
            path = path[2..];
            if (!path.StartsWith('/'))
            {
                throw new StorageException(
                    StorageFault.Refused,
                    $"'{address.Text}' names another machine; a store in a folder is 'file:DIR' or 'file:///DIR'.");
            }
        }

        return path.Length > 0 ? path : throw new StorageException(
            StorageFault.Refused, $"'{address.Text}' names no folder; write 'file:DIR'.");
    }
}
