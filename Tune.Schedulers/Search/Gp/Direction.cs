using Tune.Engine.Pareto;
using Tune.Engine.Randomness;

namespace Tune.Schedulers.Search.Gp;

/// <summary>Makes one number of several targets: how far a point lies out along a ray, which is the least of its
/// targets, each mixed with a little of the others, from its floor on and in steps of its own.</summary>
/// <remarks>
/// The augmented Chebyshev scalarisation: without the others a target that is already good enough would not matter at
/// all, and points far off beyond the end of a front would be as good as the end. The volume that a front dominates is
/// the mean over all rays of how far out it reaches: Zhang, Golovin, "Random Hypervolume Scalarizations for Provable
/// Multi-Objective Black Box Optimization", ICML 2020.
/// </remarks>
/// <param name="Floors">Where the ray starts.</param>
/// <param name="Steps">How far it gets in each target per unit, above 0.</param>
internal sealed record Direction(double[] Floors, double[] Steps)
{
    // The ray starts so far below the worst of the front, as a share of its range: the front's ends count too.
    private const double Margin = 0.1;
    private const double RangeMin = 1;
    private const double ShareMin = 0.01;

    // How much of each target is the mean of all of them.
    private const double Mixed = 0.1;

    /// <summary>A ray across the front of some points.</summary>
    /// <param name="points">One or more; larger targets are better.</param>
    /// <param name="random">Draws the ray, all rays alike.</param>
    public static Direction Across(IReadOnlyList<double[]> points, KeyedRandom random)
    {
        var count = points[0].Length;
        if (count == 1)
        {
            return new Direction([0], [1]);
        }

        var mixed = points.Select(point => Enumerable.Range(0, count).Select(k => Mix(point, k)).ToArray()).ToList();
        var front = ParetoFront.Of(mixed).Select(i => mixed[i]).ToList();
        var shares = new double[count];
        var (floors, steps) = (new double[count], new double[count]);
        for (var k = 0; k < count; k++)
        {
            shares[k] = Math.Abs(random.NextNormal());
        }

        var length = Math.Sqrt(shares.Sum(share => share * share));
        for (var k = 0; k < count; k++)
        {
            var (low, high) = (front.Min(point => point[k]), front.Max(point => point[k]));
            var range = Math.Max(high - low, RangeMin);
            (floors[k], steps[k]) = (high - ((1 + Margin) * range), range * Math.Max(shares[k] / length, ShareMin));
        }

        return new Direction(floors, steps);
    }

    /// <summary>How much of a mixed target comes from a target.</summary>
    public double Share(int mixed, int target) => Share(mixed, target, Floors.Length);

    /// <summary>How far out a point lies.</summary>
    public double Of(ReadOnlySpan<double> targets)
    {
        var least = double.PositiveInfinity;
        for (var k = 0; k < targets.Length; k++)
        {
            least = Math.Min(least, (Mix(targets, k) - Floors[k]) / Steps[k]);
        }

        return least;
    }

    private static double Mix(ReadOnlySpan<double> targets, int mixed)
    {
        var sum = 0.0;
        for (var k = 0; k < targets.Length; k++)
        {
            sum += Share(mixed, k, targets.Length) * targets[k];
        }

        return sum;
    }

    private static double Share(int mixed, int target, int count) =>
        count == 1 ? 1 : (Mixed / count) + (mixed == target ? 1 - Mixed : 0);
}
