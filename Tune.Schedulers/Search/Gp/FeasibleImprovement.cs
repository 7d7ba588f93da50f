namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// An expected improvement that counts only where the constraints hold: the logarithms of the probabilities that they
/// do are added. While nothing feasible is known, only the probabilities count.
/// </summary>
/// <param name="improvement">The improvement; null while nothing feasible is known.</param>
/// <param name="constraints">Margins, and what they must be at least.</param>
internal sealed class FeasibleImprovement(IAcquisition? improvement, (GpModel Model, double Least)[] constraints)
    : IAcquisition
{
    public double Value(ReadOnlySpan<double> point) => Value(point, []);

    public double Value(ReadOnlySpan<double> point, Span<double> gradient)
    {
        gradient.Clear();
        var total = improvement?.Value(point, gradient) ?? 0;
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
