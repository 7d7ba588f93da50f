using System.Collections.Immutable;
using System.Globalization;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Placement;

/// <summary>
/// Who gets which slot: a function of the nodes and the claims and of nothing else. The poorest claim is served first,
/// one slot at a time, so that experiments with the same needs end up with the same share (max-min fairness); ties
/// break by name. A claim that holds two slots more than another, hungry one is asked to give the next free one back.
/// </summary>
internal sealed class SlotPlan
{
    private readonly SortedDictionary<string, NodeRoom> _rooms = new(StringComparer.Ordinal);
    private readonly List<Share> _shares;

    private SlotPlan(IEnumerable<SlotNode> nodes, IEnumerable<SlotClaim> claims)
    {
        foreach (var node in nodes)
        {
            _rooms.Add(node.Name, new NodeRoom(node));
        }

        _shares = [.. claims.OrderBy(claim => claim.Experiment, StringComparer.Ordinal).Select(c => new Share(c))];
        foreach (var grant in _shares.SelectMany(share => share.Claim.Held))
        {
            if (_rooms.TryGetValue(grant.Node, out var room))
            {
                room.Take(grant);
            }
        }
    }

    /// <summary>Makes the plan.</summary>
    /// <returns>One line per claim, in the order of names.</returns>
    public static ImmutableArray<Line> Of(IEnumerable<SlotNode> nodes, IEnumerable<SlotClaim> claims)
    {
        var plan = new SlotPlan(nodes, claims);
        plan.Grant();
        plan.Reclaim();
        return [.. plan._shares.Select(share => new Line(
            share.Claim.Experiment, share.Granted.ToImmutable(), share.GiveBack, plan.Why(share)))];
    }

    private void Grant()
    {
        while (_shares.Where(share => share.IsHungry && !share.IsStuck).MinBy(share => share.Count) is { } poorest)
        {
            if (Find(poorest.Claim.Resources) is { } room)
            {
                poorest.Granted.Add(room.Take(poorest.Claim.Resources));
            }
            else
            {
                poorest.IsStuck = true;
            }
        }
    }

    // Cards are kept together: a trial without cards goes where there are fewest, one with cards where they just fit.
    private NodeRoom? Find(Resources needs) => _rooms.Values
        .Where(room => room.Fits(needs))
        .OrderBy(room => room.FreeGpus)
        .ThenByDescending(room => room.FreeSlots)
        .FirstOrDefault();

    private void Reclaim()
    {
        foreach (var hungry in _shares.Where(share => share.IsHungry && CouldEverFit(share.Claim.Resources)))
        {
            var richest = _shares.Where(share => share != hungry).MaxBy(share => share.Count - share.GiveBack);
            if (richest is not null && richest.Count - richest.GiveBack > hungry.Count + hungry.Promised + 1)
            {
                richest.GiveBack++;
                hungry.Promised++;
            }
        }
    }

    private bool CouldEverFit(Resources needs) => _rooms.Values.Any(room => room.CouldEverFit(needs));

    private string Why(Share share)
    {
        var needs = share.Claim.Resources;
        if (!share.IsHungry || share.Count > 0)
        {
            return "";
        }

        if (_rooms.Count == 0)
        {
            return "no node has joined yet";
        }

        return Shortage(needs) ?? (_rooms.Values.All(room => room.FreeSlots == 0)
            ? $"all {_rooms.Values.Sum(room => room.Capacity.Slots)} slots are taken"
            : $"needs {Text(needs)}; no node has that much free");
    }

    private string? Shortage(Resources needs)
    {
        var capacities = _rooms.Values.Select(room => room.Capacity).ToArray();
        if (_rooms.Values.Any(room => room.CouldEverFit(needs)))
        {
            return null;
        }

        return needs.Gpu > capacities.Max(c => c.Gpus)
            ? $"needs {needs.Gpu} gpu; the largest node has {capacities.Max(c => c.Gpus)}"
            : needs.Cpu > capacities.Max(c => c.Cpu)
                ? $"needs {Number(needs.Cpu)} cpu; the largest node has {Number(capacities.Max(c => c.Cpu))}"
                : needs.MemoryBytes > capacities.Max(c => c.MemoryBytes)
                    ? $"needs {needs.MemoryBytes} bytes of memory; the largest node has "
                        + $"{capacities.Max(c => c.MemoryBytes)}"
                    : $"needs {Text(needs)}; no single node has all of that";
    }

    private static string Text(Resources needs)
    {
        var parts = new List<string> { $"{Number(needs.Cpu)} cpu" };
        if (needs.Gpu > 0)
        {
            parts.Add($"{needs.Gpu} gpu");
        }

        if (needs.MemoryBytes is { } bytes)
        {
            parts.Add($"{bytes} bytes of memory");
        }

        return string.Join(", ", parts);
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>What becomes of one claim.</summary>
    /// <param name="Experiment">Whose.</param>
    /// <param name="Granted">New slots.</param>
    /// <param name="GiveBack">How many slots it should hand over as they become free.</param>
    /// <param name="Why">Why it has no slot at all although it wants one; otherwise empty.</param>
    internal sealed record Line(string Experiment, ImmutableArray<SlotGrant> Granted, int GiveBack, string Why);

    private sealed class Share(SlotClaim claim)
    {
        public SlotClaim Claim { get; } = claim;

        public ImmutableArray<SlotGrant>.Builder Granted { get; } = ImmutableArray.CreateBuilder<SlotGrant>();

        public int Count => Claim.Held.Length + Granted.Count;

        public bool IsHungry => Count < Claim.Wanted;

        /// <summary>No node has room for one more.</summary>
        public bool IsStuck { get; set; }

        public int GiveBack { get; set; }

        public int Promised { get; set; }
    }
}
