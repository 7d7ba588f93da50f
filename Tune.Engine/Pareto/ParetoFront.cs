namespace Tune.Engine.Pareto;

/// <summary>
/// Sorts results into fronts: nothing in a front is dominated by anything of the same or a later front.
/// </summary>
/// <remarks>
/// Zhang, Tian, Cheng and Jin, "An efficient approach to nondominated sorting for evolutionary multiobjective
/// optimization", 2015 (ENS-BS): points are taken from the best down by the first objective, and each looks by binary
/// search for the first front that does not dominate it. n points with m objectives cost O(m n log n) at best and
/// O(m n²) at worst; with two objectives always O(n log n), because there only the newest of a front can dominate.
/// </remarks>
public static class ParetoFront
{
    /// <summary>The positions of the points that no other dominates, rising. Equal points are all in it.</summary>
    /// <param name="points">Objectives turned so that larger is better; all of the same length.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<double[]> points)
    {
        var ranks = Ranks(points);
        return [.. Enumerable.Range(0, points.Count).Where(i => ranks[i] == 0)];
    }

    /// <summary>The number of each point's front, 0 for the best.</summary>
    /// <param name="points">Objectives turned so that larger is better; all of the same length, no NaN.</param>
    public static int[] Ranks(IReadOnlyList<double[]> points)
    {
        var order = Enumerable.Range(0, points.Count).ToArray();
        Array.Sort(order, (a, b) => Lexically(points[b], points[a]) is var sign and not 0 ? sign : a.CompareTo(b));
        var ranks = new int[points.Count];
        var fronts = new List<List<double[]>>();
        foreach (var index in order)
        {
            var point = points[index];
            var (low, high) = (0, fronts.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = IsDominated(point, fronts[middle]) ? (middle + 1, high) : (low, middle);
            }

            if (low == fronts.Count)
            {
                fronts.Add([]);
            }

            fronts[low].Add(point);
            ranks[index] = low;
        }

        return ranks;
    }

    /// <summary>The same under constraints (<see cref="Dominance"/>): infeasible points come after all feasible ones,
    /// in the order of their violations.</summary>
    /// <param name="points">Objectives turned so that larger is better.</param>
    /// <param name="violations">The total violation of each point; 0 is feasible.</param>
    public static int[] Ranks(IReadOnlyList<double[]> points, IReadOnlyList<double> violations)
    {
        var feasible = Enumerable.Range(0, points.Count).Where(i => violations[i] <= 0).ToArray();
        var inner = Ranks([.. feasible.Select(i => points[i])]);
        var ranks = new int[points.Count];
        var next = 0;
        for (var i = 0; i < feasible.Length; i++)
        {
            ranks[feasible[i]] = inner[i];
            next = Math.Max(next, inner[i] + 1);
        }

        var infeasible = Enumerable.Range(0, points.Count).Where(i => violations[i] > 0);
        foreach (var equals in infeasible.GroupBy(i => violations[i]).OrderBy(group => group.Key))
        {
            foreach (var i in equals)
            {
                ranks[i] = next;
            }

            next++;
        }

        return ranks;
    }

    // Taken from the best down, a point can only be dominated by those before it; the newest are the likeliest.
    private static bool IsDominated(double[] point, List<double[]> front)
    {
        if (point.Length <= 2)
        {
            return Dominance.Dominates(front[^1], point);
        }

        for (var i = front.Count - 1; i >= 0; i--)
        {
            if (Dominance.Dominates(front[i], point))
            {
                return true;
            }
        }

        return false;
    }

    private static int Lexically(double[] left, double[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i].CompareTo(right[i]) is var sign and not 0)
            {
                return sign;
            }
        }

        return 0;
    }
}
