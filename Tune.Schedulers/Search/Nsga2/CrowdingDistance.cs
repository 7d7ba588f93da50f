namespace Tune.Schedulers.Search.Nsga2;

/// <summary>How much room each point of a front has: the paper's crowding distance.</summary>
/// <remarks>Summed over the objectives: how far its two neighbours are apart, as a share of the front's range. The ends
/// have infinite room. An objective without a range, or not measured, adds nothing.</remarks>
internal static class CrowdingDistance
{
    /// <summary>One number for each point.</summary>
    public static double[] Of(IReadOnlyList<double[]> points)
    {
        var room = new double[points.Count];
        for (var k = 0; points.Count > 0 && k < points[0].Length; k++)
        {
            int[] order = [.. Enumerable.Range(0, points.Count).OrderBy(i => points[i][k]).ThenBy(i => i)];

            // Halves, because the difference of two large numbers may be none.
            double Half(int at) => points[order[at]][k] / 2;
            var range = Half(order.Length - 1) - Half(0);
            if (!(range > 0 && double.IsFinite(range)))
            {
                continue;
            }

            (room[order[0]], room[order[^1]]) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var at = 1; at < order.Length - 1; at++)
            {
                room[order[at]] += (Half(at + 1) - Half(at - 1)) / range;
            }
        }

        return room;
    }
}
