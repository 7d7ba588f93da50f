namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// The logarithm of the expected improvement over the best so far, plus those of the probabilities that each constraint
/// holds. While nothing feasible is known, only the probabilities count.
/// </summary>
/// <param name="objective">What is improved.</param>
/// <param name="best">The best so far; null while nothing feasible is known.</param>
/// <param name="constraints">Margins that must be at least 0.</param>
internal sealed class LogImprovement(GpModel objective, double? best, (GpModel Model, double Least)[] constraints)
    : IAcquisition
{
    public double Value(ReadOnlySpan<double> point) => Value(point, []);

    public double Value(ReadOnlySpan<double> point, Span<double> gradient)
    {
        gradient.Clear();
        var total = 0.0;
        if (best is { } incumbent)
        {
            objective.Ask(point);
            var deviation = objective.Deviation;
            var z = (objective.Mean - incumbent) / deviation;
            total += Math.Log(deviation) + NormalLogs.Improvement(z, out var slope);
            if (!gradient.IsEmpty)
            {
                objective.AddGradient(point, slope / deviation, (1 - (z * slope)) / deviation, gradient);
            }
        }

        foreach (var (model, least) in constraints)
        {
            model.Ask(point);
            var z = (model.Mean - least) / model.Deviation;
            total += NormalLogs.Cumulative(z, out var slope);
            if (!gradient.IsEmpty)
            {
                model.AddGradient(point, slope / model.Deviation, -z * slope / model.Deviation, gradient);
            }
        }

        return total;
    }
}
