using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>A report as algorithms see it.</summary>
/// <param name="Trial">Who reports.</param>
/// <param name="Iteration">Units of training done so far, 1 or more; rises strictly per trial, may jump.</param>
/// <param name="Score">
/// The objective, larger is better; <see cref="Metrics.Score.Worst"/> if it was not measured.
/// </param>
/// <param name="Metrics">Everything reported, in its own signs.</param>
/// <param name="Checkpoint">The state the score belongs to, safe in the store; null if none came with the report. At
/// a milestone there is one, if the trainable offers any.</param>
public readonly record struct Observation(
    TrialId Trial, int Iteration, Score Score, MetricSet Metrics, CheckpointRef? Checkpoint = null)
{
    /// <summary>How far the report is from keeping to the experiment's constraints, summed over them: 0 (default) is
    /// feasible, positive infinity when one of their metrics is missing.</summary>
    public double Violation { get; init; }

    /// <summary>
    /// Whether the report does not have the metric of every objective in it, and so says nothing yet about how good the
    /// trial is: nobody is compared by it, and a rung is met by the first later report that is whole. A NaN that was
    /// reported makes no partial report; it is the worst there is. Always false in experiments that were begun before
    /// reports were told apart in this way.
    /// </summary>
    public bool IsPartial { get; init; }
}
