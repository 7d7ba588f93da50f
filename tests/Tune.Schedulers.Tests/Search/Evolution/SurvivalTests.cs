using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Evolution;
using Tune.Schedulers.Search.Nsga2;
using Tune.Schedulers.Search.Nsga3;

namespace Tune.Schedulers.Tests.Search.Evolution;

internal sealed class SurvivalTests
{
    private static List<Individual> All(params (double[] Values, double Violation)[] ones) =>
    [
        .. ones.Select((one, i) => new Individual(
            new TrialId(i), [], one.Values, Stratum.Of(one.Values, one.Violation))),
    ];

    private static List<Individual> Whole(params double[][] values) =>
        All([.. values.Select(value => (value, 0.0))]);

    private static int[] Numbers(IEnumerable<Individual> ones) => [.. ones.Select(one => one.Trial.Number)];

    [Test]
    public void Fronts_OfAllKinds_ComeInOrder()
    {
        var fronts = Fronts.Of(All(
            ([1, 1], 0), ([9, 9], 0.5), ([2, 0], 0), ([0, 0], 0), ([9, double.NegativeInfinity], 0), ([8, 8], 0.1)));

        Assert.That(
            fronts.Select(Numbers), Is.EqualTo(new int[][] { [0, 2], [3], [5], [1], [4] }));
    }

    // Ranges 10 and 10. The second: (5 - 0) / 10 + (10 - 4) / 10; the third: (10 - 2) / 10 + (6 - 0) / 10.
    [Test]
    public void Crowding_OfFourPoints_IsAsWorkedOut()
    {
        var room = CrowdingDistance.Of([[0, 10], [2, 6], [5, 4], [10, 0]]);

        Assert.That(room, Is.EqualTo(new[] { double.PositiveInfinity, 1.1, 1.4, double.PositiveInfinity })
            .Within(1e-9));
    }

    [Test]
    public void Crowding_OfHugeOrEqualOrMissingValues_HasNoNaN() => Assert.That(
        CrowdingDistance.Of([[1e308, 1, 0], [-1e308, 1, double.NegativeInfinity], [0, 1, 2]]), Has.None.NaN);

    [Test]
    public void Nsga2_OfAFrontTooLarge_KeepsTheEndsAndWhatHasRoom() => Assert.That(
        Numbers(new CrowdingSurvival().Choose(Whole([0, 10], [1, 9], [5, 5], [5.5, 4.5], [10, 0], [0, 0]), 3, 0)),
        Is.EquivalentTo(new[] { 0, 4, 1 }));

    [TestCase(2, 49, 50)]
    [TestCase(3, 12, 91)]
    [TestCase(5, 6, 210)]
    [TestCase(8, 3, 120)]
    [TestCase(1, 7, 1)]
    public void ReferencePoints_OfThePapersTable_AreSoMany(int objectives, int divisions, int count)
    {
        var points = ReferencePoints.Of(objectives, divisions);

        Assert.That(points, Has.Length.EqualTo(count));
        Assert.That(ReferencePoints.Count(objectives, divisions), Is.EqualTo(count));
        Assert.That(points.Select(point => string.Join(' ', point)), Is.Unique);
        Assert.That(points.Select(point => point.Sum()), Is.All.EqualTo(1).Within(1e-9));
    }

    [TestCase(2, 50, 49)]
    [TestCase(3, 50, 8)]
    [TestCase(3, 92, 12)]
    [TestCase(30, 4, 1)]
    public void Divisions_ForAPopulation_AreTheMostThatFit(int objectives, int population, int divisions) =>
        Assert.That(ReferencePoints.DivisionsFor(objectives, population), Is.EqualTo(divisions));

    [TestCase(new double[] { 1, 1 }, new double[] { 1, 0 }, 1)]
    [TestCase(new double[] { 3, 3 }, new double[] { 0.5, 0.5 }, 0)]
    [TestCase(new double[] { 2, 0 }, new double[] { 0.5, 0.5 }, 1.4142135623731)]
    public void Distance_FromARay_IsPerpendicular(double[] point, double[] direction, double distance) =>
        Assert.That(ReferenceSurvival.Distance(point, direction), Is.EqualTo(distance).Within(1e-9));

    // Losses (0, 10), (20, 0) and (5, 4): the plane through the first two meets the axes at 20 and 10.
    [Test]
    public void Normalisation_OfThreePoints_IsAsWorkedOut()
    {
        var points = Normalisation.Of([[0, -10], [-20, 0], [-5, -4]]);

        Assert.That(points[2], Is.EqualTo(new[] { 0.25, 0.4 }).Within(1e-4));
        Assert.That(points[0], Is.EqualTo(new[] { 0, 1.0 }).Within(1e-4));
    }

    // The plane through (8, 1, 1), (1, 8, 1) and (1, 1, 8) meets every axis at 10; the worst seen is 8.
    [Test]
    public void Normalisation_OfPointsOffTheAxes_GoesByThePlaneThroughThem()
    {
        var points = Normalisation.Of(
            [[-8, -1, -1], [-1, -8, -1], [-1, -1, -8], [0, -5, -5], [-5, 0, -5], [-5, -5, 0]]);

        Assert.That(points[0], Is.EqualTo(new[] { 0.8, 0.1, 0.1 }).Within(1e-9));
        Assert.That(points[4], Is.EqualTo(new[] { 0.5, 0, 0.5 }).Within(1e-9));
    }

    [Test]
    public void Normalisation_OfOnePointOrALine_IsFinite()
    {
        Assert.That(Normalisation.Of([[3, 3, 3]])[0], Is.All.EqualTo(0));
        Assert.That(Normalisation.Of([[0, 5, 5], [5, 0, 5]]).SelectMany(point => point).All(double.IsFinite));
    }

    // Three directions, three points near one and one near each of the others: the crowd gives one.
    [Test]
    public void Nsga3_OfAFrontTooLarge_ServesEveryDirectionOnce()
    {
        for (var generation = 0; generation < 20; generation++)
        {
            var chosen = new ReferenceSurvival(ReferencePoints.Of(2, 2), 7).Choose(
                Whole([0, -10], [-0.1, -9], [-0.2, -8.5], [-5, -5], [-10, 0]), 3, generation);

            Assert.That(Numbers(chosen), Is.EquivalentTo(new[] { 0, 3, 4 }));
        }
    }
}
