namespace Tune.Engine.Metrics;

/// <summary>One named number of a report, stored as reported: NaN and infinities included.</summary>
/// <param name="Name">1 to 250 characters, no control characters.</param>
/// <param name="Value">In the metric's own unit.</param>
public readonly record struct MetricValue(string Name, double Value);
