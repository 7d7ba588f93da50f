using Akka.Actor;
using Tune.Clustering.Experiments;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;
using Tune.Schedulers;

namespace Tune.Clustering.Tests.Placement;

/// <summary>Keeper and owner agree on who holds what in few bytes, and again after a message was lost.</summary>
internal sealed class SlotExchangeTests : ActorSpec
{
    private readonly SlotHoldings _owner = new();
    private SlotClient _keeper = new(ActorRefs.Nobody);
    private long _asked;

    [TestCase(10_000)]
    [TestCase(100_000)]
    public void Messages_OfManySlots_AreAllSmall(int slots)
    {
        var wire = new WireSerializer((ExtendedActorSystem)Sys, SchedulerCatalog.All);
        int Size(IWireMessage message) => wire.ToBinary(message).Length;
        var grants = Grants(slots).ToArray();
        Say(isAgain: false);
        foreach (var part in SlotParts.Of(grants))
        {
            var message = new SlotsGranted(_keeper.Grant(Unpack(part)), part, []);
            Assert.That(Size(message), Is.LessThan(2 * WireLimit.PartBytes));
            Assert.That(_owner.Take(message));
        }

        Assert.Multiple(() =>
        {
            Assert.That(_owner.Count, Is.EqualTo(slots));
            Assert.That(Say(isAgain: true), Is.False, "both know the same");
            Assert.That(Size(Claim(isAgain: true)), Is.LessThan(400), "what is said every five seconds");
            Assert.That(
                _owner.Tell("sweep", new AskHoldings(1, 0)).Select(Size), Is.All.LessThan(2 * WireLimit.PartBytes));
        });
    }

    [Test]
    public void Grant_ThatIsLost_IsFreeAgainOnceItIsAskedFor()
    {
        Say(isAgain: false);
        Lend(0, 1);
        var lost = Grants(2).Skip(2 - 1).ToArray();
        _keeper.Grant([lost[0] with { Slot = 7 }]);
        Assert.That(Say(isAgain: true), Is.False, "it may be on its way");
        Assert.That(Say(isAgain: true), Is.True, "nothing was sent since, and it is not there");

        Ask();

        Assert.That(_keeper.Held.Count, Is.EqualTo(2));
        Assert.That(Say(isAgain: true), Is.False);
    }

    [Test]
    public void Grant_ThatComesAfterItCountsAsLost_IsNotTakenIn()
    {
        Say(isAgain: false);
        var late = new SlotsGranted(
            _keeper.Grant([.. Grants(1)]), [.. SlotBlock.Pack(Grants(1))], []);

        Ask();

        Assert.That(_owner.Take(late), Is.False);
        Assert.That(_owner.Count, Is.Zero);
        Assert.That(_keeper.Held.Count, Is.Zero);
        Lend(3);
        Assert.That(_owner.Count, Is.EqualTo(1), "later ones are");
    }

    [Test]
    public void Return_ThatIsLost_IsNoticedWithTheNextClaim()
    {
        Say(isAgain: false);
        Lend(0, 1, 2);
        _ = _owner.Return("sweep", default, [.. _owner.TakeFree().Take(1)]).ToArray();
        Assert.That(Say(isAgain: true), Is.True);

        Ask();

        Assert.That(_keeper.Held.Digest, Is.EqualTo(_owner.Mark.Digest));
        Assert.That(Say(isAgain: true), Is.False);
    }

    [Test]
    public void Keeper_ThatIsNew_AsksOnceAndKnows()
    {
        Say(isAgain: false);
        Lend(0, 1, 2);
        _keeper = new SlotClient(ActorRefs.Nobody);
        Assert.That(Say(isAgain: true), Is.True);
        Assert.That(_keeper.ToClaim().Wanted, Is.EqualTo(9));

        Ask();

        Assert.That(_keeper.Held.Count, Is.EqualTo(3));
        Lend(5);
        Assert.That(_owner.Count, Is.EqualTo(4), "numbers go on where they were");
        Assert.That(Say(isAgain: true), Is.False);
    }

    [Test]
    public void Answer_OfWhichAPartIsLost_IsAskedForAgain()
    {
        Say(isAgain: false);
        Lend([.. Enumerable.Range(0, 9_000)]);
        var ask = _keeper.Ask(++_asked);
        var parts = _owner.Tell("sweep", ask).ToArray();
        Assert.That(parts, Has.Length.GreaterThan(1));
        Assert.That(parts.Skip(1).Select(_keeper.Tell), Is.All.False);
        Assert.That(_keeper.ToClaim().Wanted, Is.Zero, "nothing is lent while it is not known what is held");
        Assert.That(Say(isAgain: true), Is.True);

        Ask();

        Assert.That(_keeper.ToClaim().Wanted, Is.EqualTo(9));
    }

    private static IEnumerable<SlotGrant> Grants(int slots) => Enumerable.Range(0, slots).Select(i => new SlotGrant(
        $"node-{i / 100:D5}.some.where.example", i % 100, [i % 8], new Resources(1, 1, 1L << 32)));

    private static SlotGrant[] Unpack(IEnumerable<SlotBlock> part) => [.. part.SelectMany(block => block.Unpack())];

    private void Lend(params int[] slots)
    {
        var grants = slots.Select(slot => new SlotGrant("n", slot, [], new Resources())).ToArray();
        foreach (var part in SlotParts.Of(grants))
        {
            Assert.That(_owner.Take(new SlotsGranted(_keeper.Grant(Unpack(part)), part, [])));
        }
    }

    private ClaimSlots Claim(bool isAgain) => new(
        "sweep", default, new Resources(1, 1, 1L << 32), 9, new PlacementPolicy(), isAgain, _owner.Mark);

    private bool Say(bool isAgain) => _keeper.Take(Claim(isAgain));

    private void Ask()
    {
        foreach (var part in _owner.Tell("sweep", _keeper.Ask(++_asked)).ToArray())
        {
            _keeper.Tell(part);
        }
    }
}
