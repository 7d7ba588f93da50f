using Akka.Actor;
using Akka.TestKit;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Tests.Placement;

internal sealed class SlotKeeperTests : ActorSpec
{
    private static readonly OwnerEpoch First = new(1);

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
        _keeper.Tell(new ReturnSlots("one", First, [held[1]]), _one.Ref);
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
        _keeper.Tell(new ClaimSlots("one", First, new Resources(), 1, [held[0]]), next.Ref);
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

    [Test]
    public async Task Claim_OfAnEarlierOwner_HasNoEffect()
    {
        var (next, two) = (CreateTestProbe(), CreateTestProbe());
        Offer(2);
        Claim(_one, "one", 1);
        var held = (await _one.ExpectMsgAsync<SlotsGranted>()).Grants;
        _keeper.Tell(new ClaimSlots("one", new OwnerEpoch(2), new Resources(), 1, held), next.Ref);
        _keeper.Tell(new ReturnSlots("one", First, held), _one.Ref);
        Assert.That(await _one.ExpectMsgAsync<Superseded>(), Is.EqualTo(new Superseded("one", new OwnerEpoch(2))));
        _keeper.Tell(new ClaimSlots("one", First, new Resources(), 2, []), _one.Ref);
        await _one.ExpectMsgAsync<Superseded>();

        // One of the two slots is still the later owner's.
        Claim(two, "two", 2);
        Assert.That(
            (await two.ExpectMsgAsync<SlotsGranted>()).Grants.Select(grant => grant.Slot), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Find_Nodes_SaysWhetherTheyAreAll()
    {
        _keeper.Tell(new FindNodes("one"), _one.Ref);
        Assert.That((await _one.ExpectMsgAsync<NodesFound>()).IsAll, Is.False);
        Offer(1);
        _keeper.Tell(new FindNodes("one"), _one.Ref);
        var found = await _one.ExpectMsgAsync<NodesFound>();
        Assert.That((found.IsAll, found.Nodes.Single()), Is.EqualTo((true, new NodeContact("n", _node.Ref))));
    }

    private void Offer(int slots) =>
        _keeper.Tell(new OfferNode("n", new NodeCapacity(slots, slots, 0, 100)), _node.Ref);

    private void Claim(TestProbe from, string name, int wanted) =>
        _keeper.Tell(new ClaimSlots(name, First, new Resources(), wanted, []), from.Ref);

    private async Task DieAsync(TestProbe whom)
    {
        var watch = CreateTestProbe();
        watch.Watch(whom.Ref);
        Sys.Stop(whom.Ref);
        await watch.ExpectTerminatedAsync(whom.Ref);
    }
}
