using System.Globalization;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;
using Tune.Hosting.Json;

namespace Tune.Server.Reading;

/// <summary>What happened, in words.</summary>
internal static class EventForms
{
    /// <summary>An event that people want to know of; null for a report, a decision to go on and a beat.</summary>
    public static EventItem? Of(long position, ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.Reported or ExperimentEvent.Beat
            or ExperimentEvent.Decided { Decision: Decision.Continue } => null,
        ExperimentEvent.Created => Item("created", "The experiment was created."),
        ExperimentEvent.Extended => Item("extended", "Its limits were changed."),
        ExperimentEvent.SessionOpened e => Item("session", Text($"Session {e.Term} began on {e.Host}.")),
        ExperimentEvent.ProgramSeen e => Item("program", $"{e.Program.Name} {e.Program.Version} drives it."),
        ExperimentEvent.DrainStarted => Item("drain", "It was asked to leave; what runs saves."),
        ExperimentEvent.SessionClosed => Item("left", "The session ended in good order."),
        ExperimentEvent.Paused => Item("paused", "It was paused."),
        ExperimentEvent.Resumed => Item("resumed", "It goes on."),
        ExperimentEvent.Acted e => Item("act", $"{ActText.Of(e)}.", EventSubject.TrialOf(e.Act)),
        ExperimentEvent.Ended e => Item("ended", Because(e.Status.ToString(), e.Why)),
        ExperimentEvent.SlotsHeld e => Item("slots", Text($"It has {e.Slots.Count} slots of {e.Node}.")),
        _ => OfTrial(position, fact),
    } is { } item ? item with { Position = position, AtUtc = fact.At.Utc } : null;

    private static EventItem OfTrial(long position, ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.TrialProposed e => Item(
            "trial", e.ByHand ? "It was enqueued by hand." : "The searcher proposed it.", e.Trial),
        ExperimentEvent.AttemptStarted e => Item(
            "attempt", Text($"Attempt {e.Attempt} started on {e.Where.Node}, slot {e.Where.Slot}")
                + (e.From is { } from ? Text($", from iteration {from.Iteration}.") : "."), e.Trial, e.Attempt),
        ExperimentEvent.AttemptEnded e => Item(
            "attempt_ended", Because(Text($"Attempt {e.Attempt} {WordOf(e.Outcome)}"), WhyOf(e.Outcome)),
            e.Trial, e.Attempt),
        ExperimentEvent.Decided e => Item(
            "decision", Because(Text($"{DecisionOf(e.Decision)} at iteration {e.Iteration}"), WhyOf(e.Decision)),
            e.Trial, e.Attempt),
        ExperimentEvent.CheckpointSaved e => Item(
            "checkpoint", Text($"Saved at iteration {e.Checkpoint.Iteration}, {e.Checkpoint.Bytes} bytes."),
            e.Trial, e.Attempt),
        ExperimentEvent.CheckpointDropped e => Item(
            "checkpoint_dropped", Text($"The checkpoint of iteration {e.Checkpoint.Iteration} was given up."), e.Trial),
        ExperimentEvent.CheckpointLost e => Item("checkpoint_lost", e.Why, e.Trial, e.Attempt),
        ExperimentEvent.TrialEnded e => Item("trial_ended", Because(e.Status.ToString(), e.Why), e.Trial),
        ExperimentEvent.TrialReopened e => Item("trial_reopened", "It is given another chance.", e.Trial),
        ExperimentEvent.MessageRefused e => Item(
            "refused", Because("A message was refused", e.Why), e.Trial, e.Attempt),
        _ => Item("other", fact.GetType().Name),
    } with { Position = position };

    public static string WordOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Completed => "completed",
        AttemptOutcome.Obeyed => "left as it was told",
        AttemptOutcome.Interrupted => "was interrupted",
        AttemptOutcome.Failed => "broke",
        _ => "was lost",
    };

    public static string WhyOf(AttemptOutcome? outcome) => outcome switch
    {
        AttemptOutcome.Failed failed => failed.Message,
        AttemptOutcome.Lost lost => lost.Why,
        _ => "",
    };

    public static string WhyOf(Decision decision) => decision switch
    {
        Decision.Stop stop => stop.Why,
        Decision.CloneFrom clone => Text($"from trial {clone.Donor} at iteration {clone.Checkpoint.Iteration}"),
        _ => "",
    };

    private static string DecisionOf(Decision decision) => decision switch
    {
        Decision.Pause => "Paused",
        Decision.Stop => "Stopped",
        Decision.CloneFrom => "Cloned",
        _ => decision.GetType().Name,
    };

    private static string Because(string what, string why) => why.Length == 0 ? $"{what}." : $"{what}: {why}";

    private static EventItem Item(string kind, string says, TrialId? trial = null, Attempt? attempt = null) => new()
    {
        Position = 0,
        AtUtc = default,
        Kind = kind,
        Says = says,
        Trial = trial?.Number,
        Attempt = attempt?.Number,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
