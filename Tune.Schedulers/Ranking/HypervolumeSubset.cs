using Tune.Engine.Pareto;

namespace Tune.Schedulers.Ranking;

/// <summary>Which few of many results stand for all of them best: those that together dominate the most.</summary>
/// <remarks>
/// Taken one by one, always the one that adds the most: Guerreiro, Fonseca and Paquete, "Greedy Hypervolume Subset
/// Selection in Low Dimensions", 2016. That is at least 1 - 1/e of the best. What a point adds only shrinks while
/// others are taken, so a point is looked at again only when its old number would win.
/// </remarks>
internal static class HypervolumeSubset
{
    // How far below the worst of the points the reference lies, as a share of their range: the ends count too.
    private const double Margin = 0.1;

    /// <summary>The positions of the best points: whole fronts, and of the last one a subset.</summary>
    /// <param name="points">Objectives turned so that larger is better, all finite.</param>
    /// <param name="count">How many, up to all of them.</param>
    public static IReadOnlyList<int> BestFronts(IReadOnlyList<double[]> points, int count)
    {
        if (count >= points.Count)
        {
            return [.. Enumerable.Range(0, points.Count)];
        }

        var chosen = new List<int>(count);
        var ranks = ParetoFront.Ranks(points);
        foreach (var front in Enumerable.Range(0, ranks.Length).GroupBy(i => ranks[i]).OrderBy(front => front.Key))
        {
            int[] members = [.. front];
            chosen.AddRange(members.Length <= count - chosen.Count
                ? members
                : Greedy([.. members.Select(i => points[i])], count - chosen.Count).Select(k => members[k]));
            if (chosen.Count == count)
            {
                break;
            }
        }

        return chosen;
    }

    /// <summary>The positions of a subset, in the order taken. Equals are taken in the order given.</summary>
    /// <param name="points">One or more; objectives turned so that larger is better, all finite.</param>
    /// <param name="count">How many, up to all of them.</param>
    public static IReadOnlyList<int> Greedy(IReadOnlyList<double[]> points, int count)
    {
        var (scaled, reference) = (Scaled(points), new double[points[0].Length]);
        var queue = new PriorityQueue<int, (double Less, int At)>(points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            queue.Enqueue(i, (-Hypervolume.Added(scaled[i], [], reference), i));
        }

        var (chosen, taken) = (new List<int>(count), new List<double[]>(count));
        var known = new int[points.Count];
        while (chosen.Count < count && queue.TryDequeue(out var best, out _))
        {
            if (known[best] == chosen.Count)
            {
                chosen.Add(best);
                taken.Add(scaled[best]);
                continue;
            }

            known[best] = chosen.Count;
            queue.Enqueue(best, (-Hypervolume.Added(scaled[best], taken, reference), best));
        }

        return chosen;
    }

    /// <summary>What each point adds to all the others, as a share of the most that one adds; never 0.</summary>
    /// <param name="points">One or more; objectives turned so that larger is better, all finite.</param>
    public static double[] Shares(IReadOnlyList<double[]> points)
    {
        const double least = 1e-12;
        var (scaled, reference) = (Scaled(points), new double[points[0].Length]);
        double[] added =
        [
            .. scaled.Select((point, i) => Hypervolume.Added(
                point, [.. scaled.Where((_, other) => other != i)], reference)),
        ];
        var most = added.Max();
        return [.. added.Select(volume => most > 0 ? Math.Max(volume / most, least) : 1)];
    }

    // Every objective on a scale of its own from the margin to 1, the reference being 0: which point adds more does not
    // depend on scales, and no product of large numbers overflows.
    private static double[][] Scaled(IReadOnlyList<double[]> points)
    {
        double[][] scaled = [.. points.Select(point => new double[point.Length])];
        for (var k = 0; points.Count > 0 && k < points[0].Length; k++)
        {
            var (low, high) = (points.Min(point => point[k]) / 2, points.Max(point => point[k]) / 2);
            for (var i = 0; i < scaled.Length; i++)
            {
                var share = high > low ? ((points[i][k] / 2) - low) / (high - low) : 1;
                scaled[i][k] = (share + Margin) / (1 + Margin);
            }
        }

        return scaled;
    }
}
