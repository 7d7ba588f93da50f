using Tune.Clustering.Experiments;

namespace Tune.Clustering.Tests.Experiments;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GatheringTests
{
    private static readonly string[] Nodes = ["a", "b", "b", "c"];

    private readonly Gathering _gathering = new();

    [Test]
    public void Awaited_BeforeAnybodySpoke_IsEveryNodeOnce()
    {
        _gathering.Begin();
        Assert.That(_gathering.Awaited(Nodes), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void Awaited_AfterNodesJoinedOrAreMissed_IsTheRest()
    {
        _gathering.Begin();
        Assert.Multiple(() =>
        {
            Assert.That(_gathering.Join("a"), Is.True);
            Assert.That(_gathering.Join("a"), Is.False, "only the first time it says all that it runs");
            _gathering.Miss("b");
            Assert.That(_gathering.Awaited(Nodes), Is.EqualTo(new[] { "c" }));
            _gathering.Unjoin("a");
            Assert.That(_gathering.Awaited(Nodes), Is.EqualTo(new[] { "a", "c" }));
        });
    }

    [Test]
    public void End_WithNodesThatDidNotJoin_NamesThem()
    {
        _gathering.Begin();
        _gathering.Join("a");
        _gathering.Miss("b");
        Assert.That(_gathering.End(Nodes), Is.EqualTo(new[] { "b", "c" }));
        Assert.That((_gathering.IsOn, _gathering.Join("c")), Is.EqualTo((false, false)));
    }
}
