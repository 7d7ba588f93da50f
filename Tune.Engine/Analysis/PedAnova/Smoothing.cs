namespace Tune.Engine.Analysis.PedAnova;

/// <summary>A Gaussian kernel on equal cells of [0, 1], cut off at both ends and made to sum to 1 there.</summary>
internal sealed class Smoothing
{
    // Beyond so many widths nothing of the kernel is left.
    private const double Reach = 4;

    private readonly int _cells;
    private readonly double[] _kernel;

    /// <param name="cells">How many cells there are.</param>
    /// <param name="width">The kernel's standard deviation as a share of the axis; 0 for none.</param>
    public Smoothing(int cells, double width)
    {
        _cells = cells;
        var reach = (int)Math.Min(cells - 1, Math.Ceiling(Reach * width * cells));
        _kernel = new double[reach + 1];
        for (var distance = 0; distance <= reach; distance++)
        {
            _kernel[distance] = distance == 0 ? 1 : Math.Exp(-0.5 * Math.Pow(distance / (width * cells), 2));
        }
    }

    /// <summary>Half of Silverman's rule of thumb (1986, eq. 3.31): the region of the best has sharp edges, which more
    /// would blur, and what less lets through of chance is subtracted.</summary>
    public static double WidthFor(IReadOnlyCollection<double> places, double least)
    {
        if (places.Count < 2)
        {
            return Math.Max(least, 0.25);
        }

        double[] sorted = [.. places.Order()];
        var mean = sorted.Average();
        var deviation = Math.Sqrt(sorted.Sum(place => (place - mean) * (place - mean)) / (sorted.Length - 1));
        var middle = sorted[3 * sorted.Length / 4] - sorted[sorted.Length / 4];
        var scale = middle > 0 ? Math.Min(deviation, middle / 1.34) : deviation;
        return Math.Max(least, 0.45 * scale * Math.Pow(sorted.Length, -0.2));
    }

    /// <summary>The mean of the kernel in each cell over so many trials, and the mean of its square.</summary>
    public (double[] Mean, double[] Square) Spread(double[] counts, double trials)
    {
        var (mean, square) = (new double[_cells], new double[_cells]);
        for (var at = 0; at < _cells; at++)
        {
            if (counts[at] == 0)
            {
                continue;
            }

            var (from, to) = (Math.Max(0, at - _kernel.Length + 1), Math.Min(_cells - 1, at + _kernel.Length - 1));
            var whole = 0.0;
            for (var cell = from; cell <= to; cell++)
            {
                whole += _kernel[Math.Abs(cell - at)];
            }

            for (var cell = from; cell <= to; cell++)
            {
                var part = _kernel[Math.Abs(cell - at)] / whole;
                mean[cell] += counts[at] / trials * part;
                square[cell] += counts[at] / trials * part * part;
            }
        }

        return (mean, square);
    }
}
