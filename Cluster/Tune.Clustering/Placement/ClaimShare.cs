using System.Collections.Immutable;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Placement;

/// <summary>One claim while a plan is made.</summary>
internal sealed class ClaimShare
{
    private readonly double[] _total;
    private readonly double[]? _quota;
    private readonly double[] _held;
    private readonly Dictionary<string, Stack<SlotGrant>> _byNode = new(StringComparer.Ordinal);

    public ClaimShare(SlotClaim claim, Dimensions dimensions, double[] total)
    {
        (Claim, _total) = (claim, total);
        Needs = dimensions.Of(claim.Resources);
        _quota = claim.Policy.Quota is { } quota ? dimensions.Of(quota) : null;
        _held = new double[dimensions.Count];
        foreach (var grant in claim.Held)
        {
            Dimensions.Add(_held, dimensions.Of(grant.Each));
        }

        Count = claim.Held.Count;
    }

    public SlotClaim Claim { get; }

    /// <summary>What one more slot takes.</summary>
    public double[] Needs { get; }

    /// <summary>What it has or has been promised, less what it owes.</summary>
    public int Count { get; private set; }

    public ImmutableArray<SlotGrant>.Builder Granted { get; } = ImmutableArray.CreateBuilder<SlotGrant>();

    /// <summary>How many slots of which node it should hand over.</summary>
    public SortedDictionary<string, int> Owed { get; } = new(StringComparer.Ordinal);

    /// <summary>The node on which room is kept for it.</summary>
    public NodeRoom? Kept { get; set; }

    /// <summary>No node has room for one more.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Its largest share of anything, over its weight: who has the lowest comes first.</summary>
    public double Level => LevelWith(0);

    public bool IsAtQuota
    {
        get
        {
            if (_quota is null)
            {
                return false;
            }

            var then = (double[])_held.Clone();
            Dimensions.Add(then, Needs);
            return !Dimensions.Fit(then, _quota);
        }
    }

    public bool IsHungry => Count < Claim.Wanted && !IsAtQuota;

    /// <summary>Its level with so many slots more.</summary>
    public double LevelWith(int more)
    {
        var level = 0.0;
        for (var i = 0; i < _held.Length; i++)
        {
            level = Math.Max(level, _total[i] > 0 ? (_held[i] + (more * Needs[i])) / _total[i] : 0);
        }

        return level / Claim.Policy.Weight;
    }

    public void Grant(SlotGrant grant)
    {
        Granted.Add(grant);
        Promise();
    }

    public void Promise()
    {
        Count++;
        Dimensions.Add(_held, Needs);
    }

    /// <summary>Takes one of its slots off it, to be handed over.</summary>
    public void Owe(SlotGrant grant, double[] amounts)
    {
        Count--;
        Dimensions.Add(_held, amounts, -1);
        Owed[grant.Node] = Owed.GetValueOrDefault(grant.Node) + 1;
    }

    /// <summary>Its level once it has let go of these.</summary>
    public double LevelWithout(double[] amounts)
    {
        var level = 0.0;
        for (var i = 0; i < _held.Length; i++)
        {
            level = Math.Max(level, _total[i] > 0 ? (_held[i] - amounts[i]) / _total[i] : 0);
        }

        return level / Claim.Policy.Weight;
    }

    /// <summary>The slots of a node it held before this plan and does not owe yet, the last one on top.</summary>
    public Stack<SlotGrant> On(string node)
    {
        if (_byNode.Count == 0)
        {
            foreach (var group in Claim.Held.GroupBy(grant => grant.Node, StringComparer.Ordinal))
            {
                _byNode[group.Key] = new Stack<SlotGrant>(group.OrderBy(grant => grant.Slot));
            }
        }

        return _byNode.TryGetValue(node, out var here) ? here : new Stack<SlotGrant>();
    }
}
