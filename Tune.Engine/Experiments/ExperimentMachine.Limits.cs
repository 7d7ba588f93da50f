using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

public static partial class ExperimentMachine
{
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

        var overdue = state.RunningInOrder.Where(trial =>
            trial.Leaving == Leaving.No && state.Stopper?.IsOverdue(trial.UsedAt(tick.At)) == true);
        return Outcome.Of([.. overdue.Select(trial => StopNow(state, trial, tick.At, new Decision.Stop(
            StopReason.Rule, $"ran for {trial.UsedAt(tick.At)}, its time limit")))]);
    }

    private static ExperimentEvent.Ended? OutOfTime(ExperimentState state, Moment at) =>
        state.Spec!.TimeBudget is { } budget && at.Active >= budget
            ? EndedBy(at, $"the time budget of {budget} is used",
                state.Reports == 0 ? "nothing has been reported" : Want(state))
            : null;

    // A limit that ends an experiment with nothing to show for it has not made it a success.
    private static ExperimentEvent.Ended EndedBy(Moment at, string limit, string? want) => want is null
        ? new(at, ExperimentStatus.Finished, limit)
        : new(at, ExperimentStatus.Failed, $"{limit}, and {want}");

    /// <summary>What is wanting for anything to be said about what was tried; null if nothing is. Whoever waits for a
    /// result must hear of it.</summary>
    /// <param name="state">As it is before the report that is just coming in, if one is.</param>
    /// <param name="coming">What that report says.</param>
    private static string? Want(ExperimentState state, MetricSet? coming = null)
    {
        var errored = state.Count(TrialStatus.Errored);
        if (errored > 0 && errored == state.Proposed)
        {
            return $"all {errored} trials errored; the first said: {state.FirstError}";
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
                + (state.FirstError.Length > 0 ? $"; the first error was: {state.FirstError}" : "");
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
