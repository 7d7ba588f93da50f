using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

public static partial class ExperimentMachine
{
    /// <summary>After so much active time without an event a tick notes that the owner is there: no more than this is
    /// missing from the time budgets when it is killed.</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(30);

    private static Outcome Tick(ExperimentState state, ExperimentCommand.Tick tick)
    {
        if (state.Status != ExperimentStatus.Active)
        {
            return Outcome.None;
        }

        if (OutOfTime(state, tick.At) is { } ended)
        {
            return Outcome.Of(ended);
        }

        ExperimentEvent[] overdue =
        [
            .. state.RunningInOrder
                .Where(trial => trial.Leaving == Leaving.No
                    && state.Stopper?.IsOverdue(trial.ChargedAt(tick.At)) == true)
                .Select(trial => StopNow(state, trial, tick.At, new Decision.Stop(
                    StopReason.Rule, $"ran for {trial.ChargedAt(tick.At)}, its time limit"))),
        ];
        return overdue.Length == 0 && state.IsOpen && tick.At.Active - state.Last.Active >= BeatEvery
            ? Outcome.Of(new ExperimentEvent.Beat(tick.At))
            : Outcome.Of([.. overdue]);
    }

    private static ExperimentEvent.Ended? OutOfTime(ExperimentState state, Moment at) =>
        state.Spec!.TimeBudget is { } budget && at.Active >= budget
            ? EndedBy(state, at, $"the time budget of {budget} is used", coming: null)
            : null;

    // A limit that ends an experiment with nothing to show for it has not made it a success.
    // What still runs may have the last word: what it reports on its way out counts, and so the verdict waits for it.
    private static ExperimentEvent.Ended EndedBy(ExperimentState state, Moment at, string limit, MetricSet? coming) =>
        (state.Spec!.WaitsForTheLastWord && state.Running > 0 ? null : WantByLimit(state, coming)) is { } want
            ? new(at, ExperimentStatus.Failed, $"{limit}, and {want}")
            : new(at, ExperimentStatus.Finished, limit);

    /// <summary>What the last attempts that a limit sent away have left the experiment with: a failure if that is
    /// nothing; null if all is well or was decided before.</summary>
    /// <param name="state">As it is before they leave.</param>
    /// <param name="at">When.</param>
    /// <param name="errors">The trials that end with it by an error, and what the first of them says.</param>
    private static ExperimentEvent.Ended? LastWord(
        ExperimentState state, Moment at, (int Count, string First) errors) =>
        state.Spec!.WaitsForTheLastWord && state.Status == ExperimentStatus.Finished
            && WantByLimit(state, coming: null, errors) is { } want
            ? new(at, ExperimentStatus.Failed, $"{state.Why}, and {want}")
            : null;

    private static string? WantByLimit(
        ExperimentState state, MetricSet? coming, (int Count, string First) errors = default) =>
        state.Reports == 0 && coming is null ? "nothing has been reported" : Want(state, coming, errors);

    /// <summary>What is wanting for anything to be said about what was tried; null if nothing is. Whoever waits for a
    /// result must hear of it.</summary>
    /// <param name="state">As it is before the report that is just coming in, if one is.</param>
    /// <param name="coming">What that report says.</param>
    /// <param name="errors">The trials that are just ending by an error, and what the first of them says.</param>
    private static string? Want(
        ExperimentState state, MetricSet? coming = null, (int Count, string First) errors = default)
    {
        var errored = state.Count(TrialStatus.Errored) + errors.Count;
        var first = state.FirstError.Length > 0 ? state.FirstError : errors.First ?? "";
        if (errored > 0 && errored == state.Proposed)
        {
            return $"all {errored} trials errored; the first said: {first}";
        }

        var seen = coming ?? MetricSet.Empty;
        var reports = state.Reports + (coming is null ? 0 : 1);
        if (reports == 0)
        {
            return null;
        }

        if (state.Unreported.Find(metric => !seen.TryGet(metric, out _)) is { } never)
        {
            return $"the metric '{never}' was never reported in {reports} reports"
                + (first.Length > 0 ? $"; the first error was: {first}" : "");
        }

        if (state.Spec!.TellsPartial && !state.HasWhole && !state.Spec.HasObjectives(seen))
        {
            return $"none of {reports} reports had all objectives in it; report "
                + $"{string.Join(" and ", state.Spec.Objectives.Select(each => $"'{each.Metric}'"))} together";
        }

        return state.Unusable.Find(metric => !(seen.TryGet(metric, out var value) && double.IsFinite(value)))
            is { } useless
            ? $"no trial reported a finite '{useless}' in {reports} reports (NaN and infinity never count)"
            : null;
    }

    private static Outcome StopTrial(ExperimentState state, ExperimentCommand.StopTrial command)
    {
        if (!state.Live.TryGetValue(command.Trial, out var trial))
        {
            return Outcome.Refuse(command.Trial.Number < state.Proposed
                ? $"Trial {command.Trial} is over already."
                : $"There is no trial {command.Trial}; the last is {state.Proposed - 1}.");
        }

        if (trial is { Status: TrialStatus.Running, Leaving: Leaving.Stop })
        {
            return Outcome.None;
        }

        const string why = "stopped by the user";
        return Outcome.Of(trial.Status == TrialStatus.Running
            ? StopNow(state, trial, command.At, new Decision.Stop(StopReason.User, why))
            : new ExperimentEvent.TrialEnded(command.At, trial.Id, TrialStatus.Stopped, why));
    }

    private static ExperimentEvent.Decided StopNow(
        ExperimentState state, TrialState trial, Moment at, Decision.Stop decision) =>
        new(
            at, trial.Id, trial.Attempt, trial.Sequence, trial.AttemptIteration, decision, state.InputsHash);

    private static Outcome DropCheckpoints(ExperimentState state, ExperimentCommand.DropCheckpoints command) =>
        Outcome.Of([.. state.Checkpoints.Surplus(state.Spec!.Checkpoints, state.Scheduler.Wanted()).Select(entry =>
            new ExperimentEvent.CheckpointDropped(command.At, entry.Trial, entry.Checkpoint))]);
}
