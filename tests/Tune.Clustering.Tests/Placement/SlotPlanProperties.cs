using System.Collections.Immutable;
using CsCheck;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Tests.Placement;

internal sealed class SlotPlanProperties
{
    private static readonly Gen<SlotNode[]> Nodes = Gen.Select(
        Gen.Int[0, 5], Gen.Int[1, 16], Gen.Int[0, 3], Gen.Long[1, 8],
        (slots, halves, gpus, memory) => new NodeCapacity(slots, halves / 2.0, gpus, memory)).Array[0, 4]
        .Select(all => all.Select((capacity, i) => new SlotNode($"n{i}", capacity)).ToArray());

    private static readonly Gen<Resources> Needs = Gen.Select(
        Gen.Int[0, 6], Gen.Int[0, 2], Gen.Long[1, 4].Nullable(),
        (halves, gpus, memory) => new Resources(halves / 2.0, gpus, memory));

    // What an experiment wants, first and later, and every which of its slots it gives back in between.
    private static readonly Gen<(Resources Needs, int Wanted, int Later, int Keeps)[]> Claims = Gen.Select(
        Needs, Gen.Int[0, 8], Gen.Int[0, 8], Gen.Int[1, 3],
        (needs, wanted, later, keeps) => (needs, wanted, later, keeps))
        .Array[0, 5];

    private static readonly Gen<(SlotNode[] Nodes, (Resources Needs, int Wanted, int Later, int Keeps)[] Claims)>
        Cases =
            Gen.Select(Nodes, Claims);

    [Test]
    public void Of_AnyNodesAndClaims_NeverGivesMoreThanThereIs() => Cases.Sample(it =>
    {
        var held = Plan(it.Nodes, [.. it.Claims.Select((c, i) => Claim(i, c.Needs, c.Wanted, []))]);
        Check(it.Nodes, held);
        var kept = held.Select((grants, i) => grants.Where((_, n) => n % it.Claims[i].Keeps == 0).ToImmutableArray());
        held = Plan(it.Nodes, [.. kept.Select((g, i) => Claim(i, it.Claims[i].Needs, it.Claims[i].Later, g))]);
        Check(it.Nodes, held);
    });

    [Test]
    public void Of_AnyNodesAndClaims_SaysWhyWhereverNothingIsHeld() => Cases.Sample(it =>
    {
        var claims = it.Claims.Select((c, i) => Claim(i, c.Needs, c.Wanted, [])).ToArray();
        foreach (var (line, claim) in SlotPlan.Of(it.Nodes, claims).Zip(claims))
        {
            Assert.That(line.Why.Length > 0, Is.EqualTo(claim.Wanted > 0 && line.Granted.IsEmpty), line.ToString());
        }
    });

    [Test]
    public void Of_TheSameTwice_IsTheSame() => Cases.Sample(it =>
    {
        var claims = it.Claims.Select((c, i) => Claim(i, c.Needs, c.Wanted, [])).ToArray();
        var (one, other) = (SlotPlan.Of(it.Nodes, claims), SlotPlan.Of(it.Nodes.Reverse(), claims.Reverse()));
        return one.Zip(other).All(pair => pair.First.Granted.SequenceEqual(pair.Second.Granted)
            && (pair.First.GiveBack, pair.First.Why) == (pair.Second.GiveBack, pair.Second.Why));
    });

    [Test]
    public void Of_WhatNoNodeHas_SaysWhatTheLargestHas()
    {
        SlotNode[] nodes = [new("n0", new NodeCapacity(2, 4, 1, 100)), new("n1", new NodeCapacity(2, 8, 0, 100))];
        Assert.Multiple(() =>
        {
            Assert.That(Why(nodes, new Resources(1, 2)), Is.EqualTo("needs 2 gpu; the largest node has 1"));
            Assert.That(Why(nodes, new Resources(9)), Is.EqualTo("needs 9 cpu; the largest node has 8"));
            Assert.That(Why(nodes, new Resources(8, 1)), Does.Contain("no single node has all of that"));
            Assert.That(Why([], new Resources(1)), Is.EqualTo("no node has joined yet"));
        });
    }

    private static string Why(SlotNode[] nodes, Resources needs) =>
        SlotPlan.Of(nodes, [Claim(0, needs, 1, [])]).Single().Why;

    private static SlotClaim Claim(int i, Resources needs, int wanted, ImmutableArray<SlotGrant> held) =>
        new($"e{i}", needs, wanted, held);

    private static ImmutableArray<SlotGrant>[] Plan(SlotNode[] nodes, SlotClaim[] claims) =>
        [.. SlotPlan.Of(nodes, claims).Zip(claims, (line, claim) => claim.Held.AddRange(line.Granted))];

    private static void Check(SlotNode[] nodes, ImmutableArray<SlotGrant>[] held)
    {
        foreach (var node in nodes)
        {
            var here = held.SelectMany(grants => grants).Where(grant => grant.Node == node.Name).ToArray();
            var gpus = here.SelectMany(grant => grant.Gpus).ToArray();
            Assert.That(here.Select(grant => grant.Slot), Is.Unique.And.All.InRange(0, node.Capacity.Slots - 1));
            Assert.That(gpus, Is.Unique.And.All.InRange(0, node.Capacity.Gpus - 1));
            Assert.That(here.Sum(grant => grant.Cpu), Is.LessThanOrEqualTo(node.Capacity.Cpu + 1e-6));
            Assert.That(here.Sum(grant => grant.MemoryBytes), Is.LessThanOrEqualTo(node.Capacity.MemoryBytes));
        }
    }
}
