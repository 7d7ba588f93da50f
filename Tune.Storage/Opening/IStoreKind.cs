using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Storage.Opening;

/// <summary>A kind of store, which addresses with its scheme lead to.</summary>
public interface IStoreKind
{
    /// <summary>Its scheme, in lower case, without the colon.</summary>
    string Scheme { get; }

    /// <summary>How its addresses look, for messages: <c>file:DIR</c>.</summary>
    string Form { get; }

    /// <summary>Whether what is stored is there for the next program, as by default, or gone when it is
    /// closed.</summary>
    bool Lasts => true;

    /// <summary>The folder of this machine that is the store; null if it is none.</summary>
    /// <exception cref="StorageException">The address makes no sense.</exception>
    string? FolderOf(StoreAddress address);

    /// <summary>Opens a store for writing, and makes it if it is not there.</summary>
    /// <exception cref="StorageException">It cannot be opened; the message says why.</exception>
    ValueTask<ITuneStore> OpenAsync(StoreAddress address, StoreSetup setup, CancellationToken cancellation = default);

    /// <summary>Opens a store for reading, whoever owns it; null if there is none.</summary>
    /// <exception cref="StorageException">It cannot be read; the message says why.</exception>
    ValueTask<ITuneReader?> FindAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default);
}
