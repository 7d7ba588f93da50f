using Akka.Actor;
using Tune.Clustering.Experiments;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Tests.Experiments;

internal sealed class NodeRosterTests : ActorSpec
{
    private readonly NodeRoster _roster = new();

    [Test]
    public void Begin_OfBatches_TakesEachOnceAndNoneAfterAGap()
    {
        Assert.Multiple(() =>
        {
            Assert.That(_roster.Begin(TestActor, 1), Is.True);
            Assert.That(_roster.Begin(TestActor, 1), Is.False, "it is in work");
            Assert.That(_roster.Begin(TestActor, 3), Is.False, "the second is missing");
            Assert.That(_roster.Begin(TestActor, 2), Is.True);
            _roster.End(TestActor, 1);
            Assert.That(_roster.Begin(TestActor, 1), Is.True, "its answer was lost");
        });
    }

    [Test]
    public void Expect_OfALaterBatch_GoesOnFromThere()
    {
        _roster.Expect(TestActor, 7);
        Assert.Multiple(() =>
        {
            Assert.That(_roster.Begin(TestActor, 8), Is.False);
            Assert.That(_roster.Begin(TestActor, 7), Is.True);
        });
        _roster.CountAnew();
        Assert.That(_roster.Begin(TestActor, 1), Is.True);
    }

    [Test]
    public void Meet_AnotherAgentOfAName_ReplacesTheFirst()
    {
        var other = CreateTestProbe().Ref;
        Assert.Multiple(() =>
        {
            Assert.That(_roster.Meet(new NodeContact("n", TestActor), out var none), Is.True);
            Assert.That(none, Is.Null);
            Assert.That(_roster.Meet(new NodeContact("n", TestActor), out _), Is.False);
            Assert.That(_roster.Meet(new NodeContact("n", other), out var replaced), Is.True);
            Assert.That(replaced, Is.EqualTo(TestActor));
            Assert.That(_roster.Remove(TestActor), Is.Empty);
            Assert.That(_roster.Remove(other), Is.EqualTo(new[] { "n" }));
            Assert.That(_roster.Find("n"), Is.Null);
        });
    }
}
