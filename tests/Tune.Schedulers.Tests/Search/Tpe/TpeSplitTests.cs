using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Schedulers.Search.Tpe;

namespace Tune.Schedulers.Tests.Search.Tpe;

/// <summary>Which trials are good, and how much they weigh.</summary>
internal sealed class TpeSplitTests
{
    private static TpeTrial Known(double score, double violation = 0, params double[] values) => new()
    {
        Located = [0.5], Score = Score.Of(score, Mode.Max), Violation = violation, Values = values,
    };

    [TestCase(1, 1)]
    [TestCase(10, 1)]
    [TestCase(11, 2)]
    [TestCase(95, 10)]
    [TestCase(250, 25)]
    [TestCase(251, 25, Description = "no more than the most")]
    [TestCase(4000, 25)]
    public void Good_OfTrials_IsATenthRoundedUpToTheMost(int trials, int good) =>
        Assert.That(new TpeTuning(new TpeOptions()).Good(trials), Is.EqualTo(good));

    // 30 trials, of the 25 newest each counts 1; the five before them rise evenly from 1/30 to 1.
    [TestCase(0, 30, 1.0 / 30)]
    [TestCase(2, 30, (1.0 / 30) + (29.0 / 30 * 2 / 4))]
    [TestCase(4, 30, 1)]
    [TestCase(5, 30, 1)]
    [TestCase(0, 25, 1)]
    [TestCase(0, 26, 1.0 / 26)]
    public void Weight_OfAnObservation_RisesWithItsAge(int age, int count, double weight) =>
        Assert.That(new TpeTuning(new TpeOptions()).Weight(age, count), Is.EqualTo(weight).Within(1e-12));

    [Test]
    public void Rank_OfAllKinds_PutsTheBetterFirst()
    {
        TpeRank[] ranks =
        [
            TpeRank.Of(0, Known(9, violation: 2), false), TpeRank.Of(1, Known(1), false),
            TpeRank.Of(2, Known(double.NaN), false), TpeRank.Of(3, Known(5, violation: 0.5), false),
            TpeRank.Of(4, Known(2), false), TpeRank.Of(5, Known(7), hasFailed: true),
            TpeRank.Of(6, Known(6, violation: 0.5), false), TpeRank.Of(7, Known(1), false),
        ];

        Assert.That(ranks.Order().Select(rank => rank.Trial), Is.EqualTo(new[] { 4, 1, 7, 6, 3, 0, 2, 5 }));
    }

    // The most that a trial adds weighs 1. Scaled, with the reference at 0, the ends lie at (1, 1/11) and (1/11, 1) and
    // the knee at (9/11, 9/11): the knee adds (8/11)^2, an end 2/11 1/11.
    [Test]
    public void Candidates_WithSeveralObjectives_FollowTheVolumesThatTrialsAdd()
    {
        var space = new SearchSpace().Choice("kind", "end", "knee", "other end");
        var group = new FrontGroup(
            space.Coordinates, [0],
            new TpeTuning(new TpeOptions { GoodShare = 1, PriorWeight = 1e-6, Candidates = 1000 }));
        double[][] values = [[1, 0], [0.8, 0.8], [0, 1]];
        for (var trial = 0; trial < 3; trial++)
        {
            var known = Known(values[trial][0], 0, values[trial]);
            known.Located = [trial];
            group.Add(TpeRank.Of(trial, known, hasFailed: false), known);
        }

        var drawn = group.Candidates(KeyedRandom.For(1, "test/candidates"));
        Assert.That(
            drawn.Count(candidate => candidate[0] == 1), Is.EqualTo(1000 * 64.0 / (64 + 2 + 2)).Within(30));
    }
}
