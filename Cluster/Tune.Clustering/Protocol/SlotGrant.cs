using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>One slot of a node, lent to an experiment until it gives it back.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Slot">The slot's number on that node, from 0.</param>
/// <param name="Gpus">The graphics cards that come with it, whole or in part.</param>
/// <param name="Each">What it stands for.</param>
internal sealed record SlotGrant(string Node, int Slot, ImmutableArray<int> Gpus, Resources Each)
{
    /// <summary>What tells two slots apart.</summary>
    public (string Node, int Slot) Key => (Node, Slot);

    public bool Equals(SlotGrant? other) =>
        other is not null && Key == other.Key && Each == other.Each && Gpus.SequenceEqual(other.Gpus);

    public override int GetHashCode() => Key.GetHashCode();
}
