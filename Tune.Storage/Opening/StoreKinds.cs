using System.Collections.Immutable;
using Tune.Engine.Ports;

namespace Tune.Storage.Opening;

/// <summary>The kinds of stores that this process can open: folders, stores in memory, and those that were
/// added.</summary>
public static class StoreKinds
{
    private static ImmutableArray<IStoreKind> s_all = [new FolderKind(), new MemoryKind()];

    /// <summary>How their addresses look, for messages and help texts.</summary>
    public static IReadOnlyList<string> Forms => [.. s_all.Select(kind => kind.Form)];

    /// <summary>Adds a kind, for as long as the process lives.</summary>
    /// <exception cref="ArgumentException">There is one with that scheme.</exception>
    public static void Add(IStoreKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ImmutableInterlocked.Update(
            ref s_all, static (all, fresh) => all.Any(known => known.Scheme == fresh.Scheme)
                ? throw new ArgumentException($"There is a kind of store '{fresh.Scheme}:' already.", nameof(kind))
                : all.Add(fresh), kind);
    }

    /// <summary>The kind of store that an address leads to.</summary>
    /// <exception cref="StorageException">None is known by its scheme; the message lists those that are.</exception>
    public static IStoreKind Of(StoreAddress address) =>
        s_all.FirstOrDefault(kind => kind.Scheme == address.Scheme) ?? throw new StorageException(
            StorageFault.Refused,
            $"There is no kind of store '{address.Scheme}:' (in '{address.Text}'); known are "
            + $"{string.Join(", ", Forms)}. A folder of that name is './{address.Text}'.");
}
