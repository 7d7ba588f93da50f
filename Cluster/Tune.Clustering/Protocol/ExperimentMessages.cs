using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>
/// Tell the sender what the owner has to say: how it fares at once, the rest as it comes. Opens nothing: where nobody
/// owns the experiment the sender is told so, and of the next owner.
/// </summary>
/// <param name="Experiment">Which experiment; it need not exist yet.</param>
internal sealed record Subscribe(string Experiment) : IExperimentMessage;

/// <summary>
/// The agent of one experiment on one node, the sender, runs attempts whose owner is gone. Whoever owns the experiment
/// now goes on with them. Answered with AttemptsKept or DropAttempts.
/// </summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Term">The session that had them started.</param>
/// <param name="Node">The node, and whom to tell what it shall run.</param>
/// <param name="Oldest">The number of the first batch that will come: the oldest unanswered one.</param>
/// <param name="Attempts">All attempts whose end has not been acknowledged.</param>
/// <param name="Asked">The owner that asked for it, which then knows that nothing else is on its way to the node;
/// 0 if nobody did.</param>
internal sealed record AttemptsHeld(
    string Experiment, Term Term, NodeContact Node, long Oldest, ImmutableArray<HeldAttempt> Attempts,
    OwnerEpoch Asked = default) : IExperimentMessage;

/// <summary>An attempt on a node whose end has not been acknowledged.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Slots">The slots it was given.</param>
/// <param name="Leaving">What it has been told.</param>
internal sealed record HeldAttempt(
    TrialId Trial, Attempt Attempt, ImmutableArray<SlotGrant> Slots, Leaving Leaving)
{
    public bool Equals(HeldAttempt? other) =>
        other is not null && (Trial, Attempt, Leaving) == (other.Trial, other.Attempt, other.Leaving)
        && Slots.SequenceEqual(other.Slots);

    public override int GetHashCode() => (Trial, Attempt).GetHashCode();
}

/// <summary>Tell the sender no more.</summary>
internal sealed record Unsubscribe(string Experiment) : IExperimentMessage;
