using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Placement;

internal sealed class SlotPlanTests
{
    [Test]
    public void Of_WhatNoNodeHas_SaysWhatTheLargestHas()
    {
        SlotNode[] nodes = [new("n0", new NodeCapacity(2, 4, 1, 100)), new("n1", new NodeCapacity(2, 8, 0, 100))];
        Assert.Multiple(() =>
        {
            Assert.That(Why(nodes, new Resources(1, 2)), Is.EqualTo("needs 2 gpu; the largest node has 1"));
            Assert.That(Why(nodes, new Resources(9)), Is.EqualTo("needs 9 cpu; the largest node has 8"));
            Assert.That(Why(nodes, new Resources(8, 1)), Does.Contain("no single node has all of that"));
            Assert.That(
                Why(nodes, new Resources(1).With("license", 3)),
                Is.EqualTo("needs 3 'license'; the largest node has 0"));
            Assert.That(Why([], new Resources(1)), Is.EqualTo("no node has joined yet"));
        });
    }

    [Test]
    public void Of_SharesOfACard_FillOneCardBeforeTheNext()
    {
        SlotNode[] nodes = [new("n", new NodeCapacity(8, 8, 2, 100))];

        var line = SlotPlan.Of(nodes, [new SlotClaim("a", new Resources(1, 0.5), 3, [])]).Single();

        Assert.That(line.Granted.Select(grant => grant.Gpus.Single()), Is.EqualTo((int[])[0, 0, 1]));
    }

    [Test]
    public void Of_AWideAndANarrowClaim_GetTheSameDominantShare()
    {
        // Ghodsi et al.: 9 cpu and 18 of memory; one takes (1, 4), the other (3, 1). Dominant shares end at 2/3 each.
        SlotNode[] nodes = [new("n", new NodeCapacity(100, 9, 0, 18))];
        var lines = SlotPlan.Of(nodes, [
            new SlotClaim("a", new Resources(1, 0, 4), 99, []), new SlotClaim("b", new Resources(3, 0, 1), 99, []),
        ]);

        Assert.That(lines.Select(line => line.Granted.Length), Is.EqualTo((int[])[3, 2]));
    }

    [TestCase(1, 1, 6, 6)]
    [TestCase(2, 1, 8, 4)]
    [TestCase(1, 5, 2, 10)]
    public void Of_Weights_DivideWhatBothWant(double one, double other, int ofOne, int ofOther)
    {
        SlotNode[] nodes = [new("n", new NodeCapacity(12, 12, 0, 100))];
        var lines = SlotPlan.Of(nodes, [
            new SlotClaim("a", new Resources(), 99, []) { Policy = new PlacementPolicy(one) },
            new SlotClaim("b", new Resources(), 99, []) { Policy = new PlacementPolicy(other) },
        ]);

        Assert.That(lines.Select(line => line.Granted.Length), Is.EqualTo((int[])[ofOne, ofOther]));
    }

    [Test]
    public void Of_Quota_LeavesTheRestToOthers()
    {
        SlotNode[] nodes = [new("n", new NodeCapacity(12, 12, 0, 100))];
        var lines = SlotPlan.Of(nodes, [
            new SlotClaim("a", new Resources(2), 99, [])
            {
                Policy = new PlacementPolicy { Quota = new ResourceQuota { Cpu = 5 } },
            },
            new SlotClaim("b", new Resources(), 99, []),
        ]);

        Assert.That(lines.Select(line => line.Granted.Length), Is.EqualTo((int[])[2, 8]));
    }

    [Test]
    public void Of_AHungryClaim_AsksOnlyWhoHoldsWhatItLacks()
    {
        SlotNode[] nodes = [new("cpu", new NodeCapacity(6, 6, 0, 100)), new("gpu", new NodeCapacity(2, 2, 2, 100))];
        var cpus = SlotPlan.Of([nodes[0]], [new SlotClaim("cpus", new Resources(), 6, [])]).Single().Granted;
        var gpus = SlotPlan.Of([nodes[1]], [new SlotClaim("gpus", new Resources(1, 1), 2, [])]).Single().Granted;

        var lines = SlotPlan.Of(nodes, [
            new SlotClaim("cpus", new Resources(), 6, cpus), new SlotClaim("gpus", new Resources(1, 1), 2, gpus),
            new SlotClaim("new", new Resources(1, 1), 1, []),
        ]);

        Assert.That(lines[0].Owed, Is.Empty, "it has most, and no card");
        Assert.That(lines[1].Owed.Single(), Is.EqualTo(new SlotDebt("gpu", 1)));
    }

    [Test]
    public void Of_AClaimThatNeedsAWholeNode_GetsItAlthoughOthersAreServedMeanwhile()
    {
        SlotNode[] nodes = [new("n", new NodeCapacity(8, 8, 8, 100))];
        var world = new PlacementWorld(nodes, [
            new SlotClaim("large", new Resources(8, 8), 1, []), new SlotClaim("small", new Resources(1, 1), 99, []),
        ], 1);
        world.Claims[1] = world.Claims[1] with
        {
            Held = [.. SlotPlan.Of(nodes, [world.Claims[1]]).Single().Granted], Served = 1,
        };
        Assert.That(world.Claims[1].Held, Has.Count.EqualTo(8));

        for (var round = 0; world.Claims[0].Held.Count == 0; round++)
        {
            Assert.That(round, Is.LessThan(20), "it never gets its turn");
            world.Settle();
            world.EndSomeTrials();
        }

        world.CheckCapacity();
    }

    [Test]
    public void Of_TwoClaimsForOneSlot_TakeTurns()
    {
        SlotNode[] nodes = [new("n", new NodeCapacity(1, 1, 0, 100))];
        var world = new PlacementWorld(nodes, [
            new SlotClaim("a", new Resources(), 5, []), new SlotClaim("b", new Resources(), 5, []),
        ], 1);
        var turns = new List<string>();
        for (var round = 0; round < 8; round++)
        {
            world.Settle();
            turns.AddRange(world.Claims.Where(claim => claim.Held.Count > 0).Select(claim => claim.Experiment));
            world.EndAllTrials();
        }

        Assert.That(string.Concat(turns), Is.EqualTo("aabbaabb"));
    }

    private static string Why(SlotNode[] nodes, Resources needs) =>
        SlotPlan.Of(nodes, [new SlotClaim("a", needs, 1, [])]).Single().Why;
}
