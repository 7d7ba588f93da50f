using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>Something asked of an experiment, with the instant at which it was asked.</summary>
public abstract record ExperimentCommand(Moment At)
{
    /// <summary>Bring the experiment into being, or extend it, or take it up again as it is; and let trials that failed
    /// for good run again, if that is asked too. All of it, or nothing.</summary>
    public sealed record Submit(Moment At, ExperimentSpec Spec, SecondChance? Chance = null)
        : ExperimentCommand(At);

    /// <summary>A new owner takes over.</summary>
    public sealed record OpenSession(Moment At, string Host, int ProcessId) : ExperimentCommand(At);

    /// <summary>It is known which program drives the session.</summary>
    public sealed record NoteProgram(Moment At, ProgramRecord Program) : ExperimentCommand(At);

    /// <summary>A slot is free.</summary>
    public sealed record Place(Moment At, string Node, int Slot) : ExperimentCommand(At);

    /// <summary>From now on the experiment has these slots of a node, those in use included. Only of consequence where
    /// the scheduler gives trials several slots.</summary>
    public sealed record HoldSlots(Moment At, string Node, SlotSet Slots) : ExperimentCommand(At);

    /// <summary>A trial reports.</summary>
    public sealed record Report(
        Moment At, TrialId Trial, Attempt Attempt, int Sequence, int Iteration, MetricSet Metrics,
        CheckpointRef? Checkpoint) : ExperimentCommand(At);

    /// <summary>A trial has saved outside a report.</summary>
    public sealed record SaveCheckpoint(Moment At, TrialId Trial, Attempt Attempt, CheckpointRef Checkpoint)
        : ExperimentCommand(At);

    /// <summary>An attempt is over.</summary>
    public sealed record EndAttempt(Moment At, TrialId Trial, Attempt Attempt, AttemptOutcome Outcome)
        : ExperimentCommand(At);

    /// <summary>Time has passed: look at the limits.</summary>
    public sealed record Tick(Moment At) : ExperimentCommand(At);

    /// <summary>The user pauses the experiment.</summary>
    public sealed record Pause(Moment At) : ExperimentCommand(At);

    /// <summary>The user ends the experiment.</summary>
    public sealed record Stop(Moment At) : ExperimentCommand(At);

    /// <summary>The user ends one trial.</summary>
    public sealed record StopTrial(Moment At, TrialId Trial) : ExperimentCommand(At);

    /// <summary>The user lets trials that failed for good run again.</summary>
    public sealed record Again(Moment At, SecondChance Chance) : ExperimentCommand(At);

    /// <summary>Somebody does something by hand. All that follows from it comes of this command, or nothing does.
    /// </summary>
    public sealed record ByHand(Moment At, UserAct Act, ActedBy By) : ExperimentCommand(At);

    /// <summary>The owner wants to leave in good order.</summary>
    public sealed record Drain(Moment At) : ExperimentCommand(At);

    /// <summary>Give up what the retention rules no longer keep.</summary>
    public sealed record DropCheckpoints(Moment At) : ExperimentCommand(At);
}
