using Tune.Engine.Checkpoints;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// Something the shell owes the outside world. Never remembered, always derived from the state, so that a crash between
/// an event and its effect heals itself. Carrying out a duty twice must be harmless.
/// </summary>
public abstract record Duty
{
    private Duty()
    {
    }

    /// <summary>This attempt should be running.</summary>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Where">On which nodes, in which slots.</param>
    /// <param name="Config">With which configuration.</param>
    /// <param name="From">From which checkpoint, null for none.</param>
    /// <param name="Milestone">
    /// The first iteration whose report must wait for its answer and carry a checkpoint.
    /// </param>
    public sealed record Run(
        TrialId Trial, Attempt Attempt, Allocation Where, Configuration Config, CheckpointRef? From,
        int Milestone) : Duty;

    /// <summary>This attempt should be leaving.</summary>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Where">Where it runs.</param>
    /// <param name="How">Whether to save first.</param>
    public sealed record Leave(TrialId Trial, Attempt Attempt, Allocation Where, Leaving How) : Duty;
}
