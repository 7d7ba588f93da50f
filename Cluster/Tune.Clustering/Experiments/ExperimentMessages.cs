using System.Collections.Immutable;
using Tune.Clustering.Placement;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <summary>Something for one experiment, wherever it is: the name decides where it goes.</summary>
internal interface IExperimentMessage : IWireMessage
{
    string Experiment { get; }
}

/// <summary>Start it, extend it, or take it up again. Answered with Accepted or Refused.</summary>
internal sealed record SubmitExperiment(ExperimentSpec Spec) : IExperimentMessage
{
    public string Experiment => Spec.Name;
}

/// <summary>Take it up again as it is stored. Answered with Accepted or Refused.</summary>
internal sealed record ResumeExperiment(string Experiment) : IExperimentMessage;

/// <summary>Pause it: running trials save and leave. Answered with Accepted or Refused.</summary>
internal sealed record HoldExperiment(string Experiment) : IExperimentMessage;

/// <summary>End it. Answered with Accepted or Refused.</summary>
internal sealed record StopExperiment(string Experiment) : IExperimentMessage;

/// <summary>End one of its trials. Answered with Accepted or Refused.</summary>
internal sealed record StopTrial(string Experiment, TrialId Trial) : IExperimentMessage;

/// <summary>Leave in good order. Answered with Drained once nothing runs and the session is closed.</summary>
internal sealed record DrainExperiment(string Experiment) : IExperimentMessage;

/// <summary>
/// Tell the sender how it goes: at once, four times a second while something changes, and at the end.
/// </summary>
/// <param name="Experiment">Which experiment; it need not exist yet.</param>
/// <param name="Events">Also send every event once it is durable; only within one process.</param>
internal sealed record Subscribe(string Experiment, bool Events) : IExperimentMessage;

/// <summary>
/// The agent of one experiment on one node, the sender, runs attempts whose owner is gone. Whoever owns the experiment
/// now goes on with them. Answered with AttemptsKept or DropAttempts.
/// </summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Term">The session that had them started.</param>
/// <param name="Node">The node, and whom to tell what it shall run.</param>
/// <param name="Oldest">The number of the first batch that will come: the oldest unanswered one.</param>
/// <param name="Attempts">All attempts whose end has not been acknowledged.</param>
internal sealed record AttemptsHeld(
    string Experiment, Term Term, NodeContact Node, long Oldest, ImmutableArray<HeldAttempt> Attempts)
    : IExperimentMessage;

/// <summary>An attempt on a node whose end has not been acknowledged.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Slot">The slot it was given.</param>
/// <param name="Leaving">What it has been told.</param>
internal sealed record HeldAttempt(TrialId Trial, Attempt Attempt, SlotGrant Slot, Leaving Leaving)
{
    /// <summary>The slots it has besides; default none.</summary>
    public ImmutableArray<SlotGrant> Further
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    public bool Equals(HeldAttempt? other) =>
        other is not null && (Trial, Attempt, Leaving) == (other.Trial, other.Attempt, other.Leaving)
        && Slot == other.Slot && Further.SequenceEqual(other.Further);

    public override int GetHashCode() => (Trial, Attempt).GetHashCode();
}

/// <summary>Tell the sender no more.</summary>
internal sealed record Unsubscribe(string Experiment) : IExperimentMessage;

/// <summary>It is in the journal.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Term">Its session: the open one, or the last one if nothing is left to do.</param>
internal sealed record Accepted(string Experiment, Term Term) : IWireMessage;

/// <summary>Nothing was done.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Problems">One sentence each.</param>
internal sealed record Refused(string Experiment, ImmutableArray<string> Problems) : IWireMessage;

/// <summary>The session is closed, or there was none.</summary>
internal sealed record Drained(string Experiment) : IWireMessage;
