using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Bohb;

namespace Tune.Schedulers.Tests.Search.Bohb;

internal sealed class KernelDensityTests
{
    private static KernelDensity Of(int[] choices, params double[][] points) => new([.. points], choices, 1e-3);

    [Test]
    public void Bandwidths_FollowTheNormalReferenceRule()
    {
        // Deviations 0.2 and 0.1, four points, two coordinates: 1.06 x 0.2 x 4^(-1/6).
        var density = Of([0, 0], [0.3, 0.5], [0.7, 0.7], [0.3, 0.5], [0.7, 0.7]);

        Assert.That(density.Bandwidths[0], Is.EqualTo(0.168264).Within(1e-6));
        Assert.That(density.Bandwidths[1], Is.EqualTo(0.084132).Within(1e-6));
    }

    [Test]
    public void Bandwidths_OfPointsThatAreAllTheSame_AreTheLeastAllowed() =>
        Assert.That(Of([0, 3], [0.5, 0.5], [0.5, 0.5]).Bandwidths, Is.EqualTo(new[] { 1e-3, 1e-3 }));

    [Test]
    public void Bandwidths_OfTwoChoices_AreThoseOfZeroAndOne()
    {
        // A quarter of the points has the other choice: deviation sqrt(3/16), four points, one coordinate.
        var bandwidth = Of([2], [0.25], [0.25], [0.25], [0.75]).Bandwidths[0];

        Assert.That(bandwidth, Is.EqualTo(1.06 * Math.Sqrt(3.0 / 16) * Math.Pow(4, -0.2)).Within(1e-12));
    }

    [Test]
    public void Bandwidths_OfChoices_DoNotDependOnTheirOrder()
    {
        var apart = Of([4], [0.125], [0.125], [0.875], [0.875]).Bandwidths;

        Assert.That(Of([4], [0.125], [0.125], [0.375], [0.375]).Bandwidths, Is.EqualTo(apart));
    }

    [Test]
    public void Bandwidths_OfChoices_NeverFavourWhatWasNotSeen()
    {
        var density = Of([2, 2], [0.25, 0.25], [0.75, 0.75]);

        Assert.That(density.Bandwidths, Is.All.LessThanOrEqualTo(0.5));
    }

    [Test]
    public void LogDensity_OfTwoPoints_IsTheAverageOfTheKernels()
    {
        var density = Of([0], [0.4], [0.6]);
        var h = density.Bandwidths[0];
        double Kernel(double centre) =>
            Math.Exp(-0.5 * Math.Pow((0.45 - centre) / h, 2)) / (h * Math.Sqrt(2 * Math.PI));

        Assert.That(Math.Exp(density.LogDensity([0.45])), Is.EqualTo((Kernel(0.4) + Kernel(0.6)) / 2).Within(1e-12));
    }

    [Test]
    public void LogDensity_OverAllChoices_SumsToOne()
    {
        var density = Of([3], [0.1], [0.2], [0.5], [0.9]);

        Assert.That(
            new[] { 1, 3, 5 }.Sum(sixth => Math.Exp(density.LogDensity([sixth / 6.0]))), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void LogDensity_OverTheLine_IntegratesToOne()
    {
        var density = Of([0], [0.4], [0.5], [0.6]);

        Assert.That(
            Enumerable.Range(-2_000, 5_000).Sum(i => Math.Exp(density.LogDensity([i / 1_000.0])) / 1_000),
            Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void LogDensity_FarFromAllPoints_IsStillANumber()
    {
        var density = Of([0], [0.5], [0.5]);

        Assert.That(density.LogDensity([0.0]), Is.LessThan(density.LogDensity([0.1])));
        Assert.That(double.IsFinite(density.LogDensity([0.0])));
    }

    [Test]
    public void Draw_StaysInTheCube_AndNearThePoints()
    {
        var density = Of([0, 3], [0.02, 0.5], [0.04, 0.5], [0.06, 0.9]);
        var drawn = Enumerable.Range(0, 2_000)
            .Select(i => density.Draw(KeyedRandom.For(1, "test/draw", i), factor: 3)).ToList();

        Assert.That(drawn.Select(point => point[0]), Is.All.InRange(0, 1));
        Assert.That(drawn.Average(point => point[0]), Is.InRange(0.03, 0.12));
        Assert.That(drawn.Select(point => (int)(point[1] * 3)).Distinct(), Is.EquivalentTo(new[] { 0, 1, 2 }));
        Assert.That(drawn.Count(point => (int)(point[1] * 3) == 0), Is.LessThan(drawn.Count / 4));
    }
}
