using CsCheck;
using Tune.Schedulers.Search.Gp;

namespace Tune.Schedulers.Tests.Search.Gp;

internal sealed class ScoreWarpTests
{
    [Test]
    public void Standard_OfAnyScores_KeepsTheirOrderAndHasMeanZeroAndDeviationOne() =>
        Gen.Int[-999, 999].Array[2, 40].Where(scores => scores.Distinct().Count() > 1).Sample(scores =>
        {
            var targets = ScoreWarp.Standard([.. scores]);

            Assert.That(targets.Average(), Is.Zero.Within(1e-9));
            Assert.That(targets.Average(target => target * target), Is.EqualTo(1).Within(1e-9));
            for (var i = 1; i < scores.Length; i++)
            {
                Assert.That(targets[i].CompareTo(targets[0]), Is.EqualTo(scores[i].CompareTo(scores[0])));
            }
        }, iter: 100);

    [Test]
    public void Standard_WithAnAbsurdScore_StillTellsTheGoodApart()
    {
        var targets = ScoreWarp.Standard([1, 2, 3, 4, 5, 6, -1e300, double.NegativeInfinity]);

        Assert.That(targets[5] - targets[4], Is.GreaterThan(0.2));
        Assert.That(targets[7], Is.EqualTo(targets[6]).And.LessThan(targets[0]));
        Assert.That(targets, Is.All.InRange(-3, 3));
    }

    [TestCase(double.NegativeInfinity, double.NegativeInfinity)]
    [TestCase(3, 3)]
    public void Standard_WithoutDifferences_IsZero(double one, double other) =>
        Assert.That(ScoreWarp.Standard([one, other]), Is.All.Zero);

    [Test]
    public void Standard_OfTheWidestScores_IsFinite() => Assert.That(
        ScoreWarp.Standard([double.MaxValue, 0, -double.MaxValue, 1]), Is.All.InRange(-3, 3));
}
