namespace Tune.Schedulers.Search.Gp;

/// <summary>The logarithm of the expected improvement of one objective over the best so far.</summary>
/// <param name="objective">What is improved.</param>
/// <param name="best">The best so far.</param>
internal sealed class LogImprovement(GpModel objective, double best) : IAcquisition
{
    public double Value(ReadOnlySpan<double> point) => Value(point, []);

    public double Value(ReadOnlySpan<double> point, Span<double> gradient)
    {
        objective.Ask(point);
        var deviation = objective.Deviation;
        var z = (objective.Mean - best) / deviation;
        var improvement = Math.Log(deviation) + NormalLogs.Improvement(z, out var slope);
        gradient.Clear();
        if (!gradient.IsEmpty)
        {
            objective.AddGradient(point, slope / deviation, (1 - (z * slope)) / deviation, gradient);
        }

        return improvement;
    }
}
