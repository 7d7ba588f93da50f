using System.Collections.Immutable;
using Tune.Clustering.Protocol;
using Tune.Engine.Randomness;

namespace Tune.Clustering.Placement;

/// <summary>
/// The slots that one experiment has, as it or the keeper believes, with a digest by which the two compare: it changes
/// with every slot and does not depend on the order in which they came.
/// </summary>
internal sealed class SlotLedger
{
    private readonly Dictionary<(string Node, int Slot), SlotGrant> _all = [];

    public int Count => _all.Count;

    public ulong Digest { get; private set; }

    public IReadOnlyDictionary<(string Node, int Slot), SlotGrant> All => _all;

    public bool Add(SlotGrant grant)
    {
        if (!_all.TryAdd(grant.Key, grant))
        {
            return false;
        }

        Digest ^= DigestOf(grant);
        return true;
    }

    public SlotGrant? Remove((string Node, int Slot) key)
    {
        if (_all.Remove(key, out var grant))
        {
            Digest ^= DigestOf(grant);
        }

        return grant;
    }

    /// <summary>A node is gone, with its slots.</summary>
    public ImmutableArray<SlotGrant> Drop(string node)
    {
        ImmutableArray<SlotGrant> gone = [.. _all.Values.Where(grant => grant.Node == node)];
        foreach (var grant in gone)
        {
            Remove(grant.Key);
        }

        return gone;
    }

    public void Clear()
    {
        _all.Clear();
        Digest = 0;
    }

    private static ulong DigestOf(SlotGrant grant) =>
        grant.Gpus.Aggregate(Mix.Into(Mix.Into(Mix.Start, grant.Node), grant.Slot), static (mixed, card) =>
            Mix.Into(mixed, card));
}
