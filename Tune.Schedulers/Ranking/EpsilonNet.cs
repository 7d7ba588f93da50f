namespace Tune.Schedulers.Ranking;

/// <summary>
/// Puts the points of a front in an order of which every beginning is spread over the front: the best by the first
/// objective, then always the one farthest from all before it.
/// </summary>
/// <remarks>Salinas, Perrone, Cruchant, Archambeau: "A Multi-Objective Perspective on Jointly Tuning Hardware and
/// Hyperparameters", 2021. Objectives are divided by their range in the front. O(n²).</remarks>
internal static class EpsilonNet
{
    /// <summary>The positions of the points in that order; of equals the first given comes first.</summary>
    public static int[] Order(IReadOnlyList<double[]> points)
    {
        if (points.Count <= 1)
        {
            return [.. Enumerable.Range(0, points.Count)];
        }

        var scaled = Scaled(points);
        var far = new double[points.Count];
        Array.Fill(far, double.PositiveInfinity);
        var order = new int[points.Count];
        order[0] = Enumerable.Range(0, points.Count).MaxBy(i => scaled[i][0]);
        for (var k = 1; k < order.Length; k++)
        {
            var (last, next) = (order[k - 1], -1);
            far[last] = -1;
            for (var i = 0; i < far.Length; i++)
            {
                if (far[i] >= 0)
                {
                    far[i] = Math.Min(far[i], Distance(scaled[i], scaled[last]));
                    next = next < 0 || far[i] > far[next] ? i : next;
                }
            }

            order[k] = next;
        }

        return order;
    }

    private static double[][] Scaled(IReadOnlyList<double[]> points)
    {
        double[][] scaled = [.. points.Select(point => new double[point.Length])];
        for (var k = 0; k < points[0].Length; k++)
        {
            // Halves, because the difference of two large numbers may be none.
            var (low, high) = (points.Min(point => point[k]) / 2, points.Max(point => point[k]) / 2);
            for (var i = 0; high > low && i < scaled.Length; i++)
            {
                scaled[i][k] = ((points[i][k] / 2) - low) / (high - low);
            }
        }

        return scaled;
    }

    private static double Distance(double[] left, double[] right)
    {
        var squares = 0.0;
        for (var k = 0; k < left.Length; k++)
        {
            squares += (left[k] - right[k]) * (left[k] - right[k]);
        }

        return squares;
    }
}
