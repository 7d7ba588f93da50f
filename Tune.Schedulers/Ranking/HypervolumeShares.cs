using Tune.Engine.Pareto;

namespace Tune.Schedulers.Ranking;

/// <summary>How much each of a few results matters to what they dominate together.</summary>
internal static class HypervolumeShares
{
    /// <summary>What each point adds to all the others, as a share of the most that one adds; never 0.</summary>
    /// <param name="points">One or more; objectives turned so that larger is better, all finite.</param>
    public static double[] Of(IReadOnlyList<double[]> points)
    {
        const double least = 1e-12;
        var (scale, reference) = (new FrontScale(points), new double[points[0].Length]);
        double[][] scaled = [.. points.Select(scale.Place)];
        double[] added =
        [
            .. scaled.Select((point, i) => Hypervolume.Added(
                point, [.. scaled.Where((_, other) => other != i)], reference)),
        ];
        var most = added.Max();
        return [.. added.Select(volume => most > 0 ? Math.Max(volume / most, least) : 1)];
    }
}
