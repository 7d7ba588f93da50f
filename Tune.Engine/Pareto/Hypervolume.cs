namespace Tune.Engine.Pareto;

/// <summary>
/// How much of the objective space a set of results dominates, measured from a reference point: one number that rises
/// with every real improvement of the front.
/// </summary>
/// <remarks>
/// Two objectives: a sweep, O(n log n). More: While, Bradstreet and Barone, "A fast way of calculating exact
/// hypervolumes", 2012 (WFG), exponential in the number of objectives at worst and quick for the fronts of a sweep.
/// </remarks>
public static class Hypervolume
{
    /// <summary>The volume between the points and the reference.</summary>
    /// <param name="points">Objectives turned so that larger is better; all as long as the reference.</param>
    /// <param name="reference">A point that is worse than anything of interest; what does not exceed it in every
    /// objective adds nothing.</param>
    public static double Of(IReadOnlyList<double[]> points, double[] reference)
    {
        var above = points.Where(point => Exceeds(point, reference)).ToArray();
        return above.Length == 0 ? 0 : reference.Length == 2 ? Sweep(above, reference) : Recursive(above, reference);
    }

    /// <summary>What a point adds to the volume of others: 0 if it is dominated or one of them is equal.</summary>
    /// <param name="point">Objectives turned so that larger is better.</param>
    /// <param name="others">The points that are there already.</param>
    /// <param name="reference">As for <see cref="Of"/>.</param>
    public static double Added(double[] point, IReadOnlyList<double[]> others, double[] reference)
    {
        if (!Exceeds(point, reference))
        {
            return 0;
        }

        // The others count as far as they reach into the point's own box.
        var limited = new List<double[]>(others.Count);
        foreach (var other in others)
        {
            limited.Add(Lower(point, other));
        }

        return Math.Max(0, Box(point, reference) - Of(limited, reference));
    }

    private static bool Exceeds(double[] point, double[] reference)
    {
        for (var i = 0; i < point.Length; i++)
        {
            if (!(point[i] > reference[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static double Sweep(double[][] points, double[] reference)
    {
        var area = 0.0;
        var top = reference[1];
        foreach (var point in points.OrderByDescending(point => point[0]).ThenByDescending(point => point[1]))
        {
            if (point[1] > top)
            {
                area += (point[0] - reference[0]) * (point[1] - top);
                top = point[1];
            }
        }

        return area;
    }

    // What each point adds to those after it: its own box less what the later ones cover of it.
    private static double Recursive(double[][] points, double[] reference)
    {
        var front = ParetoFront.Of(points).Select(i => points[i]).ToArray();
        var volume = 0.0;
        for (var i = 0; i < front.Length; i++)
        {
            var (own, box) = (front[i], Box(front[i], reference));
            var limited = front.Skip(i + 1).Select(other => Lower(own, other)).ToArray();
            volume += limited.Length == 0 ? box : box - Recursive(limited, reference);
        }

        return volume;
    }

    private static double Box(double[] point, double[] reference)
    {
        var box = 1.0;
        for (var k = 0; k < reference.Length; k++)
        {
            box *= point[k] - reference[k];
        }

        return box;
    }

    private static double[] Lower(double[] left, double[] right)
    {
        var lower = new double[left.Length];
        for (var k = 0; k < lower.Length; k++)
        {
            lower[k] = Math.Min(left[k], right[k]);
        }

        return lower;
    }
}
