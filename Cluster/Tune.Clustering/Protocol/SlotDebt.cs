namespace Tune.Clustering.Protocol;

/// <summary>Slots of a node that an experiment should hand over as they become free.</summary>
internal sealed record SlotDebt(string Node, int Count);
