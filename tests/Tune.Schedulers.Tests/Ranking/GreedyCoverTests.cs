using CsCheck;
using Tune.Engine.Pareto;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Tests.Ranking;

internal sealed class GreedyCoverTests
{
    private static readonly Gen<double[][]> Points = Gen.Int[1, 3].SelectMany(length =>
        Gen.OneOf(Gen.Double[-3, 3], Gen.Int[0, 3].Select(i => (double)i)).Array[length].Array[1, 12]);

    // On a scale from 0 to 10 with the reference at -1, by hand: alone (6, 6) covers 49, (0, 10) and (10, 0) 11 each.
    // After (6, 6), each end adds 4 more, and (7, 4), which alone covers 40, adds the strip from 6 to 7: 5.
    [Test]
    public void Greedy_OfATradeOff_TakesWhatAddsMost() => Assert.That(
        new GreedyCover([[0, 10], [10, 0], [6, 6], [7, 4]], 3).Picks, Is.EqualTo(new[] { 2, 3, 0 }));

    [Test]
    public void Shares_OfADominatedPointAndAnOwner_AreNextToNothingAndOne()
    {
        var shares = HypervolumeShares.Of([[0, 10], [10, 0], [6, 6], [2, 2]]);

        Assert.That(shares[2], Is.EqualTo(1));
        Assert.That(shares[0], Is.EqualTo(4.0 / 32).Within(1e-9), "4; of 49 the others cover 13 and 4");
        Assert.That(shares[3], Is.EqualTo(1e-12));
    }

    // The greedy rule written out without its short cut.
    [Test]
    public void Greedy_OfAnyFront_AddsTheMostAtEveryStep() => Points.Sample(points =>
    {
        var chosen = new GreedyCover(points, points.Length).Picks;
        var lows = Enumerable.Range(0, points[0].Length).Select(k => points.Min(p => p[k])).ToArray();
        var highs = Enumerable.Range(0, points[0].Length).Select(k => points.Max(p => p[k])).ToArray();
        double[] reference = [.. lows.Zip(highs, (low, high) => low - (high > low ? 0.1 * (high - low) : 1))];
        for (var taken = 0; taken < chosen.Count; taken++)
        {
            double[][] before = [.. chosen.Take(taken).Select(i => points[i])];
            double Gain(int i) => Hypervolume.Added(points[i], before, reference);
            var most = chosen.Skip(taken).Max(Gain);

            Assert.That(Gain(chosen[taken]), Is.EqualTo(most).Within(1e-9 * Math.Max(1, most)));
        }
    });

    [Test]
    public void Shares_OfHugeNumbers_StayNumbers() => Assert.That(
        HypervolumeShares.Of([[1e308, -1e308], [-1e308, 1e308], [0, 0], [0, 0]]),
        Is.All.InRange(1e-12, 1));
}
