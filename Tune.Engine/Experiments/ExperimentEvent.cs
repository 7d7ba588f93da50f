using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Texts;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// A fact of an experiment's history. The journal is a sequence of these and nothing else; everything known about an
/// experiment is a fold over them.
/// </summary>
/// <param name="At">When it was decided.</param>
public abstract record ExperimentEvent(Moment At)
{
    /// <summary>The first event.</summary>
    public sealed record Created(Moment At, ExperimentSpec Spec) : ExperimentEvent(At);

    /// <summary>More trials, more time or other limits; the rest of the spec is unchanged.</summary>
    public sealed record Extended(Moment At, ExperimentSpec Spec) : ExperimentEvent(At);

    /// <summary>An owner took the experiment up. Attempts of earlier sessions are over.</summary>
    public sealed record SessionOpened(Moment At, Term Term, string Host, int ProcessId) : ExperimentEvent(At);

    /// <summary>Which program drives the session. Comes some time after <see cref="SessionOpened" />, or never if the
    /// owner was gone before it was found out.</summary>
    public sealed record ProgramSeen(Moment At, ProgramRecord Program) : ExperimentEvent(At);

    /// <summary>The owner was still there, and nothing else was noted for a while. Bounds how much active time is lost
    /// when it is killed.</summary>
    public sealed record Beat(Moment At) : ExperimentEvent(At);

    /// <summary>The owner was asked to leave: nothing new is handed out, running attempts are told to save.</summary>
    public sealed record DrainStarted(Moment At) : ExperimentEvent(At);

    /// <summary>The owner left in good order; nothing was running any more.</summary>
    public sealed record SessionClosed(Moment At) : ExperimentEvent(At);

    /// <summary>A new trial with its configuration.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">Its number, the next one.</param>
    /// <param name="Config">What it trains with.</param>
    /// <param name="ByHand">Whether it was enqueued by hand and comes on top of the trials that were asked for.</param>
    public sealed record TrialProposed(Moment At, TrialId Trial, Configuration Config, bool ByHand = false)
        : ExperimentEvent(At);

    /// <summary>A trial was given slots. From here on only this attempt's messages count.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Attempt">The new attempt.</param>
    /// <param name="Where">The nodes and slots that run it.</param>
    /// <param name="From">The checkpoint it starts from; null for a start from nothing.</param>
    public sealed record AttemptStarted(
        Moment At, TrialId Trial, Attempt Attempt, Allocation Where, CheckpointRef? From) : ExperimentEvent(At);

    /// <summary>Which slots of a node the experiment has from now on. Only noted where the scheduler gives trials
    /// several slots, because what it decides depends on it.</summary>
    /// <param name="At">When.</param>
    /// <param name="Node">Which node.</param>
    /// <param name="Slots">Its slots, those in use included; empty if it has none there any more.</param>
    public sealed record SlotsHeld(Moment At, string Node, SlotSet Slots) : ExperimentEvent(At);

    /// <summary>Metrics at an iteration, as reported.</summary>
    /// <param name="At">When it arrived.</param>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Sequence">1, 2, 3 … within the attempt, without gaps.</param>
    /// <param name="Iteration">Units of training done.</param>
    /// <param name="Metrics">As reported, NaN included.</param>
    public sealed record Reported(
        Moment At, TrialId Trial, Attempt Attempt, int Sequence, int Iteration, MetricSet Metrics)
        : ExperimentEvent(At);

    /// <summary>A checkpoint is safe in the store.</summary>
    public sealed record CheckpointSaved(Moment At, TrialId Trial, Attempt Attempt, CheckpointRef Checkpoint)
        : ExperimentEvent(At);

    /// <summary>A trial's checkpoint is given up by the retention rules; its bytes may go when no other entry of the
    /// ledger has the same content.</summary>
    public sealed record CheckpointDropped(Moment At, TrialId Trial, CheckpointRef Checkpoint) : ExperimentEvent(At);

