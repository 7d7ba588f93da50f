using MathNet.Numerics.Distributions;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>
/// Keeps every neighbouring value of a whole-number or listed parameter within reach: the distribution along such a
/// coordinate never puts less than a margin of its mass beyond the cell it is in, or the search would freeze there.
/// </summary>
/// <remarks>Hamano, Saito, Nomura and Shirakawa, "CMA-ES with Margin", GECCO 2022. The margin is 1 / (lambda d).
/// Cells here have the widths that the parameter's own scale gives them.</remarks>
internal sealed class CellMargin(double[] edges)
{
    /// <summary>More values than this are as good as a continuous range.</summary>
    private const int CellsMax = 256;

    /// <summary>The margin of a domain; null if it is continuous.</summary>
    public static CellMargin? Of(Domain domain)
    {
        if (domain.Cardinality is not (> 1 and <= CellsMax))
        {
            return null;
        }

        // ToUnit gives a cell's centre, so each edge follows from the one before it.
        var edges = new List<double>();
        for (var edge = 0.0; edge < 1 - 1e-9 && edges.Count < CellsMax;)
        {
            var inside = edge + 1e-9;
            edge = (2 * domain.ToUnit(domain.FromUnit(inside))) - edge;
            if (edge <= inside)
            {
                return null;
            }

            edges.Add(edge);
        }

        return new CellMargin([.. edges[..^1]]);
    }

    /// <summary>Moves the mean and widens the deviation of one coordinate where they leave too little.</summary>
    /// <param name="mean">The coordinate's mean.</param>
    /// <param name="deviation">Its standard deviation.</param>
    /// <param name="margin">alpha, above 0 and below 1/3.</param>
    /// <returns>The new mean and the factor for the deviation.</returns>
    public (double Mean, double Factor) Apply(double mean, double deviation, double margin)
    {
        if (edges.Length == 0)
        {
            return (mean, 1);
        }

        var above = Array.FindIndex(edges, edge => mean <= edge);
        if (above is 0 or -1)
        {
            // In an outer cell: the one way out must keep the margin.
            var edge = above == 0 ? edges[0] : edges[^1];
            var reach = deviation * Normal.InvCDF(0, 1, 1 - margin);
            return (above == 0 ? Math.Max(mean, edge - reach) : Math.Min(mean, edge + reach), 1);
        }

        var (low, high) = (edges[above - 1], edges[above]);
        var below = Normal.CDF(mean, deviation, low);
        var beyond = 1 - Normal.CDF(mean, deviation, high);
        if (below >= margin / 2 && beyond >= margin / 2)
        {
            return (mean, 1);
        }

        var (atLeastLow, atLeastHigh) = (Math.Max(below, margin / 2), Math.Max(beyond, margin / 2));
        var inside = 1 - below - beyond;
        var spare = atLeastLow + atLeastHigh + inside - (3 * margin / 2);
        var excess = (1 - atLeastLow - atLeastHigh - inside) / spare;
        var toLow = -Normal.InvCDF(0, 1, atLeastLow + (excess * (atLeastLow - (margin / 2))));
        var toHigh = -Normal.InvCDF(0, 1, atLeastHigh + (excess * (atLeastHigh - (margin / 2))));
        if (!(toLow + toHigh > 0))
        {
            return (mean, 1);
        }

        return (((low * toHigh) + (high * toLow)) / (toLow + toHigh), (high - low) / ((toLow + toHigh) * deviation));
    }
}
