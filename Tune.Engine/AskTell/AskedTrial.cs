using Tune.Engine.Checkpoints;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.AskTell;

/// <summary>What the owner of a loop is to train next.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Attempt">1 for a new trial; more for one that was paused, cloned, interrupted or failed.</param>
/// <param name="Config">What to train with.</param>
/// <param name="Seed">The trial's own seed: the same in every attempt.</param>
/// <param name="From">The checkpoint to go on from; null to begin from nothing.</param>
/// <param name="FromTrial">Whose checkpoint that is: the trial's own, or the donor's of a clone.</param>
/// <param name="Milestone">The first iteration whose report may be answered with something other than Continue, and
/// that must come with a checkpoint if the trial is to be paused or copied there.</param>
public sealed record AskedTrial(
    TrialId Trial, Attempt Attempt, Configuration Config, ulong Seed, CheckpointRef? From, TrialId FromTrial,
    int Milestone)
{
    /// <summary>The iteration to go on from: 0 from nothing. The first report is of a higher one.</summary>
    public int Iteration => From?.Iteration ?? 0;
}
