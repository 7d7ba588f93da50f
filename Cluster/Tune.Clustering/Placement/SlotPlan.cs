using System.Collections.Immutable;
using Tune.Clustering.Protocol;
using Tune.Engine.Trials;

namespace Tune.Clustering.Placement;

/// <summary>
/// Who gets which slot: a function of the nodes and the claims and of nothing else. The claim whose largest share of
/// anything, over its weight, is lowest comes first, one slot at a time (dominant resource fairness, Ghodsi et al.
/// 2011); ties break by who was served longest ago, then by name. Where there is not enough, see
/// <see cref="Reclaiming" />.
/// </summary>
internal sealed class SlotPlan
{
    private readonly Dimensions _dimensions;
    private readonly SortedDictionary<string, NodeRoom> _rooms = new(StringComparer.Ordinal);
    private readonly List<ClaimShare> _shares;

    private SlotPlan(IReadOnlyList<SlotNode> nodes, IReadOnlyList<SlotClaim> claims)
    {
        _dimensions = new Dimensions(
            nodes.Select(node => node.Capacity), claims.Select(claim => claim.Resources));
        var total = new double[_dimensions.Count];
        foreach (var node in nodes)
        {
            _rooms.Add(node.Name, new NodeRoom(node, _dimensions));
            Dimensions.Add(total, _dimensions.Of(node.Capacity));
        }

        _shares = [.. claims.OrderBy(claim => claim.Experiment, StringComparer.Ordinal)
            .Select(claim => new ClaimShare(claim, _dimensions, total))];
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
        var plan = new SlotPlan([.. nodes], [.. claims]);
        plan.Grant();
        var whys = plan._shares.ToDictionary(share => share, plan.Why);
        new Reclaiming(plan._dimensions, [.. plan._rooms.Values], plan._shares).Run();
        return [.. plan._shares.Select(share => new Line(
            share.Claim.Experiment, share.Granted.ToImmutable(),
            [.. share.Owed.Select(owed => new SlotDebt(owed.Key, owed.Value))], whys[share]))];
    }

    private void Grant()
    {
        while (_shares.Where(share => share.IsHungry && !share.IsStuck)
            .OrderBy(share => share.Level).ThenBy(share => share.Claim.Served).FirstOrDefault() is { } poorest)
        {
            if (Find(poorest.Needs) is { } room)
            {
                poorest.Grant(room.Take(poorest.Claim.Resources));
                continue;
            }

            poorest.IsStuck = true;
            if (poorest.Count == 0)
            {
                KeepRoom(poorest);
            }
        }
    }

    // Cards are kept together: a trial without cards goes where there are fewest, one with cards where they just fit.
    private NodeRoom? Find(double[] needs) => _rooms.Values
        .Where(room => room.Fits(needs))
        .OrderBy(room => room.FreeCards)
        .ThenByDescending(room => room.FreeSlots)
        .FirstOrDefault();

    // Who has nothing at all and needs much would never be served if others took each piece as it becomes free.
    private void KeepRoom(ClaimShare waiting)
    {
        waiting.Kept = _rooms.Values
            .Where(room => room.CouldEverFit(waiting.Needs) && room.CanKeep(waiting.Needs))
            .MinBy(room => room.Missing(waiting.Needs));
        waiting.Kept?.Keep(waiting.Needs);
    }

    private string Why(ClaimShare share)
    {
        if (share.Count > 0 || share.Claim.Wanted == 0)
        {
            return "";
        }

        if (_rooms.Count == 0)
        {
            return "no node has joined yet";
        }

        var needs = share.Claim.Resources;
        return Shortage.Of(needs, [.. _rooms.Values.Select(room => room.Capacity)])
            ?? (share.IsAtQuota ? $"its quota has no room for {needs}"
                : _rooms.Values.All(room => room.FreeSlots == 0)
                    ? $"all {_rooms.Values.Sum(room => room.Capacity.Slots)} slots are taken"
                    : $"needs {needs}; no node has that much free");
    }

    /// <summary>What becomes of one claim.</summary>
    /// <param name="Experiment">Whose.</param>
    /// <param name="Granted">New slots.</param>
    /// <param name="Owed">The slots it should hand over as they become free, by node.</param>
    /// <param name="Why">Why it has no slot at all although it wants one; otherwise empty.</param>
    internal sealed record Line(
        string Experiment, ImmutableArray<SlotGrant> Granted, ImmutableArray<SlotDebt> Owed, string Why);
}
