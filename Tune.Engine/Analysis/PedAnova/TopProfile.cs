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

    private TopProfile(int count, double topShare, double[] tried, double[] topRate, double explained)
    {
        (Count, TopShare, Tried, TopRate, Explained) = (count, topShare, tried, topRate, explained);
    }

    /// <summary>In how many trials the axis is active.</summary>
    public int Count { get; }

    /// <summary>The share of those that are among the best.</summary>
    public double TopShare { get; }

    /// <summary>q by cell; sums to 1.</summary>
    public double[] Tried { get; }

    /// <summary>gamma p / q by cell; NaN where nothing was tried.</summary>
    public double[] TopRate { get; }

    /// <summary>The share of the variance of being among the best, where the axis is active, 0 to 1.</summary>
    public double Explained { get; }

    /// <summary>The number of cells of an axis.</summary>
    public static int CellsOf(Dimension dimension) => dimension.Levels > 1 ? dimension.Levels : Fine;

    public static TopProfile Of(Evidence evidence, int axis, bool[] isTop)
    {
        var dimension = evidence.Dimensions[axis];
        var cells = CellsOf(dimension);
        var (all, best) = (new double[cells], new double[cells]);
        var places = new List<double>();
        for (var row = 0; row < isTop.Length; row++)
        {
            var unit = evidence.Rows[row][axis];
            if (double.IsNaN(unit))
            {
                continue;
            }

            all[Dimension.Cell(unit, cells)]++;
            if (isTop[row])
            {
                best[Dimension.Cell(unit, cells)]++;
                places.Add(unit);
            }
        }

        var isSmooth = dimension.Ordered && cells > FewLevels;
        return Of(all, best, isSmooth ? Smoothing.WidthFor(places, dimension.Levels > 1 ? 0 : 1.0 / cells) : 0);
    }

    private static TopProfile Of(double[] all, double[] best, double width)
    {
        var (count, top) = (all.Sum(), best.Sum());
        var share = count > 0 ? top / count : 0;
        if (share is 0 or 1)
        {
            return new TopProfile((int)count, share, all, Array.ConvertAll(all, _ => share), 0);
        }

        var kernel = new Smoothing(all.Length, width);
        var (tried, squares) = kernel.Spread(all, count);
        var (among, _) = kernel.Spread(best, top);
        var rate = new double[all.Length];
        var (divergence, byChance) = (0.0, 0.0);
        for (var cell = 0; cell < all.Length; cell++)
        {
            var (p, q) = (among[cell], tried[cell]);
            rate[cell] = q > 0 ? Math.Min(1, share * p / q) : double.NaN;
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
            (int)count, share, tried, rate, noise < 1 ? Math.Clamp((explained - noise) / (1 - noise), 0, 1) : 0);
    }
}
