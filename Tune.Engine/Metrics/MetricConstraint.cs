using System.Globalization;
using System.Text.Json.Serialization;

namespace Tune.Engine.Metrics;

/// <summary>What a metric must keep to for a result to be feasible: a latency, a size, a fairness.</summary>
/// <param name="Metric">The name of a reported metric, 1 to 250 characters.</param>
public sealed record MetricConstraint([property: JsonRequired] string Metric)
{
    /// <summary>The lowest value allowed, in the metric's own unit; null for no lower bound.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The highest value allowed, in the metric's own unit; null for no upper bound.</summary>
    public double? AtMost { get; init; }

    /// <summary>
    /// How far the metric is outside its bounds, in its own unit: 0 when it keeps to them, positive infinity when it is
    /// missing or not finite, for what was not measured was not shown to be allowed.
    /// </summary>
    public double ViolationOf(MetricSet metrics)
    {
        if (!metrics.TryGet(Metric, out var value) || !double.IsFinite(value))
        {
            return double.PositiveInfinity;
        }

        return Math.Max(0, Math.Max((AtLeast ?? value) - value, value - (AtMost ?? value)));
    }

    /// <summary>The sum of the violations of several constraints: 0 is feasible, more is worse.</summary>
    public static double Total(IReadOnlyList<MetricConstraint> constraints, MetricSet metrics)
    {
        var total = 0.0;
        for (var i = 0; i < constraints.Count; i++)
        {
            total += constraints[i].ViolationOf(metrics);
        }

        return total;
    }

    /// <summary>What is wrong with it, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!MetricSet.IsName(Metric))
        {
            yield return $"Constraints: '{Metric}' is no metric; a name has 1 to {MetricSet.NameLengthMax} characters, "
                + "none of them a control character.";
        }

        if (AtLeast is null && AtMost is null)
        {
            yield return $"Constraints: '{Metric}' has no bound; set AtLeast, AtMost or both.";
        }

        if (AtLeast is { } low && !double.IsFinite(low))
        {
            yield return $"Constraints: AtLeast of '{Metric}' is {Text(low)}; it must be a finite number.";
        }

        if (AtMost is { } high && !double.IsFinite(high))
        {
            yield return $"Constraints: AtMost of '{Metric}' is {Text(high)}; it must be a finite number.";
        }

        if (AtLeast > AtMost)
        {
            yield return $"Constraints: '{Metric}' must be at least {Text(AtLeast.Value)} and at most "
                + $"{Text(AtMost.Value)}; no value is both.";
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
