using System.Collections.Immutable;
using CsCheck;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Placement;

internal sealed class SlotPlanProperties
{
    private static readonly Gen<SlotNode[]> Nodes = Gen.Select(
        Gen.Int[0, 5], Gen.Int[1, 16], Gen.Int[0, 3], Gen.Long[1, 8], Gen.Int[0, 4],
        (slots, halves, gpus, memory, licenses) => Offering(
            new NodeCapacity(slots, halves / 2.0, gpus, memory), licenses)).Array[0, 4]
        .Select(all => all.Select((capacity, i) => new SlotNode($"n{i}", capacity)).ToArray());

    private static readonly Gen<Resources> Needs = Gen.Select(
        Gen.Int[0, 6], Gen.OneOf(Numbers(0, 0, 0.25, 0.5, 1, 2)), Gen.Long[1, 4].Nullable(), Gen.Int[0, 2],
        (halves, gpus, memory, licenses) => licenses == 0
            ? new Resources(halves / 2.0, gpus, memory)
            : new Resources(halves / 2.0, gpus, memory).With("license", licenses));

    private static readonly Gen<PlacementPolicy> Policies = Gen.Select(
        Gen.OneOf(Numbers(0.5, 1, 1, 2, 4)), Gen.Int[1, 6].Nullable(),
        (weight, slots) => new PlacementPolicy(weight)
        {
            Quota = slots is null ? null : new ResourceQuota { Slots = slots },
        });

    private static readonly Gen<SlotClaim[]> Claims = Gen.Select(
        Needs, Gen.Int[0, 8], Policies, (needs, wanted, policy) => (needs, wanted, policy)).Array[0, 5]
        .Select(all => all.Select((it, i) => new SlotClaim($"e{i}", it.needs, it.wanted, []) { Policy = it.policy })
            .ToArray());

    private static readonly Gen<(SlotNode[] Nodes, SlotClaim[] Claims, ulong Seed)> Cases =
        Gen.Select(Nodes, Claims, Gen.ULong);

    [Test]
    public void Of_AnyNodesAndClaims_NeverGivesMoreThanThereIs() => Cases.Sample(it =>
    {
        var world = new PlacementWorld(it.Nodes, it.Claims, it.Seed);
        for (var round = 0; round < 12; round++)
        {
            world.Settle();
            world.CheckCapacity();
            world.EndSomeTrials();
        }
    });

    [Test]
    public void Of_AnyQuota_IsNeverExceeded() => Cases.Sample(it =>
    {
        var world = new PlacementWorld(it.Nodes, it.Claims, it.Seed);
        for (var round = 0; round < 6; round++)
        {
            world.Settle();
            foreach (var claim in world.Claims)
            {
                Assert.That(claim.Held, Has.Count.LessThanOrEqualTo(claim.Policy.Quota?.Slots ?? int.MaxValue));
            }

            world.EndSomeTrials();
        }
    });

    [Test]
    public void Of_AClaimThatCouldBeServed_IsServedSoonerOrLater() => Cases.Sample(it =>
    {
        var world = new PlacementWorld(it.Nodes, it.Claims, it.Seed);
        var served = new HashSet<string>();
        for (var round = 0; round < 60; round++)
        {
            world.Settle();
            served.UnionWith(world.Claims.Where(claim => claim.Held.Count > 0).Select(claim => claim.Experiment));
            world.EndAllTrials();
        }

        var could = world.Claims.Where(claim => claim.Wanted > 0 && it.Nodes.Any(
            node => Shortage.Of(claim.Resources, [node.Capacity]) is null)).Select(claim => claim.Experiment);
        Assert.That(served, Is.SupersetOf(could), world.ToString());
    });

    [Test]
    public void Of_ClaimsThatAllHaveSomething_ComesToRest() => Cases.Sample(it =>
    {
        var world = new PlacementWorld(it.Nodes, it.Claims, it.Seed);
        for (var round = 0; round < 100; round++)
        {
            world.Settle();
            if (world.Moved == 0 || world.Claims.Any(claim => claim.Wanted > 0 && claim.Held.Count == 0))
            {
                return;
            }

            world.GiveBackOwed();
        }

        Assert.Fail($"slots go to and fro: {world}");
    });

    [Test]
    public void Of_AnyNodesAndClaims_SaysWhyWhereverNothingIsHeld() => Cases.Sample(it =>
    {
        foreach (var (line, claim) in SlotPlan.Of(it.Nodes, it.Claims).Zip(it.Claims))
        {
            Assert.That(line.Why.Length > 0, Is.EqualTo(claim.Wanted > 0 && line.Granted.IsEmpty), line.ToString());
        }
    });

    [Test]
    public void Of_TheSameTwice_IsTheSame() => Cases.Sample(it =>
    {
        var (one, other) = (SlotPlan.Of(it.Nodes, it.Claims), SlotPlan.Of(it.Nodes.Reverse(), it.Claims.Reverse()));
        return one.Zip(other).All(pair => pair.First.Granted.SequenceEqual(pair.Second.Granted)
            && pair.First.Owed.SequenceEqual(pair.Second.Owed) && pair.First.Why == pair.Second.Why);
    });

    private static Gen<double>[] Numbers(params double[] numbers) => [.. numbers.Select(number => Gen.Const(number))];

    private static NodeCapacity Offering(NodeCapacity capacity, int licenses) =>
        licenses == 0 ? capacity : capacity.With("license", licenses);
}
