using MathNet.Numerics.LinearAlgebra;
using Tune.Schedulers.Linear;

namespace Tune.Schedulers.Pb2;

/// <summary>
/// A Gaussian process over configuration, score and time: near configurations gain alike, and what was found out long
/// ago counts for less. Fitted by comparing a fixed set of settings by their likelihood.
/// </summary>
internal sealed class GainModel
{
    private const double ClipAt = 2;

    private static readonly GainKernel[] Kernels =
    [
        .. from length in (double[])[0.1, 0.2, 0.4, 0.8, 1.6]
           from forgets in (double[])[0, 0.05, 0.2, 0.5]
           from noise in (double[])[0.01, 0.1, 0.5]
           select new GainKernel(length, forgets, noise),
    ];

    private readonly double _low;
    private readonly double _high;
    private readonly Gain[] _known;
    private readonly Gain[] _all;
    private readonly bool[] _isUnordered;
    private readonly GainKernel _kernel;
    private readonly Vector<double> _weights;
    private readonly Matrix<double> _inverse;
    private readonly double _scale;
    private readonly double _boldness;

    /// <summary>Fits the model.</summary>
    /// <param name="known">What has been gained; one or more.</param>
    /// <param name="begun">What is being tried: nothing is known of it but that it soon will be.</param>
    /// <param name="isUnordered">Which coordinates only tell values apart.</param>
    public GainModel(Gain[] known, Gain[] begun, bool[] isUnordered)
    {
        (_low, _high) = (known.Min(gain => gain.Before), known.Max(gain => gain.Before));
        _isUnordered = isUnordered;
        _known = [.. known.Select(Normal)];
        _all = [.. _known, .. begun.Where(gain => double.IsFinite(gain.Before)).Select(Normal)];
        var values = Standard([.. known.Select(gain => gain.Value)]);
        var best = Kernels.Select(kernel => Fit(kernel, values)).MaxBy(fit => fit.Likelihood);
        (_kernel, _weights, _scale) = (best.Kernel, best.Weights, best.Scale);
        _inverse = Solvable.Cholesky(Covariance(_kernel, _all))
            .Solve(Matrix<double>.Build.DenseIdentity(_all.Length));
        _boldness = Math.Sqrt(0.2 + Math.Max(0, Math.Log(0.4 * known.Length)));
    }

    /// <summary>How well each of these may do: the expected gain, plus the wider the less is known.</summary>
    public double[] UpperBounds(Gain[] candidates) => [.. candidates.Select(Normal).Select(UpperBound)];

    private double UpperBound(Gain candidate)
    {
        var near = Vector<double>.Build.Dense(_all.Length, i => _kernel.Between(_all[i], candidate, _isUnordered));
        var mean = near.SubVector(0, _known.Length).DotProduct(_weights);
        var variance = Math.Max(0, 1 - near.DotProduct(_inverse.Multiply(near)));
        return mean + (_boldness * Math.Sqrt(_scale * variance));
    }

    private (GainKernel Kernel, Vector<double> Weights, double Scale, double Likelihood) Fit(
        GainKernel kernel, Vector<double> values)
    {
        var factor = Solvable.Cholesky(Covariance(kernel, _known));
        var weights = factor.Solve(values);

        // The scale that is likeliest with this kernel has a closed form.
        var scale = Math.Max(1e-12, values.DotProduct(weights) / values.Count);
        return (kernel, weights, scale, -(values.Count * Math.Log(scale)) - factor.DeterminantLn);
    }

    private Matrix<double> Covariance(GainKernel kernel, Gain[] gains) => Matrix<double>.Build.Dense(
        gains.Length, gains.Length,
        (i, j) => kernel.Between(gains[i], gains[j], _isUnordered) + (i == j ? kernel.Noise : 0));

    // A score far outside what is known must not look further away than the ends of it.
    private Gain Normal(Gain gain) => gain with
    {
        Before = _high > _low ? Math.Clamp(((gain.Before / 2) - (_low / 2)) / ((_high / 2) - (_low / 2)), -1, 2) : 0,
    };

    private static Vector<double> Standard(double[] values)
    {
        // Divided by the largest first, so that no square overflows.
        var largest = values.Max(value => Math.Abs(value));
        double[] shares = [.. values.Select(value => largest > 0 ? value / largest : 0)];
        var mean = shares.Average();
        var deviation = Math.Sqrt(shares.Average(share => (share - mean) * (share - mean)));
        return Vector<double>.Build.Dense([.. shares.Select(share =>
            deviation > 1e-12 ? Math.Clamp((share - mean) / deviation, -ClipAt, ClipAt) : 0)]);
    }
}
