using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>Takes every decision of a recorded history a second time and compares.</summary>
public static class ReplayAudit
{
    private const int MismatchesMax = 20;

    /// <summary>
    /// Folds the history and, wherever events were decided, asks the machine again what it would decide. Only what the
    /// user asked for and what was refused is taken as it is.
    /// </summary>
    /// <param name="history">The events, from the first on.</param>
    /// <param name="passed">Shown the state whenever an event has been folded, with the number of events so far; it is
    /// not to be changed.</param>
    /// <returns>How much was checked and the first differences, if any.</returns>
    public static ReplayReport Run(
        IEnumerable<ExperimentEvent> history, Action<long, ExperimentState>? passed = null)
    {
        var state = new ExperimentState();
        var expected = new Queue<ExperimentEvent>();
        var mismatches = new List<string>();
        long decisions = 0, proposals = 0, at = 0;
        foreach (var (fact, next) in WithNext(history))
        {
            if (expected.Count == 0)
            {
                expected = new Queue<ExperimentEvent>(Again(state, fact, next));
            }

            if (expected.TryDequeue(out var again) ? !IsSame(again, fact) : IsDecided(fact))
            {
                expected.Clear();
                if (mismatches.Count < MismatchesMax)
                {
                    mismatches.Add($"event {at}: recorded {fact}, decided again {again?.ToString() ?? "nothing"}");
                }
            }

            decisions += fact is ExperimentEvent.Decided ? 1 : 0;
            proposals += fact is ExperimentEvent.AttemptStarted ? 1 : 0;
            ExperimentMachine.Apply(state, fact);
            at++;
            passed?.Invoke(at, state);
        }

        return new ReplayReport(at, decisions, proposals, mismatches);
    }

    // Facts that say who asked come from one command; for the others each command that can lead to them is tried.
    private static ImmutableArray<ExperimentEvent> Again(
        ExperimentState state, ExperimentEvent fact, ExperimentEvent? next)
    {
        ImmutableArray<ExperimentEvent> answer = [];
        foreach (var command in Commands(fact, next))
        {
            var events = ExperimentMachine.Decide(state, command).Events;
            if (events.IsEmpty || !IsSame(events[0], fact))
            {
                answer = answer.IsEmpty ? events : answer;
                continue;
            }

            // Of several slots that begin alike it is the one that goes on as it was recorded.
            if (events.Length == 1 || (next is not null && IsSame(events[1], next)))
            {
                return events;
            }

            answer = answer.IsEmpty || !IsSame(answer[0], fact) ? events : answer;
        }

        return answer;
    }

    // Old journals do not say whether the end of an attempt paused the trial.
    private static bool IsSame(ExperimentEvent again, ExperimentEvent recorded) =>
        again == recorded
        || (again is ExperimentEvent.Extended more && recorded is ExperimentEvent.Extended written
            && more.At == written.At && ExperimentMachine.IsSameExtension(more.Spec, written.Spec))
        || (recorded is ExperimentEvent.AttemptEnded { Parked: null } && again is ExperimentEvent.AttemptEnded ended
            && ended with { Parked = null } == recorded);

    private static bool IsDecided(ExperimentEvent fact) =>
        fact is ExperimentEvent.CheckpointLost or ExperimentEvent.TrialProposed { ByHand: true }
        || Commands(fact, null).Any();

