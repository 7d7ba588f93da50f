using System.Collections.Immutable;
using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <remarks>Second chances: how trials that failed for good come to run again.</remarks>
public static partial class ExperimentMachine
{
    private static Outcome Again(ExperimentState state, ExperimentCommand.Again again)
    {
        var chance = again.Chance;
        TrialId[] chosen = chance.Trials.IsEmpty ? [.. state.Failed.Keys] : [.. chance.Trials.Distinct().Order()];
        foreach (var id in chosen)
        {
            if (!state.Failed.ContainsKey(id))
            {
                var why = id.Number < 0 || id.Number >= state.Proposed
                    ? $"there is none; the last is {state.Proposed - 1}"
                    : state.Live.TryGetValue(id, out var live) ? $"it is {live.Status}"
                    : "it has ended well, or was stopped";
                return Outcome.Refuse($"Trial {id} has not failed for good: {why}.");
            }
        }

        var events = ImmutableArray.CreateBuilder<ExperimentEvent>(chosen.Length + 1);
        if (chosen.Length > 0 && state.Status != ExperimentStatus.Active)
        {
            events.Add(new ExperimentEvent.Resumed(again.At));
        }

        foreach (var id in chosen)
        {
            var failed = state.Failed[id];
            events.Add(new ExperimentEvent.TrialReopened(
                again.At, id, failed.Config, chance.FromNothing ? null : LastHeld(state, failed)));
        }

        return Outcome.Of(events.ToImmutable());
    }

    // A clone that has not saved yet goes on from its donor's checkpoint. Who has failed pins nothing, so that may be
    // gone.
    private static CheckpointRef? LastHeld(ExperimentState state, TrialState failed) =>
        failed.Checkpoint is { } last && state.Checkpoints.Holds(last.Digest)
            ? last
            : state.Checkpoints.Of(failed.Id).LastOrDefault();

    private static void ApplyReopened(ExperimentState state, ExperimentEvent.TrialReopened reopened)
    {
        state.Failed.Remove(reopened.Trial, out var trial);
        state.CountReopened(TrialStatus.Errored);
        trial!.BeginAgain(reopened.From, state.Spec!.NeededMetrics());
        state.Live.Add(trial.Id, trial);
        state.Move(trial, TrialStatus.Pending);
        state.Pin(reopened.From, instead: null);
        Chain(state, Fact.Reopened, trial.Id);
        state.InputsHash = Mix.Into(state.InputsHash, trial.Iteration);
        state.Tell(new TrialFact.Reopened(trial.Id, trial.Config, trial.Iteration));
    }
}
