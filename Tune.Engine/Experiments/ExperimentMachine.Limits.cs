using System.Collections.Immutable;
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

        if (state.Spec!.TimeBudget is { } budget && tick.At.Active >= budget)
        {
            return Outcome.Of(new ExperimentEvent.Ended(
                tick.At, ExperimentStatus.Finished, $"the time budget of {budget} is used"));
        }

        var overdue = state.RunningInOrder.Where(trial =>
            trial.Leaving == Leaving.No && state.Stopper?.IsOverdue(trial.UsedAt(tick.At)) == true);
        return Outcome.Of([.. overdue.Select(trial => StopNow(state, trial, tick.At, new Decision.Stop(
            StopReason.Rule, $"ran for {trial.UsedAt(tick.At)}, its time limit")))]);
    }

    private static Outcome StopTrial(ExperimentState state, ExperimentCommand.StopTrial command)
    {
        if (!state.Live.TryGetValue(command.Trial, out var trial))
        {
            return Outcome.Refuse(command.Trial.Number < state.Proposed
                ? $"Trial {command.Trial} is over already."
                : $"There is no trial {command.Trial}; the last is {state.Proposed - 1}.");
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

    private static Outcome DropCheckpoints(ExperimentState state, ExperimentCommand.DropCheckpoints command)
    {
        var pinned = state.Live.Values
            .Where(trial => trial.Checkpoint is not null)
            .Select(trial => trial.Checkpoint!.Digest)
            .ToHashSet();
        var surplus = state.Checkpoints.Surplus(state.Spec!.Checkpoints, pinned);
        return Outcome.Of([.. surplus.Select(entry =>
            new ExperimentEvent.CheckpointDropped(command.At, entry.Trial, entry.Checkpoint))]);
    }
}
