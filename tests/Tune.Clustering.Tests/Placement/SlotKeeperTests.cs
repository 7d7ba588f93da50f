using Akka.Actor;
using Akka.TestKit;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

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
            Assert.That(granted.Slots.Single().Slots, Is.EqualTo((int[])[0, 1]));
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
        await _one.ExpectMsgAsync<SlotsGranted>();
        Claim(two, "two", 1);
        Assert.That((await _one.ExpectMsgAsync<GiveBackSlots>()).Owed.Single(), Is.EqualTo(new SlotDebt("n", 1)));
        Assert.That((await two.ExpectMsgAsync<SlotsPending>()).Why, Is.EqualTo("all 2 slots are taken"));
        _keeper.Tell(new ReturnSlots("one", First, 1, [Slots(1)]), _one.Ref);
        Assert.That((await two.ExpectMsgAsync<SlotsGranted>()).Slots.Single().Slots.Single(), Is.EqualTo(1));
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
        await _one.ExpectMsgAsync<SlotsGranted>();
        await DieAsync(_one);
        Claim(two, "two", 1);
        Assert.That((await two.ExpectMsgAsync<SlotsPending>()).Why, Is.EqualTo("all 2 slots are taken"));

        // What runs took one of the two: the other is free then.
        _keeper.Tell(Claim("one", 1, new HoldingsMark(0, 0, 1, 77)), next.Ref);
        var asked = await next.ExpectMsgAsync<AskHoldings>();
        _keeper.Tell(new TellHoldings("one", asked.Number, 1, 1, 0, [Slots(0)]), next.Ref);
        Assert.That((await two.ExpectMsgAsync<SlotsGranted>()).Slots.Single().Slots.Single(), Is.EqualTo(1));
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
        await _one.ExpectMsgAsync<SlotsGranted>();
        var later = new OwnerEpoch(2);
        _keeper.Tell(Claim("one", 1, new HoldingsMark(0, 0, 1, 77)) with { Epoch = later }, next.Ref);
        var asked = await next.ExpectMsgAsync<AskHoldings>();
        _keeper.Tell(new TellHoldings("one", asked.Number, 1, 1, 0, [Slots(0)]), next.Ref);
        _keeper.Tell(new ReturnSlots("one", First, 1, [Slots(0)]), _one.Ref);
        Assert.That(await _one.ExpectMsgAsync<Superseded>(), Is.EqualTo(new Superseded("one", new OwnerEpoch(2))));
        Claim(_one, "one", 2);
        await _one.ExpectMsgAsync<Superseded>();

        // One of the two slots is still the later owner's.
        Claim(two, "two", 2);
        Assert.That(
            (await two.ExpectMsgAsync<SlotsGranted>()).Slots.Single().Slots, Is.EqualTo(new[] { 1 }));
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
        _keeper.Tell(Claim(name, wanted, HoldingsMark.None), from.Ref);

    private static ClaimSlots Claim(string name, int wanted, HoldingsMark holdings) =>
        new(name, First, new Resources(), wanted, new PlacementPolicy(), IsAgain: false, holdings);

    private static SlotBlock Slots(params int[] slots) => new("n", new Resources(), [.. slots], []);

    private async Task DieAsync(TestProbe whom)
    {
        var watch = CreateTestProbe();
        watch.Watch(whom.Ref);
        Sys.Stop(whom.Ref);
        await watch.ExpectTerminatedAsync(whom.Ref);
    }
}
