using CsCheck;
using Tune.Schedulers.Search.Gp;

namespace Tune.Schedulers.Tests.Search.Gp;

internal sealed class ScoreWarpTests
{
    private static double[] Targets(double[] scores, double softness = 1)
    {
        var warp = new ScoreWarp(scores, softness * ScoreWarp.Unit(scores));
        return Array.ConvertAll(scores, warp.Target);
    }

    private static Gen<double[]> Scores =>
        Gen.Int[-999, 999].Array[2, 40].Where(scores => scores.Distinct().Count() > 1)
            .Select(scores => Array.ConvertAll(scores, score => (double)score));

    [Test]
    public void Target_OfAnyScores_KeepsTheirOrderAndHasMeanZeroAndDeviationOne() =>
        Gen.Select(Scores, Gen.Double[-3, 2]).Sample((scores, power) =>
        {
            var targets = Targets(scores, Math.Pow(10, power));

            Assert.That(targets.Average(), Is.Zero.Within(1e-9));
            Assert.That(targets.Average(target => target * target), Is.EqualTo(1).Within(1e-9));
            for (var i = 1; i < scores.Length; i++)
            {
                Assert.That(targets[i].CompareTo(targets[0]), Is.EqualTo(scores[i].CompareTo(scores[0])));
            }
        }, iter: 100);

    [Test]
    public void LogSlope_BelowTheBest_IsThatOfFiniteDifferencesUpToAConstant() =>
        Gen.Select(Scores, Gen.Double[-6, 2], Gen.Double[0.1, 2000]).Sample((scores, power, below) =>
        {
            var warp = new ScoreWarp(scores, Math.Pow(10, power));
            double Rest(double score)
            {
                var rise = warp.Target(score + 1e-5) - warp.Target(score - 1e-5);
                return warp.LogSlope(score) - Math.Log(rise);
            }

            Assert.That(Rest(scores.Max() - below), Is.EqualTo(Rest(scores.Max() - 0.01)).Within(1e-2));
        }, iter: 100);

    [Test]
    public void Target_WithAnAbsurdScore_StillTellsTheGoodApart()
    {
        var targets = Targets([1, 2, 3, 4, 5, 6, -1e300, double.NegativeInfinity], 0.01);

        Assert.That(targets[5] - targets[4], Is.GreaterThan(0.2));
        Assert.That(targets[7], Is.EqualTo(targets[6]).And.LessThan(targets[0]));
        Assert.That(targets, Is.All.InRange(-3, 3));
    }

    [Test]
    public void Target_OfWhatIsBetterThanAllBefore_GoesOn()
    {
        var warp = new ScoreWarp([1, 2, 3], 1);

        Assert.That(warp.Target(5) - warp.Target(4), Is.EqualTo(warp.Target(4) - warp.Target(3)).Within(1e-12));
        Assert.That(warp.Target(4), Is.GreaterThan(warp.Target(3)));
    }

    [TestCase(double.NegativeInfinity, double.NegativeInfinity)]
    [TestCase(3, 3)]
    public void Target_WithoutDifferences_IsZero(double one, double other) =>
        Assert.That(Targets([one, other]), Is.All.Zero);

    [Test]
    public void Target_OfTheWidestScores_IsFinite() => Assert.That(
        Targets([double.MaxValue, 0, -double.MaxValue, 1]), Is.All.InRange(-3, 3));
}
