using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

public static partial class ExperimentMachine
{
    private static Outcome SaveCheckpoint(ExperimentState state, ExperimentCommand.SaveCheckpoint save)
    {
        if (Refusal(state, save.At, save.Trial, save.Attempt) is { } fenced)
        {
            return fenced;
        }

        var trial = state.Live[save.Trial];
        return save.Checkpoint.Iteration > trial.AttemptIteration
            ? Outcome.Refuse($"A checkpoint of iteration {save.Checkpoint.Iteration} came before its report; the last "
                + $"report is of iteration {trial.AttemptIteration}.")
            : Outcome.Of(new ExperimentEvent.CheckpointSaved(save.At, save.Trial, save.Attempt, save.Checkpoint));
    }

    private static Outcome EndAttempt(ExperimentState state, ExperimentCommand.EndAttempt end) =>
        Refusal(state, end.At, end.Trial, end.Attempt)
        ?? Outcome.Of([.. Ending(state, state.Live[end.Trial], end.Outcome, end.At)]);

    /// <summary>The end of an attempt and what it means for its trial and for the experiment.</summary>
    private static IEnumerable<ExperimentEvent> Ending(
        ExperimentState state, TrialState trial, AttemptOutcome outcome, Moment at)
    {
        yield return new ExperimentEvent.AttemptEnded(at, trial.Id, trial.Attempt, outcome);
        if (Verdict(state, trial, outcome) is not var (status, why))
        {
            yield break;
        }

        yield return new ExperimentEvent.TrialEnded(at, trial.Id, status, why);
        if (status == TrialStatus.Errored && state.Status == ExperimentStatus.Active
            && Abort(state, why) is { } abort)
        {
            yield return new ExperimentEvent.Ended(at, ExperimentStatus.Failed, abort);
        }
    }

    /// <summary>Whether a trial is over with this attempt, and how; null if it goes on.</summary>
    private static (TrialStatus Status, string Why)? Verdict(
        ExperimentState state, TrialState trial, AttemptOutcome outcome)
    {
        if (trial.Leaving == Leaving.Stop && trial.LastDecision is Decision.Stop stop)
        {
            return (stop.Reason == StopReason.BudgetUsed ? TrialStatus.Completed : TrialStatus.Stopped, stop.Why);
        }

        return outcome switch
        {
            AttemptOutcome.Completed when !trial.HasObjective => (TrialStatus.Errored, NoObjective(state, trial)),
            AttemptOutcome.Completed => (TrialStatus.Completed, "the trainable returned"),
            AttemptOutcome.Obeyed when trial.Leaving == Leaving.Pause && trial.Checkpoint is null =>
                (TrialStatus.Errored, NoCheckpoint(trial)),
            AttemptOutcome.Failed { Kind: FailureKind.Contract } failed => (TrialStatus.Errored, failed.Message),
            AttemptOutcome.Failed failed when trial.Failures >= state.Spec!.Failure.MaxRetries =>
                (TrialStatus.Errored, $"{failed.Kind}: {failed.Message}"),
            AttemptOutcome.Lost lost when trial.Losses >= state.Spec!.Failure.MaxLosses =>
                (TrialStatus.Errored, $"lost {trial.Losses + 1} times, last because {lost.Why}"),
            _ => null,
        };
    }

    private static string NoObjective(ExperimentState state, TrialState trial)
    {
        var metric = state.Spec!.Objective.Metric;
        if (trial.Reports == 0)
        {
            return $"the trainable returned without a report; report '{metric}' at least once, "
                + "with context.ReportAsync";
        }

        var names = string.Join(", ", trial.LastMetrics.Select(m => $"'{m.Name}'").Take(10));
        return $"the metric '{metric}' was never reported; reported were {(names.Length > 0 ? names : "no metrics")}. "
            + "Report it, or name another Metric";
    }

    private static string NoCheckpoint(TrialState trial) =>
        $"the scheduler paused the trial at iteration {trial.Iteration}, but it has never written a checkpoint, so it "
        + "could not go on later. Pass a checkpoint to context.ReportAsync, or choose a scheduler that does not pause";

    private static string? Abort(ExperimentState state, string why)
    {
        var policy = state.Spec!.Failure;
        if (policy.FailFast)
        {
            return $"fail fast: {why}";
        }

        // This trial is not counted yet.
        var errored = state.Count(TrialStatus.Errored) + 1;
        return state.Reports == 0 && errored == policy.AbortWhenFirstFail
            ? $"the first {errored} trials all errored without a report; the last said: {why}"
            : null;
    }
}
