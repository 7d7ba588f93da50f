using Tune.Engine.Metrics;

namespace Tune.Engine.Simulation;

/// <summary>One iteration of simulated training.</summary>
/// <param name="Seconds">How long it takes on a worker of speed 1, 0 or more.</param>
/// <param name="Metrics">What is reported after it; null if nothing is.</param>
/// <param name="Error">If not null, the iteration breaks with this message at its end, and reports nothing.</param>
public readonly record struct SimulatedStep(double Seconds, MetricSet? Metrics, string? Error = null);
