using Akka.Actor;
using Akka.TestKit;
using Tune.Clustering.Placement;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Tests.Placement;

internal sealed class SlotKeeperTests : ActorSpec
{
    private readonly IActorRef _keeper;
    private readonly TestProbe _node;
    private readonly TestProbe _one;

    public SlotKeeperTests()
    {
        _keeper = Sys.ActorOf(SlotKeeper.Props);
        (_node, _one) = (CreateTestProbe(), CreateTestProbe());
    }

    [Test]
    public async Task Claim_WithoutANode_SaysWhyAndIsServedWhenOneCame()
    {
        Claim(_one, "one", 2);
        Assert.That((await _one.ExpectMsgAsync<SlotsPending>()).Why, Is.EqualTo("no node has joined yet"));
        Offer(2);
        var granted = await _one.ExpectMsgAsync<SlotsGranted>();
        Assert.Multiple(() =>
        {
            Assert.That(granted.Grants.Select(grant => grant.Slot), Is.EqualTo((int[])[0, 1]));
            Assert.That(granted.Nodes.Single(), Is.EqualTo(new NodeContact("n", _node.Ref)));
        });
        Assert.That((await _one.ExpectMsgAsync<SlotsPending>()).Why, Is.Empty);
    }

    [Test]
    public async Task Claim_OfASecondExperiment_AsksTheFirstToGiveBackAndPassesItOn()
    {
        var two = CreateTestProbe();
        Offer(2);
        Claim(_one, "one", 2);
        var held = (await _one.ExpectMsgAsync<SlotsGranted>()).Grants;
        Claim(two, "two", 1);
        Assert.That((await _one.ExpectMsgAsync<GiveBackSlots>()).Count, Is.EqualTo(1));
        Assert.That((await two.ExpectMsgAsync<SlotsPending>()).Why, Is.EqualTo("all 2 slots are taken"));
        _keeper.Tell(new ReturnSlots("one", [held[1]]), _one.Ref);
        Assert.That((await two.ExpectMsgAsync<SlotsGranted>()).Grants.Single().Key, Is.EqualTo(held[1].Key));
    }

    [Test]
    public async Task Offer_OfANameThatIsTaken_IsRefused()
    {
        Offer(1);
        _keeper.Tell(new OfferNode("n", new NodeCapacity(1, 1, 0, 100)), _one.Ref);
        Assert.That((await _one.ExpectMsgAsync<OfferRefused>()).Why, Does.Contain("'n' is taken"));
    }

    [Test]
    public async Task Owner_IsGone_ItsSlotsStayTakenUntilTheNextOneClaimsThem()
    {
        var (two, next) = (CreateTestProbe(), CreateTestProbe());
        Offer(2);
        Claim(_one, "one", 2);
        var held = (await _one.ExpectMsgAsync<SlotsGranted>()).Grants;
        await DieAsync(_one);
        Claim(two, "two", 1);
        Assert.That((await two.ExpectMsgAsync<SlotsPending>()).Why, Is.EqualTo("all 2 slots are taken"));

        // What runs took one of the two: the other is free then.
        _keeper.Tell(new ClaimSlots("one", new Resources(), 1, [held[0]]), next.Ref);
        Assert.That((await two.ExpectMsgAsync<SlotsGranted>()).Grants.Single().Key, Is.EqualTo(held[1].Key));
    }

    [Test]
    public async Task Node_IsGone_ItsSlotsAreNotPromisedAgain()
    {
        Offer(1);
        Claim(_one, "one", 1);
        await _one.ExpectMsgAsync<SlotsGranted>();
        await DieAsync(_node);
        Claim(_one, "one", 2);
        Assert.That((await _one.ExpectMsgAsync<SlotsPending>()).Why, Is.EqualTo("no node has joined yet"));
    }

    private void Offer(int slots) =>
        _keeper.Tell(new OfferNode("n", new NodeCapacity(slots, slots, 0, 100)), _node.Ref);

    private void Claim(TestProbe from, string name, int wanted) =>
        _keeper.Tell(new ClaimSlots(name, new Resources(), wanted, []), from.Ref);

    private async Task DieAsync(TestProbe whom)
    {
        var watch = CreateTestProbe();
        watch.Watch(whom.Ref);
        Sys.Stop(whom.Ref);
        await watch.ExpectTerminatedAsync(whom.Ref);
    }
}
