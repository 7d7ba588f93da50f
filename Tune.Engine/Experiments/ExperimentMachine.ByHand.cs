using System.Collections.Immutable;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <remarks>
/// What is done by hand: the act itself, and behind it what the same command would lead to if the machine had thought
/// of it. What changes nothing is noted only if it has a key, so that asked for again it still changes nothing.
/// </remarks>
public static partial class ExperimentMachine
{
    /// <summary>The most trials that may wait for a slot when another one is enqueued.</summary>
    public const int WaitingMax = 1_000;

    private static Outcome ByHand(ExperimentState state, ExperimentCommand.ByHand command)
    {
        var (act, by) = (command.Act, command.By);
        string[] problems = [.. by.Problems(), .. act.Problems()];
        if (problems.Length > 0)
        {
            return Outcome.Refuse(string.Join(' ', problems));
        }

        if (by.Key is { } key && state.Acts.Find(key) is { } before)
        {
            return before.Mark == ActMemory.Mark(act)
                ? new Outcome([], new Reply.Acted(before.Receipt))
                : Outcome.Refuse($"Something else was done under the key '{key}' before; give this a key of its own.");
        }

        var follows = Follows(state, act, command.At);
        if (follows.Reply is Reply.Refused)
        {
            return follows;
        }

        var reply = new Reply.Acted(
            new ActReceipt(act is UserAct.Enqueue ? new TrialId(state.Proposed) : null));
        return follows.Events.IsEmpty && by.Key is null && !Writes(state, act)
            ? new Outcome([], reply)
            : new Outcome([new ExperimentEvent.Acted(command.At, act, by), .. follows.Events], reply);
    }

    private static Outcome Follows(ExperimentState state, UserAct act, Moment at) => act switch
    {
        UserAct.Annotate annotate => Annotate(state, annotate),
        UserAct.Delete { Trial: { } trial } => DeleteTrial(state, trial, at),
        UserAct.Restore { Trial: { } trial } =>
            NoSuchTrial(state, trial) is { } none ? Outcome.Refuse(none) : Outcome.None,
        UserAct.Delete => state.HasEnded || state.IsDeleted
            ? Outcome.None
            : Outcome.Of(new ExperimentEvent.Ended(at, ExperimentStatus.Stopped, "deleted by the user")),
        UserAct.Restore => Outcome.None,
        _ when state.IsDeleted => Outcome.Refuse("The experiment is deleted; restore it first."),
        UserAct.Pause => Pause(state, new ExperimentCommand.Pause(at)),
        UserAct.Stop => StopAll(state, new ExperimentCommand.Stop(at)),
        UserAct.StopTrial { Trial: var trial } when HasJustEnded(state, trial, at) => Outcome.None,
        UserAct.StopTrial stop => StopTrial(state, new ExperimentCommand.StopTrial(at, stop.Trial)),
        UserAct.Resume => Resume(state, at),
        UserAct.Extend extend => Extend(state, extend, at),
        UserAct.Enqueue enqueue => Enqueue(state, enqueue.Config, at),
        _ => Outcome.Refuse($"The act {act.GetType().Name} is not known."),
    };

    // A session that was opened for an act has ended what an earlier one was running: that the trial is over is what
    // was asked for, and is noted under the act's key.
    private static bool HasJustEnded(ExperimentState state, TrialId trial, Moment at) =>
        at == state.Last && NoSuchTrial(state, trial) is null && !state.Live.ContainsKey(trial);

    // Whether the act changes something without another event.
    private static bool Writes(ExperimentState state, UserAct act) => act switch
    {
        UserAct.Annotate => true,
        UserAct.Delete { Trial: { } trial } => !state.Acts.HasDeleted(trial),
        UserAct.Restore { Trial: { } trial } => state.Acts.HasDeleted(trial),
        UserAct.Delete => !state.IsDeleted,
        UserAct.Restore => state.IsDeleted,
        _ => false,
    };

