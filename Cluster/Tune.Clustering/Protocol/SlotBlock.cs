using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>Slots of one node that stand for the same, as they travel: a few bytes for each.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Each">What each of them stands for.</param>
/// <param name="Slots">Their numbers.</param>
/// <param name="Gpus">Their graphics cards, as many for each, one slot's after the other's.</param>
internal sealed record SlotBlock(string Node, Resources Each, ImmutableArray<int> Slots, ImmutableArray<int> Gpus)
{
    private const int SlotsMax = 1_000;

    /// <summary>Slots as blocks, in the order of nodes and numbers.</summary>
    public static IEnumerable<SlotBlock> Pack(IEnumerable<SlotGrant> grants) => grants
        .GroupBy(grant => (grant.Node, grant.Each, grant.Gpus.Length))
        .OrderBy(group => group.Key.Node, StringComparer.Ordinal)
        .SelectMany(group => group.OrderBy(grant => grant.Slot).Chunk(SlotsMax).Select(some => new SlotBlock(
            group.Key.Node, group.Key.Each, [.. some.Select(grant => grant.Slot)],
            [.. some.SelectMany(grant => grant.Gpus)])));

    /// <summary>The slots in it.</summary>
    public IEnumerable<SlotGrant> Unpack()
    {
        var cards = Slots.Length == 0 ? 0 : Gpus.Length / Slots.Length;
        for (var i = 0; i < Slots.Length; i++)
        {
            yield return new SlotGrant(Node, Slots[i], [.. Gpus.AsSpan(i * cards, cards)], Each);
        }
    }

    public bool Equals(SlotBlock? other) =>
        other is not null && Node == other.Node && Each == other.Each && Slots.SequenceEqual(other.Slots)
        && Gpus.SequenceEqual(other.Gpus);

    public override int GetHashCode() => HashCode.Combine(Node, Slots.Length);
}