    /// <summary>
    /// The checkpoint that an attempt was to start from is missing or damaged. The trial goes on from the next older
    /// one it has, even if it was paused and so meant to go on from exactly this one.
    /// </summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Attempt">The attempt that was to start from it.</param>
    /// <param name="Checkpoint">The one that is lost.</param>
    /// <param name="Instead">What the next attempt starts from; null for a start from nothing.</param>
    /// <param name="Why">What is wrong with which file, and what becomes of the trial: for people.</param>
    public sealed record CheckpointLost(
        Moment At, TrialId Trial, Attempt Attempt, CheckpointRef Checkpoint, CheckpointRef? Instead, string Why)
        : ExperimentEvent(At)
    {
        /// <summary>What is wrong, for people, cut to <see cref="TextLimit"/>.</summary>
        public string Why { get; init => field = TextLimit.Clip(value); } = TextLimit.Clip(Why);
    }

    /// <summary>What was decided about a trial.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Sequence">The report it answers; for decisions between reports, the last one (0 if none). The clone
    /// as which a paused trial goes on is decided between reports.</param>
    /// <param name="Iteration">The iteration of that report.</param>
    /// <param name="Decision">The outcome.</param>
    /// <param name="InputsHash">A chain over every fact that algorithms had been told up to and including this report.
    /// Equal histories have equal hashes on every machine.</param>
    public sealed record Decided(
        Moment At, TrialId Trial, Attempt Attempt, int Sequence, int Iteration, Decision Decision, ulong InputsHash)
        : ExperimentEvent(At);

    /// <summary>An attempt is over and its slot free.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Parked">Whether the trial is paused from now on and waits for its scheduler; if not, it waits for a
    /// slot, unless it is over. Null in journals from before this was written down: then
    /// <see cref="TrialLine.End"/> finds it out.</param>
    public sealed record AttemptEnded(
        Moment At, TrialId Trial, Attempt Attempt, AttemptOutcome Outcome, bool? Parked = null)
        : ExperimentEvent(At);

    /// <summary>A trial is over: for good, unless it failed and is given another chance.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Status">Completed, Stopped or Errored.</param>
    /// <param name="Why">One sentence for people.</param>
    public sealed record TrialEnded(Moment At, TrialId Trial, TrialStatus Status, string Why) : ExperimentEvent(At)
    {
        /// <summary>One sentence for people, cut to <see cref="TextLimit"/>.</summary>
        public string Why { get; init => field = TextLimit.Clip(value); } = TextLimit.Clip(Why);
    }

    /// <summary>A trial that had failed for good may run again: the user has mended what broke it.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">Which trial.</param>
    /// <param name="Config">Its configuration, as it was when it failed.</param>
    /// <param name="From">The checkpoint it goes on from; null for a start from nothing.</param>
    public sealed record TrialReopened(Moment At, TrialId Trial, Configuration Config, CheckpointRef? From)
        : ExperimentEvent(At);

    /// <summary>A message was refused and had no effect: the audit of the fence.</summary>
    public sealed record MessageRefused(Moment At, TrialId Trial, Attempt Attempt, string Why) : ExperimentEvent(At)
    {
        /// <summary>One sentence for people, cut to <see cref="TextLimit"/>.</summary>
        public string Why { get; init => field = TextLimit.Clip(value); } = TextLimit.Clip(Why);
    }

    /// <summary>The user paused the experiment.</summary>
    public sealed record Paused(Moment At) : ExperimentEvent(At);

    /// <summary>A paused or failed experiment goes on.</summary>
    public sealed record Resumed(Moment At) : ExperimentEvent(At);

    /// <summary>Somebody did something by hand. What follows from it comes right after it, in the same append.
    /// </summary>
    public sealed record Acted(Moment At, UserAct Act, ActedBy By) : ExperimentEvent(At);

    /// <summary>The experiment is over: Finished, Stopped or Failed.</summary>
    public sealed record Ended(Moment At, ExperimentStatus Status, string Why) : ExperimentEvent(At)
    {
        /// <summary>One sentence for people, cut to <see cref="TextLimit"/>.</summary>
        public string Why { get; init => field = TextLimit.Clip(value); } = TextLimit.Clip(Why);
    }
}
