using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Engine.Randomness;

namespace Tune.Clustering.Tests.Placement;

/// <summary>Nodes and experiments that follow plan after plan, as keeper and owners do.</summary>
internal sealed class PlacementWorld(SlotNode[] nodes, SlotClaim[] claims, ulong seed)
{
    private readonly KeyedRandom _random = KeyedRandom.For(seed, "test/placement", 0);
    private long _served;
    private IReadOnlyList<SlotPlan.Line> _lines = [];

    public SlotClaim[] Claims { get; } = claims;

    /// <summary>How many slots the last plan lent or asked back.</summary>
    public int Moved { get; private set; }

    public void Settle()
    {
        _lines = SlotPlan.Of(nodes, Claims);
        Moved = 0;
        for (var i = 0; i < Claims.Length; i++)
        {
            var line = _lines[i];
            Assert.That(line.Experiment, Is.EqualTo(Claims[i].Experiment));
            Moved += line.Granted.Length + line.Owed.Sum(debt => debt.Count);
            Claims[i] = Claims[i] with
            {
                Held = [.. Claims[i].Held, .. line.Granted],
                Served = line.Granted.IsEmpty ? Claims[i].Served : ++_served,
            };
        }
    }

    /// <summary>Trials end here and there: what is owed is handed back where one has ended.</summary>
    public void EndSomeTrials() => GiveBack(_ => _random.NextInt(2) == 0);

    /// <summary>Every trial ends, and with it whatever is owed is free.</summary>
    public void EndAllTrials() => GiveBack(_ => true);

    public void GiveBackOwed() => GiveBack(_ => true);

    public void CheckCapacity()
    {
        foreach (var node in nodes)
        {
            var here = Claims.SelectMany(claim => claim.Held).Where(grant => grant.Node == node.Name).ToArray();
            var capacity = node.Capacity;
            Assert.That(here.Select(grant => grant.Slot), Is.Unique.And.All.InRange(0, capacity.Slots - 1));
            Assert.That(here.Sum(grant => grant.Each.Cpu), Is.LessThanOrEqualTo(capacity.Cpu + 1e-6));
            Assert.That(here.Sum(grant => grant.Each.MemoryBytes ?? 0), Is.LessThanOrEqualTo(capacity.MemoryBytes));
            Assert.That(
                here.Sum(grant => grant.Each.Named?.GetValueOrDefault("license") ?? 0),
                Is.LessThanOrEqualTo((capacity.Named?.GetValueOrDefault("license") ?? 0) + 1e-6));
            var cards = here.SelectMany(grant => grant.Gpus.Select(card => (card, Part: Math.Min(1, grant.Each.Gpu))))
                .GroupBy(use => use.card, use => use.Part).ToArray();
            Assert.That(cards.Select(card => card.Key), Is.All.InRange(0, capacity.Gpus - 1));
            Assert.That(cards.Select(card => card.Sum()), Is.All.LessThanOrEqualTo(1 + 1e-6));
            Assert.That(here.Select(grant => (double)grant.Gpus.Length), Is.EqualTo(
                here.Select(grant => Math.Ceiling(grant.Each.Gpu))));
        }
    }

    public override string ToString() => string.Join("; ", Claims.Select(claim =>
        $"{claim.Experiment} wants {claim.Wanted} of {claim.Resources}, weight {claim.Policy.Weight}, has "
        + string.Join(' ', claim.Held.Select(grant => $"{grant.Node}/{grant.Slot}"))))
        + " on " + string.Join<SlotNode>("; ", nodes);

    private void GiveBack(Func<SlotGrant, bool> hasEnded)
    {
        for (var i = 0; i < Claims.Length; i++)
        {
            var owed = _lines[i].Owed.ToDictionary(debt => debt.Node, debt => debt.Count);
            var kept = new List<SlotGrant>();
            foreach (var grant in Claims[i].Held.Reverse())
            {
                if (owed.GetValueOrDefault(grant.Node) > 0 && hasEnded(grant))
                {
                    owed[grant.Node]--;
                }
                else
                {
                    kept.Insert(0, grant);
                }
            }

            Claims[i] = Claims[i] with { Held = kept };
        }
    }
}
