using CsCheck;
using Tune.Schedulers.Search.Gp;

namespace Tune.Schedulers.Tests.Search.Gp;

internal sealed class BoxMinimizerTests
{
    private static double Valley(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var bend = x[1] - (x[0] * x[0]);
        (gradient[0], gradient[1]) = ((-400 * x[0] * bend) - (2 * (1 - x[0])), 200 * bend);
        return (100 * bend * bend) + ((1 - x[0]) * (1 - x[0]));
    }

    [Test]
    public void Run_InABentValley_FindsItsEnd()
    {
        double[] point = [-1.2, 1];
        var value = new BoxMinimizer([-5, -5], [5, 5]) { EvaluationsMax = 200 }.Run(point, Valley);

        Assert.That(value, Is.LessThan(1e-8));
        Assert.That(point[0], Is.EqualTo(1).Within(1e-3));
    }

    [Test]
    public void Run_WithTheMinimumOutside_EndsAtTheBound()
    {
        double[] point = [-1.2, 1];
        new BoxMinimizer([-5, -5], [0.5, 5]) { EvaluationsMax = 200 }.Run(point, Valley);

        Assert.That(point[0], Is.EqualTo(0.5));
        Assert.That(point[1], Is.EqualTo(0.25).Within(1e-4));
    }

    [Test]
    public void Run_OnBowlsInBoxes_EndsAtTheNearestPointOfTheBox() =>
        Gen.Select(Gen.Double[-2, 3].Array[6], Gen.Double[0, 1].Array[6], Gen.Double[0.1, 50].Array[6])
            .Sample(RequireNearestPoint, iter: 3000);

    [Test]
    public void Run_WhereABoundCutsOffWhatLedDown_StartsAgainAlongTheSlope() => RequireNearestPoint(
        [5459e-85, 2, -1, -1, 0, -1],
        [0.0801688581769382, 0, 0, 2157e-82, 0, 5614e-82],
        [33.4, 20.20309628630504, 1545 / 59.0, 14.198421543550069, 8, 19]);

    private static void RequireNearestPoint(double[] centre, double[] start, double[] steepness)
    {
        var point = (double[])start.Clone();
        new BoxMinimizer(new double[6], [.. Enumerable.Repeat(1.0, 6)]) { EvaluationsMax = 200 }.Run(
            point, (x, gradient) =>
            {
                var value = 0.0;
                for (var i = 0; i < 6; i++)
                {
                    gradient[i] = 2 * steepness[i] * (x[i] - centre[i]);
                    value += steepness[i] * (x[i] - centre[i]) * (x[i] - centre[i]);
                }

                return value;
            });
        for (var i = 0; i < 6; i++)
        {
            Assert.That(point[i], Is.EqualTo(Math.Clamp(centre[i], 0, 1)).Within(1e-3));
        }
    }

    [Test]
    public void Run_WithFewEvaluations_StaysWithinThemAndNeverRises()
    {
        var evaluations = 0;
        double[] point = [-1.2, 1];
        var value = new BoxMinimizer([-5, -5], [5, 5]) { EvaluationsMax = 7 }.Run(point, (x, gradient) =>
        {
            evaluations++;
            return Valley(x, gradient);
        });

        Assert.That(evaluations, Is.LessThanOrEqualTo(7));
        Assert.That(value, Is.LessThan(24.2).And.EqualTo(Valley(point, new double[2])));
    }
}
