using System.Collections.Immutable;

namespace Tune.Engine.Experiments;

/// <summary>Takes every decision of a recorded history a second time and compares.</summary>
public static class ReplayAudit
{
    private const int MismatchesMax = 20;

    /// <summary>
    /// Folds the history and, at each report and each start of an attempt, asks the machine again what it would decide.
    /// </summary>
    /// <returns>How much was checked and the first differences, if any.</returns>
    public static ReplayReport Run(IEnumerable<ExperimentEvent> history)
    {
        var state = new ExperimentState();
        var expected = new Queue<ExperimentEvent>();
        var mismatches = new List<string>();
        long decisions = 0, proposals = 0, at = 0;
        foreach (var (fact, next) in WithNext(history))
        {
            if (expected.Count == 0)
            {
                foreach (var answer in Again(state, fact, next))
                {
                    expected.Enqueue(answer);
                }
            }

            if (expected.TryDequeue(out var again) && again != fact && mismatches.Count < MismatchesMax)
            {
                mismatches.Add($"event {at}: recorded {fact}, decided again {again}");
            }

            decisions += fact is ExperimentEvent.Decided ? 1 : 0;
            proposals += fact is ExperimentEvent.AttemptStarted ? 1 : 0;
            ExperimentMachine.Apply(state, fact);
            at++;
        }

        return new ReplayReport(at, decisions, proposals, mismatches);
    }

    private static ImmutableArray<ExperimentEvent> Again(
        ExperimentState state, ExperimentEvent fact, ExperimentEvent? next) => fact switch
    {
        ExperimentEvent.Reported reported => ExperimentMachine.Decide(state, new ExperimentCommand.Report(
            reported.At, reported.Trial, reported.Attempt, reported.Sequence, reported.Iteration, reported.Metrics,
            next is ExperimentEvent.CheckpointSaved saved && saved.Trial == reported.Trial
                && saved.Checkpoint.Iteration == reported.Iteration && saved.At == reported.At
                ? saved.Checkpoint
                : null)).Events,
        ExperimentEvent.TrialProposed proposed when next is ExperimentEvent.AttemptStarted started =>
            Placed(state, started, proposed.At),
        ExperimentEvent.AttemptStarted started => Placed(state, started, started.At),
        _ => [],
    };

    private static ImmutableArray<ExperimentEvent> Placed(
        ExperimentState state, ExperimentEvent.AttemptStarted started, Moment at) =>
        ExperimentMachine.Decide(state, new ExperimentCommand.Place(at, started.Node, started.Slot)).Events;

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
