using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// The Gaussian process given results: at any point a mean and a variance, with gradients. Points whose trials still
/// run narrow the variance around them and leave the mean as it is.
/// </summary>
/// <remarks>That is what conditioning on the mean itself at those points gives ("kriging believer": Ginsbourger, Le
/// Riche, Carraro, 2010).</remarks>
internal sealed class GpModel
{
    // A running trial counts as if it would tell the function itself: otherwise many would go to one place in a noisy
    // experiment.
    private const double PendingNoise = 1e-4;

    private readonly GpPoints _points;
    private readonly double[] _weights;
    private readonly double _scale;
    private readonly LowerTriangle _factor;
    private readonly double[] _solved;
    private readonly double[] _values;
    private readonly double[] _slopes;
    private readonly double[] _whitened;
    private readonly double[] _pulls;

    /// <param name="points">Where results are known, then where trials run.</param>
    /// <param name="targets">The results, standardised; one for each of the first points.</param>
    /// <param name="parameters">What was fitted.</param>
    public GpModel(GpPoints points, double[] targets, GpParameters parameters)
    {
        (_points, _scale, _weights) = (points, parameters.Scale, parameters.WeightsOf(points.Columns));
        var stride = GpPoints.Padded(points.Count);
        (_values, _slopes, _whitened, _pulls, _solved) =
            (new double[stride], new double[stride], new double[stride], new double[stride], new double[stride]);
        _factor = new LowerTriangle(Covariance(parameters.Noise, targets.Length), points.Count);
        targets.CopyTo(_pulls, 0);
        _factor.Apply(_pulls, _whitened, targets.Length);
        _factor.ApplyTransposed(_whitened, _solved, targets.Length);
    }

    /// <summary>The mean at the point asked about last.</summary>
    public double Mean { get; private set; }

    /// <summary>The standard deviation there, without the noise of a result.</summary>
    public double Deviation { get; private set; }

    /// <summary>Asks about the mean at a point alone.</summary>
    public double MeanAt(ReadOnlySpan<double> point)
    {
        MaternKernel.Compare(_points, _points.Count, point, _weights, _scale, _values, _slopes);
        _values.AsSpan(_points.Count).Clear();
        return LowerTriangle.Dot(_values, _solved, _points.Count);
    }

    /// <summary>Asks about a point.</summary>
    public void Ask(ReadOnlySpan<double> point)
    {
        Mean = MeanAt(point);
        _factor.Apply(_values, _whitened, _points.Count);
        var known = LowerTriangle.Dot(_whitened, _whitened, _points.Count);
        Deviation = Math.Sqrt(Math.Max(_scale - known, _scale * 1e-12));
    }

    /// <summary>Adds the gradient of some function of mean and deviation at the point asked about last.</summary>
    /// <param name="point">That point.</param>
    /// <param name="byMean">The derivative of the function by the mean.</param>
    /// <param name="byDeviation">The derivative by the deviation.</param>
    /// <param name="gradient">One number for each column; choices have none.</param>
    public void AddGradient(ReadOnlySpan<double> point, double byMean, double byDeviation, Span<double> gradient)
    {
        // variance = scale - kᵀ K⁻¹ k, so d deviation = -(K⁻¹ k)ᵀ dk / deviation.
        _factor.ApplyTransposed(_whitened, _pulls, _points.Count);
        var share = -byDeviation / Deviation;
        for (var i = 0; i < _points.Count; i++)
        {
            _pulls[i] = ((byMean * _solved[i]) + (share * _pulls[i])) * _slopes[i];
        }

        _pulls.AsSpan(_points.Count).Clear();
        var pulls = MemoryMarshal.Cast<double, Vector256<double>>(_pulls);
        for (var c = 0; c < _weights.Length; c++)
        {
            if (!_points.Columns.IsChoice[c])
            {
                var (sum, x) = (Vector256<double>.Zero, Vector256.Create(point[c]));
                var column = MemoryMarshal.Cast<double, Vector256<double>>(_points[c]);
                for (var i = 0; i < pulls.Length; i++)
                {
                    sum += pulls[i] * (x - column[i]);
                }

                gradient[c] += 2 * _weights[c] * Vector256.Sum(sum);
            }
        }
    }

    private double[] Covariance(double noise, int results)
    {
        var count = _points.Count;
        var covariance = new double[count * count];
        Span<double> point = new double[_weights.Length];
        for (var i = 0; i < count; i++)
        {
            _points.Copy(i, point);
            MaternKernel.Compare(_points, i + 1, point, _weights, _scale, _values, _slopes);
            for (var j = 0; j < i; j++)
            {
                covariance[(i * count) + j] = covariance[(j * count) + i] = _values[j];
            }

            covariance[(i * count) + i] = _scale + (i < results ? noise : Math.Min(noise, PendingNoise));
        }

        return covariance;
    }
}