    private static Outcome Annotate(ExperimentState state, UserAct.Annotate annotate)
    {
        if (annotate.Trial is { } trial && NoSuchTrial(state, trial) is { } none)
        {
            return Outcome.Refuse(none);
        }

        var (count, length, all) = state.Acts.TagsAfter(annotate);
        return all > UserAct.Annotate.TagsInAllMax && all > state.Acts.Tags
            ? Outcome.Refuse($"There would be {all} tags in the experiment and its trials; at most "
                + $"{UserAct.Annotate.TagsInAllMax} are allowed.")
            : count > UserAct.Annotate.TagsMax
            ? Outcome.Refuse($"There would be {count} tags; at most {UserAct.Annotate.TagsMax} are allowed.")
            : length > UserAct.Annotate.TagsLengthMax
            ? Outcome.Refuse($"All tags together would have {length} characters; at most "
                + $"{UserAct.Annotate.TagsLengthMax} are allowed.")
            : Outcome.None;
    }

    private static Outcome DeleteTrial(ExperimentState state, TrialId trial, Moment at) =>
        NoSuchTrial(state, trial) is { } none ? Outcome.Refuse(none)
        : state.Live.ContainsKey(trial) ? StopTrial(state, new ExperimentCommand.StopTrial(at, trial))
        : Outcome.None;

    private static string? NoSuchTrial(ExperimentState state, TrialId trial) =>
        trial.Number >= 0 && trial.Number < state.Proposed ? null
        : state.Proposed == 0 ? $"There is no trial {trial}; there is none yet."
        : $"There is no trial {trial}; the last is {state.Proposed - 1}.";

    private static Outcome Resume(ExperimentState state, Moment at) => state.Status switch
    {
        ExperimentStatus.Active => Outcome.None,
        ExperimentStatus.Finished => Outcome.Refuse(
            "The experiment is over (Finished); extend it, or enqueue a trial."),
        _ => Outcome.Of(new ExperimentEvent.Resumed(at)),
    };

    // Whoever pauses an experiment means it to stay so.
    private static Outcome Extend(ExperimentState state, UserAct.Extend extend, Moment at)
    {
        var spec = state.Spec! with
        {
            Trials = extend.Trials ?? state.Spec!.Trials,
            TimeBudget = extend.TimeBudget ?? state.Spec!.TimeBudget,
        };
        if (!IsExtension(state.Spec!, spec))
        {
            return Outcome.None;
        }

        string[] problems = [.. spec.Problems()];
        if (problems.Length > 0)
        {
            return Outcome.Refuse(string.Join(' ', problems));
        }

        var extended = new ExperimentEvent.Extended(at, spec);
        return state.Status == ExperimentStatus.Paused
            ? Outcome.Of(extended, new ExperimentEvent.Paused(at))
            : Outcome.Of(extended);
    }

    private static Outcome Enqueue(ExperimentState state, Configuration given, Moment at)
    {
        var spec = state.Spec!;
        if (spec.Scheduler.RefusesByHand() is { } why)
        {
            return Outcome.Refuse($"No trial can be enqueued: {why}");
        }

        if (spec.TimeBudget is { } budget && at.Active >= budget)
        {
            return Outcome.Refuse($"The time budget of {budget} is used; extend it first.");
        }

        if (state.PendingTrials.Count >= WaitingMax)
        {
            return Outcome.Refuse($"{state.PendingTrials.Count} trials wait for a slot; at most {WaitingMax} may.");
        }

        Configuration config;
        try
        {
            config = spec.Space.Complete(given, KeyedRandom.For(spec.Seed, "engine/by-hand", state.Proposed));
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidSpaceException)
        {
            return Outcome.Refuse($"Config cannot be tried. {wrong.Message}");
        }

        var proposed = new ExperimentEvent.TrialProposed(at, new TrialId(state.Proposed), config, ByHand: true);
        return state.HasEnded
            ? Outcome.Of(new ExperimentEvent.Resumed(at), proposed)
            : Outcome.Of(proposed);
    }
}
