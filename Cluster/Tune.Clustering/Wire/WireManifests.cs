using System.Collections.Frozen;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Wire;

/// <summary>
/// The closed list of what travels between nodes. A manifest is a name and the version of the form its bytes have: a
/// message whose form changes gets the next version, and a name is never used for something else.
/// </summary>
internal static class WireManifests
{
    private static readonly FrozenDictionary<Type, string> Names = new Dictionary<Type, string>
    {
        [typeof(SubmitExperiment)] = "submit.4",
        [typeof(ResumeExperiment)] = "resume.2",
        [typeof(PauseExperiment)] = "hold.2",
        [typeof(StopExperiment)] = "stop.2",
        [typeof(StopTrial)] = "stop-trial.2",
        [typeof(ActOnExperiment)] = "act.1",
        [typeof(ActTaken)] = "act-taken.1",
        [typeof(DrainExperiment)] = "drain.2",
        [typeof(Subscribe)] = "subscribe.2",
        [typeof(Unsubscribe)] = "unsubscribe.1",
        [typeof(Accepted)] = "accepted.2",
        [typeof(Refused)] = "refused.2",
        [typeof(Drained)] = "drained.2",
        [typeof(Underway)] = "underway.3",
        [typeof(OwnerStanding)] = "standing.1",
        [typeof(ExperimentNotice)] = "notice.1",
        [typeof(ExperimentBroken)] = "broken.1",
        [typeof(RunAttempts)] = "run.3",
        [typeof(LeaveAttempts)] = "leave.2",
        [typeof(ReportBatch)] = "batch.1",
        [typeof(BatchAnswers)] = "answers.2",
        [typeof(AttemptsHeld)] = "held.4",
        [typeof(AttemptsKept)] = "kept.2",
        [typeof(DropAttempts)] = "drop.2",
        [typeof(NodeNotice)] = "node-notice.1",
        [typeof(AttemptStalled)] = "stalled.1",
        [typeof(AttemptsLost)] = "lost.1",
        [typeof(WhatRuns)] = "what-runs.1",
        [typeof(OrdersRefused)] = "orders-refused.1",
        [typeof(Superseded)] = "superseded.1",
        [typeof(FindNodes)] = "find-nodes.1",
        [typeof(NodesFound)] = "nodes-found.1",
        [typeof(OfferNode)] = "offer.2",
        [typeof(OfferRefused)] = "offer-refused.1",
        [typeof(ClaimSlots)] = "claim.3",
        [typeof(ReturnSlots)] = "return.3",
        [typeof(SlotsGranted)] = "granted.2",
        [typeof(GiveBackSlots)] = "give-back.2",
        [typeof(SlotsPending)] = "pending.1",
        [typeof(AskHoldings)] = "ask-holdings.1",
        [typeof(TellHoldings)] = "tell-holdings.1",
        [typeof(AskFit)] = "ask-fit.1",
        [typeof(FitAnswer)] = "fit.1",
    }.ToFrozenDictionary();

    /// <summary>What submitting looked like without second chances, and with them but nothing written about it; both
    /// are still read.</summary>
    public const string SubmitBefore = "submit.2";

    /// <inheritdoc cref="SubmitBefore" />
    public const string SubmitUnmarked = "submit.3";

    private static readonly FrozenDictionary<string, Type> Types = Names
        .Select(entry => KeyValuePair.Create(entry.Value, entry.Key))
        .Append(KeyValuePair.Create(SubmitBefore, typeof(SubmitExperiment)))
        .Append(KeyValuePair.Create(SubmitUnmarked, typeof(SubmitExperiment)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every message there is, with its manifest.</summary>
    public static IReadOnlyDictionary<Type, string> All => Names;

    /// <summary>The manifest of a message; null for what must not travel.</summary>
    public static string? NameOf(Type type) => Names.GetValueOrDefault(type);

    /// <summary>The message behind a manifest; null for one that is not known here.</summary>
    public static Type? TypeOf(string manifest) => Types.GetValueOrDefault(manifest);
}
