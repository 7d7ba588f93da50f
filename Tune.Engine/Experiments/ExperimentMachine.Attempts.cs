using System.Collections.Immutable;
using Tune.Engine.Checkpoints;
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

        var (trial, iteration) = (state.Live[save.Trial], save.Checkpoint.Iteration);
        return iteration > trial.AttemptIteration
            ? Outcome.Refuse($"A checkpoint of iteration {iteration} came before its report; the last "
                + $"report is of iteration {trial.AttemptIteration}.")
            : iteration < 0 ? Outcome.Refuse($"A checkpoint of iteration {iteration} came; it must be 0 or more.")
            : Outcome.Of(new ExperimentEvent.CheckpointSaved(save.At, save.Trial, save.Attempt, save.Checkpoint));
    }

    private static Outcome EndAttempt(ExperimentState state, ExperimentCommand.EndAttempt end) =>
        Refusal(state, end.At, end.Trial, end.Attempt)
        ?? Outcome.Of([.. Endings(state, [state.Live[end.Trial]], end.Outcome, end.At)]);

    /// <summary>The end of attempts and what it means for their trials and for the experiment.</summary>
    private static IEnumerable<ExperimentEvent> Endings(
        ExperimentState state, IEnumerable<TrialState> trials, AttemptOutcome outcome, Moment at)
    {
        var errored = state.Count(TrialStatus.Errored);
        var before = errored;
        var (left, first) = (0, "");
        string? abort = null;
        foreach (var trial in trials)
        {
            left++;
            yield return new ExperimentEvent.AttemptEnded(at, trial.Id, trial.Attempt, outcome, trial.Line.Parks);
            if (Verdict(state, trial, outcome) is not var (status, why))
            {
                if (Unrestored(trial, outcome) is { } lost)
                {
                    yield return Fallback(state, trial, lost, at);
                }

                continue;
            }

            yield return new ExperimentEvent.TrialEnded(at, trial.Id, status, why);
            if (status == TrialStatus.Errored)
            {
                errored++;
                first = first.Length > 0 ? first : why;
                abort ??= Abort(state, trial, outcome, errored, why);
            }
        }

        if (abort is not null && !state.HasEnded)
        {
            yield return new ExperimentEvent.Ended(at, ExperimentStatus.Failed, abort);
        }
        else if (left > 0 && left == state.Running && LastWord(state, at, (errored - before, first)) is { } verdict)
        {
            yield return verdict;
        }
    }

    /// <summary>Whether a trial is over with this attempt, and how; null if it goes on.</summary>
    private static (TrialStatus Status, string Why)? Verdict(
        ExperimentState state, TrialState trial, AttemptOutcome outcome)
    {
        if (trial.Leaving == Leaving.Stop && trial.LastDecision is Decision.Stop stop)
        {
            return Blind(state, trial, stop) is { } metric
                ? (TrialStatus.Errored, $"{stop.Why}: {NeverReported(state, trial, metric)}")
                : (stop.Reason == StopReason.BudgetUsed ? TrialStatus.Completed : TrialStatus.Stopped, stop.Why);
        }

        return outcome switch
        {
            AttemptOutcome.Completed when Lacking(state, trial, withConstraints: true) is { } metric =>
                (TrialStatus.Errored, NeverReported(state, trial, metric)),
            AttemptOutcome.Completed => (TrialStatus.Completed, "the trainable returned"),
            _ when IsPausedInVain(trial, outcome) => (TrialStatus.Errored, NoCheckpoint(trial)),
            AttemptOutcome.Failed { Kind: FailureKind.Contract } failed => (TrialStatus.Errored, failed.Message),
            _ => ChargeFor(trial, outcome) switch
            {
                Charge.Retry when trial.RetriesUsed >= state.Spec!.Failure.MaxRetries =>
                    (TrialStatus.Errored, Told(trial, outcome)),
                Charge.Loss when trial.LossesUsed >= state.Spec!.Failure.MaxLosses =>
                    (TrialStatus.Errored, $"lost {trial.LossesUsed + 1} times, last because {Told(trial, outcome)}"),
                _ => null,
            },
        };
    }

    // A scheduler that judged a trial by a metric it has never reported judged the program, not the configuration. The
    // user and the rules, a time limit for one, stop trials for reasons of their own. What a constraint is about may be
    // measured at the end of a training, which a trial that is culled does not come to.
    private static string? Blind(ExperimentState state, TrialState trial, Decision.Stop stop) =>
        trial.Reports > 0 && stop.Reason is (StopReason.Culled or StopReason.BudgetUsed)
            ? Lacking(state, trial, withConstraints: stop.Reason == StopReason.BudgetUsed)
            : null;

    // A trial without the metric of a constraint is not allowed, and no error, as long as others do report it.
    private static string? Lacking(ExperimentState state, TrialState trial, bool withConstraints) =>
        trial.Missing.Find(metric => state.Spec!.IsObjective(metric)
            || (withConstraints && state.Unreported.Contains(metric)));

    /// <summary>
    /// Who pays for the end of an attempt whose trial goes on. Somebody always does, unless the attempt did what it was
    /// told: no trial may start again for ever at nobody's expense.
    /// </summary>
    private static Charge ChargeFor(TrialState trial, AttemptOutcome outcome) => outcome switch
    {
        // It broke while it made room: the user's pause must not cost the trial.
        _ when Unrestored(trial, outcome) is not null => Charge.Loss,
        AttemptOutcome.Failed => trial.Leaving == Leaving.Interrupt ? Charge.Loss : Charge.Retry,
        AttemptOutcome.Lost => Charge.Loss,
        AttemptOutcome.Obeyed or AttemptOutcome.Interrupted when trial.Leaving == Leaving.No => Charge.Loss,
        AttemptOutcome.Obeyed when trial.Leaving == Leaving.Pause && !trial.Line.Parks => Charge.Retry,
        AttemptOutcome.Interrupted when trial.Leaving == Leaving.Pause && !trial.Line.Parks => Charge.Loss,
        _ => Charge.Nobody,
    };

    // Only an attempt that had something to start from, and has not got anywhere, can have failed to start from it.
    private static AttemptOutcome.Failed? Unrestored(TrialState trial, AttemptOutcome outcome) =>
        outcome is AttemptOutcome.Failed { Kind: FailureKind.Restore } failed
            && trial is { StartedFrom: not null, Sequence: 0 }
            ? failed
            : null;

    private static ExperimentEvent.CheckpointLost Fallback(
        ExperimentState state, TrialState trial, AttemptOutcome.Failed failed, Moment at)
    {
        var lost = trial.StartedFrom!;
        var instead = state.Checkpoints.Of(trial.Id).LastOrDefault(held => held.Digest != lost.Digest);
        var meant = trial.WasPaused && SameContent(state, trial.Id, lost).Any()
            ? $"the trial was paused at iteration {lost.Iteration} and cannot go on from exactly there"
            : $"the trial cannot go on from iteration {lost.Iteration}";
        var goesOn = instead is null
            ? "it has no older checkpoint and starts again from nothing"
            : $"it goes on from its checkpoint of iteration {instead.Iteration}";
        return new(at, trial.Id, trial.Attempt, lost, instead, $"{meant}; {goesOn}. {failed.Message}");
    }

    private static IEnumerable<CheckpointRef> SameContent(
        ExperimentState state, TrialId trial, CheckpointRef checkpoint) =>
        state.Checkpoints.Of(trial).Where(held => held.Digest == checkpoint.Digest);

    private static bool IsPausedInVain(TrialState trial, AttemptOutcome outcome) =>
        outcome is AttemptOutcome.Obeyed && trial is { Leaving: Leaving.Pause, Checkpoint: null };

    private static string Told(TrialState trial, AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Failed failed => $"{failed.Kind}: {failed.Message}",
        AttemptOutcome.Lost lost => lost.Why,
        _ when trial.Leaving == Leaving.Pause => NoCheckpoint(trial),
        _ => "it left without having been told to",
    };

    private static string NeverReported(ExperimentState state, TrialState trial, string metric)
    {
        if (trial.Reports == 0)
        {
            return $"the trainable returned without a report; report '{metric}' at least once, "
                + "with context.ReportAsync";
        }

        var names = string.Join(", ", trial.LastMetrics.Select(m => $"'{m.Name}'").Take(10));
        return $"the metric '{metric}' was never reported; reported were {(names.Length > 0 ? names : "no metrics")}. "
            + $"Report it, or name another {Field(state.Spec!, metric)}";
    }

    private static string Field(ExperimentSpec spec, string metric) =>
        metric == spec.Objective.Metric ? "Metric"
        : spec.IsObjective(metric) ? "of the FurtherObjectives" : "in Constraints";

    private static string NoCheckpoint(TrialState trial) =>
        $"the scheduler paused the trial at iteration {trial.StandingPause}, but "
        + (trial.Checkpoint is { } last
            ? $"its last checkpoint is of iteration {last.Iteration}"
            : "it has never written a checkpoint")
        + ", so it could not go on later. Pass a checkpoint to context.ReportAsync with every report (it is written "
        + "only when it is due), or choose a scheduler that does not pause";

    private static string? Abort(
        ExperimentState state, TrialState trial, AttemptOutcome outcome, int errored, string why)
    {
        var policy = state.Spec!.Failure;
        if (policy.FailFast)
        {
            return $"fail fast: {why}";
        }

        // The next trial will be paused as well, and come back with as little.
        if (IsPausedInVain(trial, outcome) && !state.Checkpoints.HasHeldAny && policy.AbortWhenFirstFail > 0)
        {
            return $"trial {trial.Id} was paused, and nothing has ever written a checkpoint: {why}";
        }

        if (state.Unreported.Count == 0 || policy.AbortWhenFirstFail is not (> 0 and var first))
        {
            return null;
        }

        var metric = state.Unreported[0];
        return HasGoneThrough(trial, outcome) && state.Spec.IsObjective(metric)
            ? $"trial {trial.Id}, the first to train to its end, errored: {why}"
            : errored < first ? null
            : state.Reports == 0
                ? $"the first {errored} trials all errored without a report; the last said: {why}"
                : $"the first {errored} trials all errored and none reported '{metric}'; "
                    + $"the last said: {why}";
    }

    // Several reports and a proper end: what these never had, the next trial's will not have either. A single report
    // may be of a configuration that was impossible.
    private static bool HasGoneThrough(TrialState trial, AttemptOutcome outcome) =>
        trial.Reports > 1 && (outcome is AttemptOutcome.Completed
            || (trial.Leaving == Leaving.Stop
                && trial.LastDecision is Decision.Stop { Reason: StopReason.BudgetUsed }));

    private enum Charge
    {
        Nobody,
        Retry,
        Loss,
    }
}
