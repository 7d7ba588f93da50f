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
        if (NotFailed(state, again.Chance) is { } why)
        {
            return Outcome.Refuse(why);
        }

        var reopened = Reopened(state, again.At, again.Chance);
        return reopened.IsEmpty || state.Status == ExperimentStatus.Active
            ? Outcome.Of(reopened)
            : Outcome.Of([new ExperimentEvent.Resumed(again.At), .. reopened]);
    }

    // Why the trials that are named cannot run again, as a sentence.
    private static string? NotFailed(ExperimentState state, SecondChance chance)
    {
        foreach (var id in chance.Trials.Order())
        {
            if (!state.Failed.ContainsKey(id))
            {
                var why = state.Proposed == 0 ? "there is none yet"
                    : id.Number < 0 || id.Number >= state.Proposed ? $"there is none; the last is {state.Proposed - 1}"
                    : state.Live.TryGetValue(id, out var live) ? $"it is {live.Status}"
                    : "it has ended well, or was stopped";
                return $"Trial {id} has not failed for good: {why}.";
            }
        }

        return null;
    }

    private static ImmutableArray<ExperimentEvent> Reopened(ExperimentState state, Moment at, SecondChance chance) =>
    [
        .. (chance.Trials.IsEmpty ? [.. state.Failed.Keys] : chance.Trials.Distinct().Order().ToArray())
            .Select(id => new ExperimentEvent.TrialReopened(
                at, id, state.Failed[id].Config, chance.FromNothing ? null : LastHeld(state, state.Failed[id]))),
    ];

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
