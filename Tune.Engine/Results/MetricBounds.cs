namespace Tune.Engine.Results;

/// <summary>Bounds for the last value of a metric; a trial without it, or with NaN, is not within them.</summary>
/// <param name="Metric">Which metric.</param>
/// <param name="Least">The lowest value that is wanted; default any.</param>
/// <param name="Most">The highest value that is wanted; default any.</param>
public sealed record MetricBounds(
    string Metric, double Least = double.NegativeInfinity, double Most = double.PositiveInfinity);
