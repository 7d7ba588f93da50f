using System.Text;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Texts;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

internal static class SpecProblems
{
    public static IEnumerable<string> Of(ExperimentSpec spec) =>
        Own(spec)
            .Concat(ObjectiveProblems(spec))
            .Concat(SpaceProblems(spec))
            .Concat(PointProblems(spec))
            .Concat(spec.Resources.Problems())
            .Concat(spec.Placement.Problems(spec.Resources))
            .Concat(spec.Failure.Problems())
            .Concat(spec.Limits.Problems())
            .Concat(spec.Checkpoints.Problems())
            .Concat(spec.Stop?.Problems() ?? [])
            .Concat(spec.Searcher?.Problems(spec.Context) ?? ["Searcher is null; it must say what to try."])
            .Concat(spec.Scheduler?.Problems(spec.Context)
                ?? ["Scheduler is null; it must say whether and how long trials train."]);

    private static IEnumerable<string> Own(ExperimentSpec spec)
    {
        if (!ExperimentSpec.IsName(spec.Name))
        {
            yield return $"Name is '{Start(spec.Name)}'; allowed are 1 to {ExperimentSpec.NameLengthMax} letters, "
                + "digits, '.', '_' or '-', with no dot at either end.";
        }

        if (string.IsNullOrWhiteSpace(spec.Trainable))
        {
            yield return "Trainable is empty; it must name the training code.";
        }
        else if (spec.Trainable.Length > MetricSet.NameLengthMax)
        {
            yield return $"Trainable is '{Start(spec.Trainable)}', a name of {spec.Trainable.Length} characters; at "
                + $"most {MetricSet.NameLengthMax} are allowed.";
        }

        if (spec.Trials is < 1)
        {
            yield return $"Trials is {spec.Trials}; it must be 1 or more, or absent.";
        }

        if (spec.Trials is null && spec.TimeBudget is null && spec.Searcher?.IsFinite() == false)
        {
            yield return "Nothing ends this experiment: set Trials or TimeBudget, or choose a searcher that comes to "
                + "an end, such as grid search.";
        }

        if (spec.TimeBudget is { } budget && budget <= TimeSpan.Zero)
        {
            yield return $"TimeBudget is {budget}; it must be above zero, or absent.";
        }

        if (spec.MaxConcurrent is < 1)
        {
            yield return $"MaxConcurrent is {spec.MaxConcurrent}; it must be 1 or more, or absent.";
        }
    }

    private static IEnumerable<string> ObjectiveProblems(ExperimentSpec spec)
    {
        foreach (var objective in spec.Objectives)
        {
            if (!MetricSet.IsName(objective.Metric))
            {
                yield return $"Metric is '{Start(objective.Metric)}'; it must be 1 to {MetricSet.NameLengthMax} "
                    + "characters, none of them a control character.";
            }

            if (!Enum.IsDefined(objective.Mode))
            {
                yield return $"Mode is {objective.Mode}; it must be Max or Min.";
            }
        }

        foreach (var twice in spec.Objectives.GroupBy(objective => objective.Metric).Where(group => group.Count() > 1))
        {
            yield return $"Objectives: '{twice.Key}' is named {twice.Count()} times "
                + $"({string.Join(", ", twice.Select(objective => objective.Mode))}); each metric has one direction.";
        }

        if (spec.Searcher is { } searcher && spec.Objectives.Length > searcher.ObjectivesMax())
        {
            yield return $"Objectives: there are {spec.Objectives.Length}, and the searcher "
                + $"({searcher.GetType().Name}) optimises {searcher.ObjectivesMax()}. Choose another, such "
                + "as TPE, NSGA-II or random search, or name one objective and give the others as Constraints.";
        }

        if (spec.Scheduler is { } scheduler && spec.Objectives.Length > scheduler.ObjectivesMax())
        {
            yield return $"Objectives: there are {spec.Objectives.Length}, and the scheduler "
                + $"({scheduler.GetType().Name}) compares trials by {scheduler.ObjectivesMax()}. Choose one "
                + "that ranks them by all, such as ASHA or HyperBand, or first in first out, which compares none; or "
                + "name one objective and give the others as Constraints.";
        }

        foreach (var problem in spec.Constraints.SelectMany(constraint => constraint.Problems()))
        {
            yield return problem;
        }

        foreach (var twice in spec.Constraints.GroupBy(constraint => constraint.Metric)
            .Where(group => group.Count() > 1))
        {
            yield return $"Constraints: '{twice.Key}' is named {twice.Count()} times; give both bounds in one.";
        }
    }

    private static IEnumerable<string> SpaceProblems(ExperimentSpec spec)
    {
        string? space = null;
        try
        {
            spec.Space.Validate();
        }
        catch (InvalidSpaceException problem)
        {
            space = problem.Message;
        }

        if (space is not null)
        {
            yield return space;
        }

        foreach (var (name, domain, _) in spec.Space.Parameters)
        {
            var texts = domain switch
            {
                ListDomain list => list.Values.Where(value => value.Kind == ValueKind.Text),
                ConstantDomain { Value.Kind: ValueKind.Text } constant => [constant.Value],
                _ => [],
            };
            foreach (var bytes in texts.Select(text => Encoding.UTF8.GetByteCount(text.AsText()))
                .Where(bytes => bytes > TextLimit.BytesMax))
            {
                yield return $"The parameter '{name}' has a text of {bytes} bytes; at most {TextLimit.BytesMax} are "
                    + "allowed. Put it into a file and let the parameter name that.";
            }
        }
    }

    // What works here works when its turn comes: the rest of a point is a function of the seed and its number.
    private static IEnumerable<string> PointProblems(ExperimentSpec spec)
    {
        if (SpaceProblems(spec).Any())
        {
            yield break;
        }

        for (var i = 0; i < spec.PointsToEvaluate.Length; i++)
        {
            string? problem = null;
            try
            {
                ExperimentMachine.GivenPoint(spec, i);
            }
            catch (Exception wrong) when (wrong is ArgumentException or InvalidSpaceException)
            {
                problem = wrong.Message;
            }

            if (problem is not null)
            {
                yield return $"PointsToEvaluate[{i}] cannot be tried. {problem}";
            }
        }
    }

    // As much of a name as a sentence bears.
    private static string Start(string? name) =>
        name is { Length: > ExperimentSpec.NameLengthMax } ? name[..ExperimentSpec.NameLengthMax] + "…" : name ?? "";
}
