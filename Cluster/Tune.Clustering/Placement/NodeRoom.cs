using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Placement;

/// <summary>What is left of a node.</summary>
internal sealed class NodeRoom(SlotNode node)
{
    // Sums of fractions of cores come back to where they were only up to rounding.
    private const double Rounding = 1e-9;
    private readonly SortedSet<int> _slots = [.. Enumerable.Range(0, node.Capacity.Slots)];
    private readonly SortedSet<int> _gpus = [.. Enumerable.Range(0, node.Capacity.Gpus)];
    private double _cpu = node.Capacity.Cpu;
    private long _memory = node.Capacity.MemoryBytes;

    public NodeCapacity Capacity => node.Capacity;

    public int FreeSlots => _slots.Count;

    public int FreeGpus => _gpus.Count;

    public bool Fits(Resources needs) =>
        _slots.Count > 0 && _gpus.Count >= needs.Gpu && _cpu + Rounding >= needs.Cpu
        && _memory >= (needs.MemoryBytes ?? 0);

    /// <summary>Whether it would fit were the node empty.</summary>
    public bool CouldEverFit(Resources needs) =>
        Capacity.Gpus >= needs.Gpu && Capacity.Cpu + Rounding >= needs.Cpu
        && Capacity.MemoryBytes >= (needs.MemoryBytes ?? 0);

    /// <summary>Takes the lowest free slot.</summary>
    public SlotGrant Take(Resources needs)
    {
        var grant = new SlotGrant(
            node.Name, _slots.Min, [.. _gpus.Take(needs.Gpu)], needs.Cpu, needs.MemoryBytes ?? 0);
        Take(grant);
        return grant;
    }

    /// <summary>Takes what somebody holds already.</summary>
    public void Take(SlotGrant grant)
    {
        _slots.Remove(grant.Slot);
        _gpus.ExceptWith(grant.Gpus);
        _cpu -= grant.Cpu;
        _memory -= grant.MemoryBytes;
    }
}
