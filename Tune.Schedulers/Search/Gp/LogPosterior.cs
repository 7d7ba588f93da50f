using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// How unlikely parameters are, given results: minus the logarithm of marginal likelihood times prior, and its gradient
/// by the logarithms of the parameters.
/// </summary>
/// <remarks>With K the covariance, a = K⁻¹y and W = K⁻¹ - a aᵀ: half of yᵀa + ln|K|, and half the trace of W dK.
/// Rasmussen, Williams: Gaussian Processes for Machine Learning, 2006, equations 5.8 and 5.9.</remarks>
internal sealed class LogPosterior
{
    private readonly GpPoints _points;
    private readonly double[] _targets;
    private readonly GpPrior _prior;
    private readonly int _stride;
    private readonly double[] _covariance;
    private readonly double[] _values;
    private readonly double[] _slopes;

    /// <param name="points">Where results are known.</param>
    /// <param name="targets">The results, standardised.</param>
    /// <param name="prior">What parameters are expected.</param>
    public LogPosterior(GpPoints points, double[] targets, GpPrior prior)
    {
        (_points, _targets, _prior) = (points, targets, prior);
        _stride = GpPoints.Padded(points.Count);
        _covariance = new double[points.Count * points.Count];
        _values = new double[points.Count * _stride];
        _slopes = new double[points.Count * _stride];
    }

    /// <summary>The value, and its gradient.</summary>
    /// <param name="logs">As in <see cref="GpParameters"/>.</param>
    /// <param name="gradient">Takes the derivative by each.</param>
    public double Evaluate(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        var parameters = new GpParameters(logs.ToArray());
        var weights = parameters.WeightsOf(_points.Columns);
        var factor = FactorAt(parameters, weights);
        Span<double> whitened = new double[_stride];
        Span<double> solved = new double[_stride];
        var fit = Fit(factor, _targets, whitened);
        factor.ApplyTransposed(whitened, solved, _points.Count);
        gradient.Clear();
        AddUp(factor.Inverse(), solved, weights, parameters, gradient);
        return fit + _prior.Evaluate(logs, gradient);
    }

    /// <summary>The values that other targets at the same points would have, without their gradients.</summary>
    public double[] Values(double[] logs, IEnumerable<double[]> targets)
    {
        var parameters = new GpParameters(logs);
        var factor = FactorAt(parameters, parameters.WeightsOf(_points.Columns));
        var expected = _prior.Evaluate(logs, new double[logs.Length]);
        var whitened = new double[_stride];
        return [.. targets.Select(some => Fit(factor, some, whitened) + expected)];
    }

    private LowerTriangle FactorAt(GpParameters parameters, double[] weights)
    {
        Compare(parameters, weights);
        return new LowerTriangle(_covariance, _points.Count);
    }

    private double Fit(LowerTriangle factor, double[] targets, Span<double> whitened)
    {
        factor.Apply(Padded(targets), whitened, _points.Count);
        return (LowerTriangle.Dot(whitened, whitened, _points.Count) / 2) + factor.HalfLogDeterminant;
    }

    private double[] Padded(double[] numbers)
    {
        var padded = new double[_stride];
        numbers.CopyTo(padded, 0);
        return padded;
    }

    private void Compare(GpParameters parameters, double[] weights)
    {
        Span<double> point = new double[weights.Length];
        for (var i = 0; i < _points.Count; i++)
        {
            _points.Copy(i, point);
            var row = _values.AsSpan(i * _stride, _stride);
            MaternKernel.Compare(
                _points, i + 1, point, weights, parameters.Scale, row, _slopes.AsSpan(i * _stride, _stride));
            for (var j = 0; j < i; j++)
            {
                _covariance[(i * _points.Count) + j] = _covariance[(j * _points.Count) + i] = row[j];
            }

            _covariance[(i * _points.Count) + i] = parameters.Scale + parameters.Noise;
        }
    }

    private void AddUp(
        double[] inverse, Span<double> solved, double[] weights, GpParameters parameters, Span<double> gradient)
    {
        var (byScale, byNoise) = (0.0, 0.0);
        Span<double> pulls = new double[_stride];
        Span<double> point = new double[weights.Length];
        for (var i = 0; i < _points.Count; i++)
        {
            // Each pair counts twice, and by half: once.
            pulls.Clear();
            var offset = i * _stride;
            for (var j = 0; j < i; j++)
            {
                var pull = inverse[offset + j] - (solved[i] * solved[j]);
                byScale += pull * _values[offset + j];
                pulls[j] = pull * _slopes[offset + j];
            }

            var own = (inverse[offset + i] - (solved[i] * solved[i])) / 2;
            (byScale, byNoise) = (byScale + (own * parameters.Scale), byNoise + (own * parameters.Noise));
            _points.Copy(i, point);
            for (var c = 0; c < weights.Length; c++)
            {
                gradient[_points.Columns.Weight[c]] += weights[c] * Pull(c, point[c], pulls, i);
            }
        }

        gradient[^2] += byScale;
        gradient[^1] += byNoise;
    }

    private double Pull(int column, double x, ReadOnlySpan<double> pulls, int count)
    {
        var padded = GpPoints.Padded(count);
        var others = MemoryMarshal.Cast<double, Vector256<double>>(_points[column][..padded]);
        var by = MemoryMarshal.Cast<double, Vector256<double>>(pulls[..padded]);
        var (sum, at) = (Vector256<double>.Zero, Vector256.Create(x));
        if (_points.Columns.IsChoice[column])
        {
            for (var i = 0; i < others.Length; i++)
            {
                sum += Vector256.AndNot(by[i], Vector256.Equals(others[i], at));
            }
        }
        else
        {
            for (var i = 0; i < others.Length; i++)
            {
                var gap = others[i] - at;
                sum += by[i] * gap * gap;
            }
        }

        return Vector256.Sum(sum);
    }
}
