using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>Something for a node's agent about one experiment, from that experiment.</summary>
internal interface INodeMessage : IWireMessage
{
    string Experiment { get; }

    /// <summary>The session that speaks. A node that has heard a later one takes no notice.</summary>
    Term Term { get; }

    /// <summary>The owner that speaks. A node that has heard a later one refuses.</summary>
    OwnerEpoch Epoch { get; }
}

/// <summary>Run these attempts.</summary>
internal sealed record RunAttempts(
    string Experiment, Term Term, OwnerEpoch Epoch, RunSettings Settings, ImmutableArray<AttemptOrder> Attempts)
    : INodeMessage;

/// <summary>What all attempts of an experiment have in common.</summary>
internal sealed record RunSettings(
    string Trainable, string Metric, CheckpointPolicy Checkpoints, TrialLimits Limits, Resources Resources);

/// <summary>One attempt to run.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Slots">The slots it takes, one or more, each with what comes with it; the leading one first.</param>
/// <param name="Config">With which configuration.</param>
/// <param name="Seed">The trial's own seed.</param>
/// <param name="From">The checkpoint it starts from; null for none.</param>
/// <param name="Milestone">The first iteration whose report must wait for its answer.</param>
internal sealed record AttemptOrder(
    TrialId Trial, Attempt Attempt, ImmutableArray<SlotGrant> Slots, Configuration Config, ulong Seed,
    CheckpointRef? From, int Milestone)
{
    /// <summary>Where that is.</summary>
    [JsonIgnore]
    public Allocation Where => Allocation.Of(Slots.GroupBy(grant => grant.Node).Select(
        node => new NodeShare(node.Key, SlotSet.Of(node.Select(grant => grant.Slot)))));

    /// <summary>The graphics cards of all its slots.</summary>
    [JsonIgnore]
    public ImmutableArray<int> Gpus => [.. Slots.SelectMany(grant => grant.Gpus).Distinct()];
}

/// <summary>These attempts shall leave.</summary>
internal sealed record LeaveAttempts(
    string Experiment, Term Term, OwnerEpoch Epoch, ImmutableArray<LeaveOrder> Attempts) : INodeMessage;

/// <summary>One attempt that shall leave.</summary>
internal sealed record LeaveOrder(TrialId Trial, Attempt Attempt, Leaving How);

/// <summary>The experiment has an owner again, the sender, and these attempts go on. The unanswered batches are sent
/// again.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Term">The session, which is still the same.</param>
/// <param name="Epoch">The owner.</param>
/// <param name="Superfluous">Attempts that have no voice any more.</param>
internal sealed record AttemptsKept(
    string Experiment, Term Term, OwnerEpoch Epoch, ImmutableArray<LeaveOrder> Superfluous) : INodeMessage;

/// <summary>Everything that runs for this session shall end: nothing of it counts any more.</summary>
internal sealed record DropAttempts(string Experiment, Term Term, OwnerEpoch Epoch, string Why) : INodeMessage;

/// <summary>Say what runs. Answered with AttemptsHeld, also if nothing does.</summary>
internal sealed record WhatRuns(string Experiment, Term Term, OwnerEpoch Epoch) : INodeMessage;

/// <summary>The answers to a batch, one for each of its messages, after they became durable.</summary>
internal sealed record BatchAnswers(
    string Experiment, Term Term, OwnerEpoch Epoch, long Number, ImmutableArray<TrialAnswer> Answers) : INodeMessage;

/// <summary>What a node's attempts of one experiment have to say since the last batch, in order.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Term">The session that had them started.</param>
/// <param name="Number">1, 2, 3 … from this sender in this session.</param>
/// <param name="IsAgain">Whether it was sent before and no answer has come.</param>
/// <param name="Messages">One or more.</param>
internal sealed record ReportBatch(
    string Experiment, Term Term, long Number, bool IsAgain, ImmutableArray<TrialMessage> Messages) : IWireMessage;

/// <summary>One message of a running attempt.</summary>
internal abstract record TrialMessage(TrialId Trial, Attempt Attempt)
{
    /// <summary>Metrics at an iteration; a checkpoint that is safe already.</summary>
    internal sealed record Report(
        TrialId Trial, Attempt Attempt, int Sequence, int Iteration, MetricSet Metrics, CheckpointRef? Checkpoint)
        : TrialMessage(Trial, Attempt);

    /// <summary>A checkpoint outside a report, safe already.</summary>
    internal sealed record Save(TrialId Trial, Attempt Attempt, CheckpointRef Checkpoint)
        : TrialMessage(Trial, Attempt);

    /// <summary>The attempt is over and its slot free.</summary>
    internal sealed record End(TrialId Trial, Attempt Attempt, AttemptOutcome Outcome) : TrialMessage(Trial, Attempt);
}

/// <summary>A node tells those who watch an experiment one sentence.</summary>
internal sealed record NodeNotice(string Experiment, string Text) : IWireMessage;

/// <summary>An attempt on a node can only wait, for a reason that is not its own: it has no room for a
/// checkpoint.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Why">A sentence; empty when it goes on.</param>
internal sealed record AttemptStalled(string Experiment, TrialId Trial, Attempt Attempt, string Why) : IWireMessage;

/// <summary>A node has refused what earlier owners of the experiment said.</summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Count">How often since it was started.</param>
internal sealed record OrdersRefused(string Experiment, string Node, long Count) : IWireMessage;

/// <summary>To an owner: there is a later one. It is to leave without a word.</summary>
internal sealed record Superseded(string Experiment, OwnerEpoch Epoch) : IWireMessage;

/// <summary>A node has lost track of everything it ran for an experiment.</summary>
internal sealed record AttemptsLost(string Experiment, string Node) : IWireMessage;
