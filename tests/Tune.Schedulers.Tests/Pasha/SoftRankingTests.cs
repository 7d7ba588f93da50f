using Tune.Engine.Trials;
using Tune.Schedulers.Pasha;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Tests.Pasha;

internal sealed class SoftRankingTests
{
    // Scores at the iterations 1, 2, 3; the first belongs to the rung below, the last to the top rung.
    private static Contender Of(int trial, params double[] scores) => new(
        new TrialId(trial), new Worth(scores[0]), new Worth(scores[^1]),
        [.. scores.Select((score, i) => new CurveValue(i + 1, new Worth(score)))]);

    // The same with two objectives and a violation.
    private static Contender Of(int trial, params (double First, double Second, double Violation)[] results)
    {
        Worth[] worths =
        [
            .. results.Select(one => new Worth(one.First, [one.First, one.Second], one.Violation)),
        ];
        return new Contender(
            new TrialId(trial), worths[0], worths[^1], [.. worths.Select((one, i) => new CurveValue(i + 1, one))]);
    }

    private static SoftRanking Ranking(params Contender[] contenders)
    {
        var ranking = new SoftRanking();
        Array.ForEach(contenders, ranking.Add);
        return ranking;
    }

    [Test]
    public void IsStable_WithTheSameOrder_IsTrue() =>
        Assert.That(Ranking(Of(0, 1, 1, 4), Of(1, 2, 2, 5), Of(2, 3, 3, 6)).IsStable());

    [Test]
    public void IsStable_WithOneTrialOrNone_IsTrue()
    {
        Assert.That(Ranking().IsStable());
        Assert.That(Ranking(Of(0, 1, 2, 3)).IsStable());
    }

    [Test]
    public void IsStable_WhenTwoHaveChangedPlaces_IsFalse() =>
        Assert.That(Ranking(Of(0, 1, 1, 5), Of(1, 2, 2, 4)).IsStable(), Is.False);

    [Test]
    public void IsStable_WithEqualScoresBelow_IsTrueWhateverFollows() =>
        Assert.That(Ranking(Of(0, 1, 1, 5), Of(1, 1, 1, 6)).IsStable());

    // Trials 0 and 1 cross and cross back, 0.25 apart at the end; trials 1 and 2 change places, 0.125 apart below.
    [TestCase(4.0, 0.25, true)]
    [TestCase(5.0, 0.0, false)]
    public void Epsilon_IsTheDifferenceOfCurvesThatCrossAndCrossBack(double middle, double epsilon, bool isStable)
    {
        var ranking = Ranking(Of(0, 5, middle, 5.25), Of(1, 4.875, 4.5, 5), Of(2, 4.75, 3, 5.125));

        Assert.That(ranking.Epsilon(), Is.EqualTo(epsilon));
        Assert.That(ranking.IsStable(), Is.EqualTo(isStable));
    }

    [Test]
    public void Epsilon_OfCurvesThatCrossOnce_IsZero() =>
        Assert.That(Ranking(Of(0, 1, 2, 4), Of(1, 2, 1, 3)).Epsilon(), Is.Zero);

    [Test]
    public void Epsilon_ComparesOnlyWhereBothHaveAScore()
    {
        CurveValue[] sparse = [new(1, new Worth(1)), new(3, new Worth(4))];
        var other = Of(1, 0, 3, 3);

        var one = new Contender(new TrialId(0), new Worth(1), new Worth(4), sparse);
        Assert.That(Ranking(one, other).Epsilon(), Is.Zero);
        Assert.That(Ranking(Of(0, 1, 2, 4), other).Epsilon(), Is.EqualTo(1));
    }

    [Test]
    public void Epsilon_OfManyPairs_IsTheirNinetiethPercentile()
    {
        // Trial 0 crosses each of the others twice; among themselves they never do. The differences are 1 to 11.
        var others = Enumerable.Range(1, 11).Select(i => Of(i, i, 50 + i, i)).ToArray();
        var ranking = Ranking([Of(0, 100, 0, 0), .. others]);
        Assert.That(ranking.Epsilon(), Is.Zero, "crossed once");
        ranking = Ranking([Of(0, 0, 100, 0), .. others]);

        Assert.That(ranking.Epsilon(), Is.EqualTo(10).Within(1e-12));
    }

    [Test]
    public void OldTrials_BeyondTheMost_AreForgottenWithTheirNoise()
    {
        var ranking = Ranking(Of(0, 0, 100, 0), Of(1, 1, 51, 1));
        Assert.That(ranking.Epsilon(), Is.EqualTo(1));
        for (var i = 0; i < SoftRanking.Most - 1; i++)
        {
            ranking.Add(Of(2 + i, 2 + i, 200 + i, 2 + i));
        }

        Assert.That(ranking.Epsilon(), Is.Zero);
        Assert.That(ranking.IsStable());
    }

    // Which of a front is ahead in one objective says nothing.
    [Test]
    public void IsStable_WhereATradeOffShifts_IsTrue() => Assert.That(
        Ranking(Of(0, (1, 5, 0), (4, 2, 0)), Of(1, (5, 1, 0), (2, 4, 0)), Of(2, (0, 0, 0), (1, 1, 0))).IsStable());

    [Test]
    public void IsStable_WhereTheDominatedComesToTheFront_IsFalse() => Assert.That(
        Ranking(Of(0, (5, 5, 0), (5, 5, 0)), Of(1, (1, 1, 0), (6, 6, 0))).IsStable(), Is.False);

    [Test]
    public void IsStable_WhereTheFirstComesToBreakAConstraint_IsFalse()
    {
        Assert.That(Ranking(Of(0, (5, 5, 0), (9, 9, 1)), Of(1, (1, 1, 0), (1, 1, 0))).IsStable(), Is.False);
        Assert.That(
            Ranking(Of(0, (5, 5, 1), (9, 9, 1)), Of(1, (1, 1, 0), (1, 1, 0))).IsStable(), "it was behind before");
    }

    // Trials 0 and 1 dominate each other by turns, two fronts apart at the end; trials 1 and 2 change places by one.
    [Test]
    public void Epsilon_OfFronts_IsTheirDifferenceWhereDominanceTurnsTwice()
    {
        var ranking = Ranking(
            Of(0, (9, 9, 0), (1, 1, 0), (9, 9, 0)), Of(1, (8, 8, 0), (8, 8, 0), (6, 6, 0)),
            Of(2, (7, 7, 0), (0, 0, 0), (7, 7, 0)));

        Assert.That(ranking.Epsilon(), Is.EqualTo(2));
        Assert.That(ranking.IsStable());
    }
}
