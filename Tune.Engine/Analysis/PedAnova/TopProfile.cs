namespace Tune.Engine.Analysis.PedAnova;

/// <summary>How often trials are among the best along one axis: smoothed, cell by cell.</summary>
/// <remarks>
/// With q the density of all trials and p that of the best, both smoothed by the same kernel, a trial in cell x is
/// among the best with probability gamma p(x) / q(x); the variance of that over q is gamma² times the Pearson
/// divergence of p from q.
/// </remarks>
internal sealed class TopProfile
{
    private const int Fine = 256;

    // So few levels need no smoothing: each has trials of its own.
    private const int FewLevels = 12;

    private TopProfile(int count, double topShare, double explained) =>
        (Count, TopShare, Explained) = (count, topShare, explained);

    /// <summary>In how many trials the axis is active.</summary>
    public int Count { get; }

    /// <summary>The share of those that are among the best.</summary>
    public double TopShare { get; }

    /// <summary>The share of the variance of being among the best, where the axis is active, 0 to 1.</summary>
    public double Explained { get; }

    public static TopProfile Of(Evidence evidence, int axis, bool[] isTop)
    {
        var dimension = evidence.Dimensions[axis];
        var cells = dimension.Levels > 1 ? dimension.Levels : Fine;
        int[] active = [.. Enumerable.Range(0, isTop.Length).Where(row => !double.IsNaN(evidence.Rows[row][axis]))];
        double[] places = [.. active.Select(row => evidence.Rows[row][axis])];
        if (!dimension.Ordered || cells <= FewLevels)
        {
            var (every, top) = Counted(active, places, isTop, cells);
            return Of(every, top, 0);
        }

        var quantiles = Quantiles(places);
        var (all, best) = Counted(active, quantiles, isTop, Fine);
        return Of(all, best, Smoothing.WidthFor(
            [.. quantiles.Where((_, i) => isTop[active[i]])], 1.0 / Fine));
    }

    // Searchers that learn crowd all trials around the best. On the axis itself both would then be one narrow peak, of
    // which the width of the kernel decides how much can be told apart; measured by what was tried, q is even.
    private static double[] Quantiles(double[] places)
    {
        int[] order = [.. Enumerable.Range(0, places.Length).OrderBy(i => places[i])];
        var quantiles = new double[places.Length];
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && places[order[to]].Equals(places[order[from]]))
            {
                to++;
            }

            // Equal ones share the middle of their part.
            foreach (var i in order.AsSpan(from, to - from))
            {
                quantiles[i] = (from + to) / 2.0 / order.Length;
            }

            from = to;
        }

        return quantiles;
    }

    private static (double[] All, double[] Best) Counted(int[] rows, double[] units, bool[] isTop, int cells)
    {
        var (all, best) = (new double[cells], new double[cells]);
        for (var i = 0; i < rows.Length; i++)
        {
            var cell = Dimension.Cell(units[i], cells);
            all[cell]++;
            best[cell] += isTop[rows[i]] ? 1 : 0;
        }

        return (all, best);
    }

    private static TopProfile Of(double[] all, double[] best, double width)
    {
        var (count, top) = (all.Sum(), best.Sum());
        var share = count > 0 ? top / count : 0;
        if (share is 0 or 1)
        {
            return new TopProfile((int)count, share, 0);
        }

        var kernel = new Smoothing(all.Length, width);
        var (tried, squares) = kernel.Spread(all, count);
        var (among, _) = kernel.Spread(best, top);
        var (divergence, byChance) = (0.0, 0.0);
        for (var cell = 0; cell < all.Length; cell++)
        {
            var (p, q) = (among[cell], tried[cell]);
            if (q > 0)
            {
                divergence += (p - q) * (p - q) / q;
                byChance += (squares[cell] - (q * q)) / q;
            }
        }

        // What a parameter that plays no part would show: the best drawn from all trials without replacement.
        byChance *= count / (count - 1) * ((1 / top) - (1 / count));
        var odds = share / (1 - share);
        var (explained, noise) = (odds * divergence, odds * byChance);
        return new TopProfile(
            (int)count, share, noise < 1 ? Math.Clamp((explained - noise) / (1 - noise), 0, 1) : 0);
    }
}
