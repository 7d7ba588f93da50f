using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>One attempt of one trial.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Where">On which nodes, in which slots.</param>
/// <param name="Started">When it started.</param>
/// <param name="Ended">When it ended; null while it runs.</param>
/// <param name="FromIteration">The iteration of the checkpoint it started from; 0 for none.</param>
/// <param name="Outcome">How it ended; null while it runs.</param>
/// <param name="Decision">The last decision about it.</param>
public sealed record AttemptSummary(
    TrialId Trial, Attempt Attempt, Allocation Where, Moment Started, Moment? Ended, int FromIteration,
    AttemptOutcome? Outcome, Decision Decision)
{
    /// <summary>Up to which iteration its reports stand: the trial has gone on from there, and what this attempt did
    /// beyond is rolled back. -1 if nothing of it stands, the largest number (default) if all does.</summary>
    public int StandsTo { get; init; } = int.MaxValue;
}
