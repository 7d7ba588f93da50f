namespace Tune.Schedulers.Ranking;

/// <summary>
/// Every objective of some points on a scale of its own, from a margin to 1, the reference being 0: which point adds
/// more volume does not depend on scales, and no product of large numbers overflows.
/// </summary>
internal sealed class FrontScale
{
    // How far below the worst of the points the reference lies, as a share of their range: the ends count too.
    private const double Margin = 0.1;

    // Halves, so that no difference overflows.
    private readonly double[] _low;
    private readonly double[] _high;

    /// <param name="points">One or more; objectives turned so that larger is better, all finite.</param>
    public FrontScale(IReadOnlyList<double[]> points)
    {
        (_low, _high) = (new double[points[0].Length], new double[points[0].Length]);
        for (var k = 0; k < _low.Length; k++)
        {
            (_low[k], _high[k]) = (points.Min(point => point[k]) / 2, points.Max(point => point[k]) / 2);
        }
    }

    /// <summary>A point on the scale.</summary>
    public double[] Place(double[] point)
    {
        var scaled = new double[point.Length];
        for (var k = 0; k < scaled.Length; k++)
        {
            var share = _high[k] > _low[k] ? ((point[k] / 2) - _low[k]) / (_high[k] - _low[k]) : 1;
            scaled[k] = (share + Margin) / (1 + Margin);
        }

        return scaled;
    }

    /// <summary>Whether the scale is the same with one point more.</summary>
    public bool Spans(double[] point)
    {
        for (var k = 0; k < point.Length; k++)
        {
            if (point[k] / 2 < _low[k] || point[k] / 2 > _high[k])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the scale may be another without this one of the points.</summary>
    public bool IsEnd(double[] point)
    {
        for (var k = 0; k < point.Length; k++)
        {
            if (point[k] / 2 <= _low[k] || point[k] / 2 >= _high[k])
            {
                return true;
            }
        }

        return false;
    }
}
