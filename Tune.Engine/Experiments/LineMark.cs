using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>A place on a trial's line, and what had come of it up to there.</summary>
/// <param name="Attempt">The attempt that had come so far; 0 for the beginning.</param>
/// <param name="Iteration">How far.</param>
/// <param name="Reach">The highest iteration reported up to there.</param>
/// <param name="Metrics">What was reported last.</param>
/// <param name="Best">The best report up to there; null if there is none.</param>
public sealed record LineMark(Attempt Attempt, int Iteration, int Reach, MetricSet Metrics, LinePoint? Best)
{
    /// <summary>Before anything was trained.</summary>
    public static LineMark Beginning { get; } = new(Attempt.None, 0, 0, MetricSet.Empty, null);
}

/// <summary>A checkpoint that a trial holds.</summary>
/// <param name="Checkpoint">Which.</param>
/// <param name="At">Where the trial stood when it was saved.</param>
public sealed record HeldCheckpoint(CheckpointRef Checkpoint, LineMark At);
