using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Placement;

/// <summary>What an experiment asks for, and what it has.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Resources">What one of its trials takes.</param>
/// <param name="Wanted">How many slots it could use in all, those it holds included.</param>
/// <param name="Held">What it holds.</param>
internal sealed record SlotClaim(
    string Experiment, Resources Resources, int Wanted, IReadOnlyCollection<SlotGrant> Held)
{
    /// <summary>Its part of what several want, and the most it may have.</summary>
    public PlacementPolicy Policy { get; init; } = new();

    /// <summary>When it was last given a slot, as a number that rises; 0 for never.</summary>
    public long Served { get; init; }
}

/// <summary>A node that lends slots.</summary>
internal sealed record SlotNode(string Name, NodeCapacity Capacity);
