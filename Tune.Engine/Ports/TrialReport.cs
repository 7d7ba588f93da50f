using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>A report on its way from the training code.</summary>
/// <param name="Sequence">1, 2, 3 … within the attempt.</param>
/// <param name="Iteration">Units of training done; rises.</param>
/// <param name="Metrics">What was measured.</param>
/// <param name="CheckpointFolder">A folder with a checkpoint taken at this iteration, or null. It is taken over: the
/// store moves its files in.</param>
public sealed record TrialReport(int Sequence, int Iteration, MetricSet Metrics, string? CheckpointFolder);

/// <summary>The answer to a report, sent once the report is durable.</summary>
/// <param name="Leaving">What the attempt is to do: go on (No) or leave.</param>
/// <param name="Milestone">The next iteration whose report must wait for its answer and carry a checkpoint.</param>
/// <param name="Refused">Null if the report is stored. Otherwise why it is not.</param>
/// <param name="IsFenced">With Refused: true if the attempt is simply out of date and should end quietly.</param>
public sealed record TrialAnswer(Leaving Leaving, int Milestone, string? Refused = null, bool IsFenced = false);
