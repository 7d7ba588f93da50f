using Tune.Engine.Checkpoints;
using Tune.Engine.Spaces;
using Tune.Engine.Texts;

namespace Tune.Engine.Trials;

/// <summary>
/// What shall happen to a trial after a report. The words are defined by what becomes of the checkpoint:
/// Continue needs none, Pause keeps it, Stop lets it go, Clone takes another trial's.
/// </summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>Train on.</summary>
    public sealed record Continue : Decision
    {
        /// <summary>The only value needed.</summary>
        public static readonly Continue Instance = new();
    }

    /// <summary>Save, free the slot, wait for the scheduler to resume the trial.</summary>
    public sealed record Pause : Decision
    {
        /// <summary>The only value needed.</summary>
        public static readonly Pause Instance = new();
    }

    /// <summary>End the trial.</summary>
    /// <param name="Reason">
    /// Decides the final status: a full budget completes the trial, anything else stops it.
    /// </param>
    /// <param name="Why">One phrase for people, for example <c>0.71 below the cut 0.74 at rung 9</c>.</param>
    public sealed record Stop(StopReason Reason, string Why) : Decision
    {
        /// <summary>One phrase for people, cut to <see cref="TextLimit"/>.</summary>
        public string Why { get; init => field = TextLimit.Clip(value); } = TextLimit.Clip(Why);
    }

    /// <summary>
    /// Clone: go on from another trial's checkpoint with a new configuration (population based training).
    /// </summary>
    /// <param name="Donor">The trial whose weights are taken; the trial itself to keep its own.</param>
    /// <param name="Checkpoint">The donor's checkpoint; pinned until the trial has a newer one of its own. A retry
    /// starts from it too.</param>
    /// <param name="Config">The configuration to go on with.</param>
    public sealed record CloneFrom(TrialId Donor, CheckpointRef Checkpoint, Configuration Config) : Decision;
}
