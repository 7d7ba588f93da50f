using Tune.Engine.Experiments;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.AskTell;

public sealed partial class AskTellLoop
{
    private ulong SeedOf(TrialId trial) =>
        KeyedRandom.For(State.Spec!.Seed, "engine/trial", trial.Number).NextWord();

    private TrialState UnderWay(TrialId trial) =>
        State.Live.TryGetValue(trial, out var live) && live.Status == TrialStatus.Running
            ? live
            : throw new InvalidOperationException(
                $"Trial {trial} of '{State.Spec!.Name}' is not under way"
                + (live is null ? "; it is over or was never asked for." : $"; it is {live.Status}."));

    private int FreeSlot()
    {
        var taken = State.RunningInOrder.Select(trial => trial.Where.Slot).ToHashSet();
        return Enumerable.Range(0, taken.Count + 1).First(slot => !taken.Contains(slot));
    }

    private void End(TrialState trial, AttemptOutcome outcome)
    {
        Step(new ExperimentCommand.EndAttempt(Now, trial.Id, trial.Attempt, outcome));
        Step(new ExperimentCommand.DropCheckpoints(Now));
        CloseIfOver();
    }

    private void LeaveAll()
    {
        foreach (var trial in State.RunningInOrder.ToArray())
        {
            Leave(trial);
        }

        CloseIfOver();
    }

    private void Leave(TrialState trial) => End(
        trial,
        trial.Leaving == Leaving.Interrupt ? AttemptOutcome.Interrupted.Instance : AttemptOutcome.Obeyed.Instance);

    private void CloseIfOver()
    {
        if (State is { IsOver: true, IsOpen: true })
        {
            Step(new ExperimentCommand.Drain(Now));
        }
    }

    private Reply Step(ExperimentCommand command)
    {
        // Until it is done the state may hold half of what follows.
        (var wasSound, IsSound) = (IsSound, false);
        var outcome = ExperimentMachine.Step(State, command);
        _events.AddRange(outcome.Events);
        IsSound = wasSound;
        return outcome.Reply;
    }
}
