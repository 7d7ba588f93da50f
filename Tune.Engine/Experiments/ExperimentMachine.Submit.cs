using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

public static partial class ExperimentMachine
{
    private static Outcome Submit(ExperimentState state, ExperimentCommand.Submit command)
    {
        if (command.Chance is { } asked && NotFailed(state, asked) is { } why)
        {
            return Outcome.Refuse(why);
        }

        if (!state.Exists)
        {
            return Outcome.Of(new ExperimentEvent.Created(
                command.At, command.Spec with { Rules = ExperimentSpec.RulesNow }));
        }

        if (state.IsDeleted)
        {
            return Outcome.Refuse($"The experiment '{command.Spec.Name}' is deleted: restore it, or give the new one "
                + "another name.");
        }

        if (Differences(state.Spec!, command.Spec).FirstOrDefault() is { } difference)
        {
            return Outcome.Refuse(
                $"The experiment '{command.Spec.Name}' exists with another {difference}. "
                + "Give the new one another name, or put the old value back; what may change is Trials, "
                + "TimeBudget, Stop, MaxConcurrent, Resources, Placement, Failure, Limits and Checkpoints.");
        }

        var events = ImmutableArray.CreateBuilder<ExperimentEvent>();
        var reopened = command.Chance is { } chance ? Reopened(state, command.At, chance) : [];
        if (IsExtension(state.Spec!, command.Spec))
        {
            events.Add(new ExperimentEvent.Extended(
                command.At, command.Spec with { Rules = state.Spec!.Rules }));
        }
        else if (state.Status is ExperimentStatus.Paused or ExperimentStatus.Failed or ExperimentStatus.Stopped
            || (!reopened.IsEmpty && state.Status != ExperimentStatus.Active))
        {
            events.Add(new ExperimentEvent.Resumed(command.At));
        }

        events.AddRange(reopened);
        return Outcome.Of(events.ToImmutable());
    }

    private static IEnumerable<string> Differences(ExperimentSpec old, ExperimentSpec asked)
    {
        if (old.Trainable != asked.Trainable)
        {
            yield return $"Trainable ('{old.Trainable}', now '{asked.Trainable}')";
        }

        if (old.Objective with { Refines = asked.Objective.Refines } == asked.Objective
            && old.Objective != asked.Objective)
        {
            yield return $"IterationsRefine ({old.Objective.Refines}, now {asked.Objective.Refines})";
        }
        else if (old.Objective != asked.Objective)
        {
            yield return $"Metric or Mode ({old.Objective.Metric} {old.Objective.Mode}, now "
                + $"{asked.Objective.Metric} {asked.Objective.Mode})";
        }

        if (!old.FurtherObjectives.SequenceEqual(asked.FurtherObjectives))
        {
            yield return "further Objectives";
        }

        if (!old.Constraints.SequenceEqual(asked.Constraints))
        {
            yield return "Constraints";
        }

        if (old.Seed != asked.Seed)
        {
            yield return $"Seed ({old.Seed}, now {asked.Seed})";
        }

        if (old.Space.Fingerprint != asked.Space.Fingerprint)
        {
            yield return "search space";
        }

        if (old.Searcher != asked.Searcher)
        {
            yield return $"Searcher ({old.Searcher}, now {asked.Searcher})";
        }

        if (old.Scheduler != asked.Scheduler)
        {
            yield return $"Scheduler ({old.Scheduler}, now {asked.Scheduler})";
        }

        if (!old.PointsToEvaluate.SequenceEqual(asked.PointsToEvaluate))
        {
            yield return "list of PointsToEvaluate";
        }
    }

    /// <summary>Whether two definitions of one experiment extend it alike.</summary>
    internal static bool IsSameExtension(ExperimentSpec one, ExperimentSpec other) =>
        !Differences(one, other).Any() && !IsExtension(one, other);

    private static bool IsExtension(ExperimentSpec old, ExperimentSpec asked) =>
        old.Trials != asked.Trials || old.TimeBudget != asked.TimeBudget || old.Resources != asked.Resources
        || old.Placement != asked.Placement
        || old.MaxConcurrent != asked.MaxConcurrent || old.Failure != asked.Failure || old.Limits != asked.Limits
        || old.Checkpoints != asked.Checkpoints || !Equals(old.Stop, asked.Stop);
}
