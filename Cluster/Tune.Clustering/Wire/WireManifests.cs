using System.Collections.Frozen;
using Tune.Clustering.Experiments;
using Tune.Clustering.Nodes;
using Tune.Clustering.Placement;

namespace Tune.Clustering.Wire;

/// <summary>
/// The closed list of what travels between nodes. A manifest is a name and the version of the form its bytes have: a
/// message whose form changes gets the next version, and a name is never used for something else.
/// </summary>
internal static class WireManifests
{
    private static readonly FrozenDictionary<Type, string> Names = new Dictionary<Type, string>
    {
        [typeof(SubmitExperiment)] = "submit.1",
        [typeof(ResumeExperiment)] = "resume.1",
        [typeof(HoldExperiment)] = "hold.1",
        [typeof(StopExperiment)] = "stop.1",
        [typeof(StopTrial)] = "stop-trial.1",
        [typeof(DrainExperiment)] = "drain.1",
        [typeof(Subscribe)] = "subscribe.1",
        [typeof(Unsubscribe)] = "unsubscribe.1",
        [typeof(Accepted)] = "accepted.1",
        [typeof(Refused)] = "refused.1",
        [typeof(Drained)] = "drained.1",
        [typeof(ExperimentProgress)] = "progress.1",
        [typeof(ExperimentNotice)] = "notice.1",
        [typeof(ExperimentBroken)] = "broken.1",
        [typeof(RunAttempts)] = "run.2",
        [typeof(LeaveAttempts)] = "leave.1",
        [typeof(ReportBatch)] = "batch.1",
        [typeof(BatchAnswers)] = "answers.1",
        [typeof(AttemptsHeld)] = "held.2",
        [typeof(AttemptsKept)] = "kept.1",
        [typeof(DropAttempts)] = "drop.1",
        [typeof(NodeNotice)] = "node-notice.1",
        [typeof(AttemptStalled)] = "stalled.1",
        [typeof(AttemptsLost)] = "lost.1",
        [typeof(OfferNode)] = "offer.1",
        [typeof(OfferRefused)] = "offer-refused.1",
        [typeof(ClaimSlots)] = "claim.1",
        [typeof(ReturnSlots)] = "return.1",
        [typeof(SlotsGranted)] = "granted.1",
        [typeof(GiveBackSlots)] = "give-back.1",
        [typeof(SlotsPending)] = "pending.1",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Type> Types =
        Names.ToFrozenDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);

    /// <summary>Every message there is, with its manifest.</summary>
    public static IReadOnlyDictionary<Type, string> All => Names;

    /// <summary>The manifest of a message; null for what must not travel.</summary>
    public static string? NameOf(Type type) => Names.GetValueOrDefault(type);

    /// <summary>The message behind a manifest; null for one that is not known here.</summary>
    public static Type? TypeOf(string manifest) => Types.GetValueOrDefault(manifest);
}
