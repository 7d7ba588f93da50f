using System.Collections.Immutable;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Placement;

/// <summary>One slot of a node, lent to an experiment until it gives it back.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Slot">The slot's number on that node, from 0.</param>
/// <param name="Gpus">The graphics cards that come with it.</param>
/// <param name="Cpu">The cores it stands for.</param>
/// <param name="MemoryBytes">The memory it stands for; 0 if its trials state no limit.</param>
internal sealed record SlotGrant(string Node, int Slot, ImmutableArray<int> Gpus, double Cpu, long MemoryBytes)
{
    /// <summary>What tells two slots apart.</summary>
    public (string Node, int Slot) Key => (Node, Slot);

    public bool Equals(SlotGrant? other) =>
        other is not null && Key == other.Key && Cpu.Equals(other.Cpu) && MemoryBytes == other.MemoryBytes
        && Gpus.SequenceEqual(other.Gpus);

    public override int GetHashCode() => Key.GetHashCode();
}

/// <summary>What an experiment asks for, and what it has.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Resources">What one of its trials takes.</param>
/// <param name="Wanted">How many slots it could use in all, those it holds included.</param>
/// <param name="Held">What it holds.</param>
internal sealed record SlotClaim(
    string Experiment, Resources Resources, int Wanted, ImmutableArray<SlotGrant> Held);

/// <summary>A node that lends slots.</summary>
internal sealed record SlotNode(string Name, NodeCapacity Capacity);
