using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>What a slot has to say: a report, or the end of its attempt.</summary>
/// <param name="Outcome">The end; null for a report.</param>
/// <param name="Sequence">The report's number.</param>
/// <param name="Iteration">The report's iteration.</param>
/// <param name="Metrics">What is reported.</param>
/// <param name="Checkpoint">What was saved with it, or null.</param>
/// <param name="Ticks">How long the iteration took.</param>
internal readonly record struct SlotMessage(
    AttemptOutcome? Outcome, int Sequence, int Iteration, MetricSet Metrics, CheckpointRef? Checkpoint, long Ticks);