    private static IEnumerable<ExperimentCommand> Commands(ExperimentEvent fact, ExperimentEvent? next) => fact switch
    {
        ExperimentEvent.Reported reported => [ReportOf(reported, next)],
        ExperimentEvent.TrialProposed { ByHand: true } => [],
        ExperimentEvent.TrialProposed => PlacesOf(next as ExperimentEvent.AttemptStarted, fact.At),
        ExperimentEvent.AttemptStarted started => PlacesOf(started, fact.At),
        ExperimentEvent.CheckpointSaved saved =>
            [new ExperimentCommand.SaveCheckpoint(saved.At, saved.Trial, saved.Attempt, saved.Checkpoint)],
        ExperimentEvent.AttemptEnded ended =>
            [new ExperimentCommand.EndAttempt(ended.At, ended.Trial, ended.Attempt, ended.Outcome)],
        ExperimentEvent.Decided { Decision: Decision.CloneFrom } =>
            PlacesOf(next as ExperimentEvent.AttemptStarted, fact.At),
        ExperimentEvent.Decided decided =>
            [new ExperimentCommand.Tick(fact.At), new ExperimentCommand.StopTrial(fact.At, decided.Trial)],
        ExperimentEvent.TrialEnded ended => [new ExperimentCommand.StopTrial(ended.At, ended.Trial)],
        ExperimentEvent.TrialReopened reopened => [new ExperimentCommand.Again(reopened.At, new SecondChance
        {
            Trials = [reopened.Trial], FromNothing = reopened.From is null,
        })],
        ExperimentEvent.Acted acted => [new ExperimentCommand.ByHand(acted.At, acted.Act, acted.By)],
        ExperimentEvent.SlotsHeld held => [new ExperimentCommand.HoldSlots(held.At, held.Node, held.Slots)],
        ExperimentEvent.CheckpointDropped => [new ExperimentCommand.DropCheckpoints(fact.At)],
        ExperimentEvent.SessionOpened opened =>
            [new ExperimentCommand.OpenSession(opened.At, opened.Host, opened.ProcessId)],
        ExperimentEvent.ProgramSeen seen => [new ExperimentCommand.NoteProgram(seen.At, seen.Program)],
        ExperimentEvent.Beat => [new ExperimentCommand.Tick(fact.At)],
        ExperimentEvent.DrainStarted or ExperimentEvent.SessionClosed => [new ExperimentCommand.Drain(fact.At)],
        ExperimentEvent.Paused => [new ExperimentCommand.Pause(fact.At)],
        ExperimentEvent.Ended =>
            [new ExperimentCommand.Tick(fact.At), .. PlacesOf(null, fact.At), new ExperimentCommand.Stop(fact.At)],
        _ => [],
    };

    private static ExperimentCommand.Report ReportOf(ExperimentEvent.Reported reported, ExperimentEvent? next) => new(
        reported.At, reported.Trial, reported.Attempt, reported.Sequence, reported.Iteration, reported.Metrics,
        next is ExperimentEvent.CheckpointSaved saved && saved.Trial == reported.Trial
            && saved.Checkpoint.Iteration == reported.Iteration && saved.At == reported.At
            ? saved.Checkpoint
            : null);

    // An attempt that has several slots was placed in any one of them, and given the others.
    private static IEnumerable<ExperimentCommand> PlacesOf(ExperimentEvent.AttemptStarted? started, Moment at) =>
        started is { Where: { Count: > 0 } where }
            ? where[0].Slots.Select(slot => new ExperimentCommand.Place(at, where.Node, slot))
            : [new ExperimentCommand.Place(at, "", 0)];

    private static IEnumerable<(ExperimentEvent Fact, ExperimentEvent? Next)> WithNext(
        IEnumerable<ExperimentEvent> history)
    {
        ExperimentEvent? held = null;
        foreach (var fact in history)
        {
            if (held is not null)
            {
                yield return (held, fact);
            }

            held = fact;
        }

        if (held is not null)
        {
            yield return (held, null);
        }
    }
}

/// <summary>The result of a replay.</summary>
/// <param name="Events">How many events were folded.</param>
/// <param name="Decisions">How many decisions were taken again.</param>
/// <param name="Starts">How many starts of attempts were decided again.</param>
/// <param name="Mismatches">The first differences, one sentence each; empty when the replay is identical.</param>
public sealed record ReplayReport(
    long Events, long Decisions, long Starts, IReadOnlyList<string> Mismatches)
{
    /// <summary>Whether every decision came out the same.</summary>
    public bool IsIdentical => Mismatches.Count == 0;
}
