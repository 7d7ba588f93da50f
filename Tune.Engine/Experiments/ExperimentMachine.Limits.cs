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
            ? new ExperimentEvent.Ended(at, ExperimentStatus.Finished, $"the time budget of {budget} is used")
            : null;

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
