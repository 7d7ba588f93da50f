using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Schedulers;

namespace Tune.Clustering.Tests.Wire;

internal sealed class WireSpecTests
{
    private static readonly SpecJson Json = new(SchedulerCatalog.All);

    [Test]
    public void Problems_OfAnOrdinarySpec_AreNone() => Assert.That(
        WireSpec.Problems(Some.Spec(), Json, isAlone: false), Is.Empty);

    [Test]
    public void Problems_OfASpecLargerThanAMessage_NameTheLimitAndWhatToDo()
    {
        var point = Configuration.Of(("x", ParameterValue.Real(1.0 / 3)));
        var large = Some.Spec() with { PointsToEvaluate = [.. Enumerable.Repeat(point, 100_000)] };
        Assert.Multiple(() =>
        {
            Assert.That(
                WireSpec.Problems(large, Json, isAlone: false).Single(),
                Does.Contain($"at most {WireLimit.MessageBytes}").And.Contain("Shorten PointsToEvaluate"));
            Assert.That(WireSpec.Problems(large, Json, isAlone: true), Is.Empty);
        });
    }
}
