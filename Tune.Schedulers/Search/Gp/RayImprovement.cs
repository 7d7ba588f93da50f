namespace Tune.Schedulers.Search.Gp;

/// <summary>The logarithm of the expected improvement along a ray over the best so far.</summary>
/// <remarks>
/// The objectives' models know nothing of each other, and targets are mixed so little that this is as good as true
/// of the mixed ones: a point lies out beyond t with the product of their probabilities, and what it exceeds
/// the best by, on average, is the integral of that product from the best on. It is summed over steps that grow by the
/// same factor from far below to far above every scale that occurs.
/// </remarks>
/// <param name="models">One for each objective.</param>
/// <param name="direction">The ray.</param>
/// <param name="best">How far out the best lies.</param>
internal sealed class RayImprovement(GpModel[] models, Direction direction, double best) : IAcquisition
{
    private const double Nearest = 1e-6;
    private const double Farthest = 100;
    private const double PerFactorE = 3;

    // What is smaller than the sum by this logarithm adds nothing to it.
    private const double Negligible = 25;

    private static readonly double[] s_logs =
    [
        .. Enumerable.Range(0, 1 + (int)(PerFactorE * Math.Log(Farthest / Nearest)))
            .Select(step => Math.Log(Nearest) + (step / PerFactorE)),
    ];

    private static readonly double[] s_further = Array.ConvertAll(s_logs, Math.Exp);
    private static readonly double s_logWidth = Math.Log(PerFactorE);

    // Of the mixed targets.
    private readonly double[] _means = new double[models.Length];
    private readonly double[] _deviations = new double[models.Length];
    private readonly double[] _slopes = new double[models.Length];
    private readonly double[] _byMean = new double[models.Length];
    private readonly double[] _byDeviation = new double[models.Length];

    public double Value(ReadOnlySpan<double> point) => Value(point, []);

    public double Value(ReadOnlySpan<double> point, Span<double> gradient)
    {
        foreach (var model in models)
        {
            model.Ask(point);
        }

        Mix();
        Array.Clear(_byMean);
        Array.Clear(_byDeviation);
        var hasSlopes = !gradient.IsEmpty;
        var largest = Add(0, Math.Log(Nearest), double.NegativeInfinity, hasSlopes, out var first);
        var sum = first;
        for (var step = 0; step < s_logs.Length; step++)
        {
            var height = Add(s_further[step], s_logs[step] - s_logWidth, largest, hasSlopes, out var part);
            if (height > largest)
            {
                sum = (sum * Math.Exp(largest - height)) + part;
                largest = height;
            }
            else
            {
                sum += part;
            }

            if (height < largest - Negligible)
            {
                break;
            }
        }

        gradient.Clear();
        for (var k = 0; k < models.Length && hasSlopes; k++)
        {
            AddGradient(k, point, sum, gradient);
        }

        return largest + Math.Log(sum);
    }

    // One step of the integral: its logarithm, and it as a share of the largest, to which all sums are brought.
    private double Add(double further, double logWidth, double largest, bool hasSlopes, out double part)
    {
        var height = logWidth;
        for (var k = 0; k < models.Length; k++)
        {
            height += NormalLogs.Cumulative(Standing(k, further), out _slopes[k]);
        }

        part = Math.Exp(height - Math.Max(height, largest));
        var rescale = hasSlopes && height > largest ? Math.Exp(largest - height) : 1;
        for (var k = 0; k < models.Length && hasSlopes; k++)
        {
            var by = part * _slopes[k] / _deviations[k];
            _byMean[k] = (_byMean[k] * rescale) + by;
            _byDeviation[k] = (_byDeviation[k] * rescale) - (by * Standing(k, further));
        }

        return height;
    }

    private double Standing(int k, double further) =>
        (_means[k] - direction.Floors[k] - (direction.Steps[k] * (best + further))) / _deviations[k];

    private void Mix()
    {
        for (var k = 0; k < models.Length; k++)
        {
            var (mean, variance) = (0.0, 0.0);
            for (var i = 0; i < models.Length; i++)
            {
                var share = direction.Share(k, i);
                mean += share * models[i].Mean;
                variance += share * share * models[i].Deviation * models[i].Deviation;
            }

            (_means[k], _deviations[k]) = (mean, Math.Sqrt(variance));
        }
    }

    private void AddGradient(int target, ReadOnlySpan<double> point, double sum, Span<double> gradient)
    {
        var (byMean, byDeviation) = (0.0, 0.0);
        for (var k = 0; k < models.Length; k++)
        {
            var share = direction.Share(k, target);
            byMean += share * _byMean[k];
            byDeviation += share * share * models[target].Deviation / _deviations[k] * _byDeviation[k];
        }

        models[target].AddGradient(point, byMean / sum, byDeviation / sum, gradient);
    }
}
