using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.InMemory;

namespace Tune.Storage.Opening;

/// <summary>Stores in memory, <c>memory:</c>: each opening makes a new one, which is gone when it is closed. There is
/// nothing in it for another to read.</summary>
internal sealed class MemoryKind : IStoreKind
{
    public string Scheme => "memory";

    public string Form => "memory:";

    public bool Lasts => false;

    public string? FolderOf(StoreAddress address) => null;

    public ValueTask<ITuneStore> OpenAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default)
    {
        Require(address);
        return new(new MemoryStore());
    }

    public ValueTask<ITuneReader?> FindAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default)
    {
        Require(address);
        return new((ITuneReader?)null);
    }

    private static void Require(StoreAddress address)
    {
        if (address.Rest.Length > 0)
        {
            throw new StorageException(
                StorageFault.Refused, $"'{address.Text}' says more than a store in memory can use; write 'memory:'.");
        }
    }
}
