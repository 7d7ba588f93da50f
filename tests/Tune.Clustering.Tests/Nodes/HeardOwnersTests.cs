using Tune.Clustering.Nodes;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Tests.Nodes;

internal sealed class HeardOwnersTests
{
    [Test]
    public void Hear_AnEarlierOwner_IsRefusedAndCountedByExperiment()
    {
        var owners = new HeardOwners();
        Assert.Multiple(() =>
        {
            Assert.That(owners.Hear("a", new OwnerEpoch(5)), Is.True);
            Assert.That(owners.Hear("a", new OwnerEpoch(5)), Is.True);
            Assert.That(owners.Hear("a", new OwnerEpoch(4)), Is.False);
            Assert.That(owners.Hear("b", new OwnerEpoch(4)), Is.True);
            Assert.That(owners.Hear("a", new OwnerEpoch(7)), Is.True);
            Assert.That(owners.Hear("a", new OwnerEpoch(5)), Is.False);
            Assert.That(owners.Of("a"), Is.EqualTo((new OwnerEpoch(7), 2L)));
            Assert.That(owners.Of("b"), Is.EqualTo((new OwnerEpoch(4), 0L)));
        });
    }
}
