using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Spaces;
using Tune.Schedulers.Search.WarmStart;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>
/// The normal distribution nearest to where an earlier experiment did well: nearest, in the sense of Kullback and
/// Leibler, to narrow normal distributions around its best points, mixed in equal parts.
/// </summary>
/// <remarks>Nomura, Watanabe, Akimoto, Ozaki, Onishi: "Warm Starting CMA-ES for Hyperparameter Optimization", AAAI
/// 2021.</remarks>
/// <param name="Mean">m.</param>
/// <param name="Sigma">sigma, so that C has the determinant 1.</param>
/// <param name="Shape">C.</param>
internal sealed record WarmDistribution(double[] Mean, double Sigma, Matrix<double> Shape)
{
    /// <summary>gamma: the share of an experiment's trials that shows where it did well.</summary>
    private const double GoodShare = 0.1;

    /// <summary>alpha: the deviation of the distribution around each, as a share of the range.</summary>
    private const double Width = 0.1;

    /// <summary>Where the best share of every source lies, the best one at least.</summary>
    public static double[][] Good(IReadOnlyList<PriorTrial> priors, SearchSpace space) =>
    [
        .. priors.GroupBy(prior => prior.Source, StringComparer.Ordinal).SelectMany(source =>
        {
            var best = source.Min(prior => prior.Quality);
            return source.Where(prior => prior.Quality <= Math.Max(best, GoodShare));
        }).Select(prior => space.ToUnit(prior.Config)),
    ];

    /// <summary>The distribution for some points of the same length; one or more of each.</summary>
    public static WarmDistribution Of(IReadOnlyList<double[]> points)
    {
        var length = points[0].Length;
        double[] mean = [.. Enumerable.Range(0, length).Select(k => points.Average(point => point[k]))];
        var covariance = Matrix<double>.Build.DenseDiagonal(length, Width * Width);
        foreach (var point in points)
        {
            var off = Vector<double>.Build.Dense(length, k => point[k] - mean[k]);
            covariance += off.OuterProduct(off) / points.Count;
        }

        var sigma = Math.Exp(covariance.Cholesky().DeterminantLn / (2 * length));
        return new WarmDistribution(mean, sigma, covariance / (sigma * sigma));
    }
}
