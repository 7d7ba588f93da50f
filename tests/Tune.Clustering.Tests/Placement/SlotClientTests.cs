using Akka.Actor;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Placement;

internal sealed class SlotClientTests
{
    [Test]
    public void Return_ThatHasComeBefore_LeavesWhatWasLentAgainSince()
    {
        var client = new SlotClient(ActorRefs.Nobody);
        var slot = new SlotGrant("n", 0, [], new Resources());
        var back = new ReturnSlots("one", new OwnerEpoch(1), 1, SlotParts.Of([slot]).Single());
        client.Grant([slot]);
        client.Return(back);
        Assert.That(client.Held.Count, Is.Zero);

        client.Grant([slot]);
        client.Return(back);

        Assert.That(client.Held.Count, Is.EqualTo(1));
    }
}
