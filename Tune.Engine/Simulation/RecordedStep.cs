using Tune.Engine.Metrics;

namespace Tune.Engine.Simulation;

/// <summary>A report of an experiment that has run.</summary>
/// <param name="Iteration">At which iteration.</param>
/// <param name="Seconds">The time since the report before it in the same attempt, or since the attempt's
/// start.</param>
/// <param name="Metrics">As reported.</param>
public readonly record struct RecordedStep(int Iteration, double Seconds, MetricSet Metrics);
