using Tune.Client.Shapes;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Schedulers;

namespace Tune.Server.Answers;

/// <summary>What defines an experiment, in the shape that clients read.</summary>
internal static class Details
{
    private const int RungsMax = 64;

    public static ExperimentDetail Of(
        ExperimentGlance glance, ExperimentSummary summary, IReadOnlyList<TrialSummary> trials)
    {
        var spec = summary.Spec;
        return new ExperimentDetail
        {
            Summary = Forms.Of(glance) with { Best = BestOf(summary) },
            Note = summary.Note.Length > 0 ? summary.Note : null,
            Trainable = spec.Trainable,
            Searcher = NameOf(spec.Searcher),
            Scheduler = NameOf(spec.Scheduler),
            Rungs = [.. spec.Scheduler.RungLevels().Take(RungsMax)],
            Parameters = [.. spec.Space.Parameters.Select(ParameterForm.Of)],
            Metrics =
            [
                .. spec.Objectives.Select(objective => objective.Metric)
                    .Concat(spec.Constraints.Select(constraint => constraint.Metric))
                    .Concat(trials.SelectMany(trial => trial.LastMetrics).Select(metric => metric.Name)
                        .Order(StringComparer.Ordinal))
                    .Distinct(),
            ],
            FurtherObjectives = [.. spec.FurtherObjectives.Select(Of)],
            TimeBudgetSeconds = spec.TimeBudget?.TotalSeconds,
            MaxConcurrent = spec.MaxConcurrent,
            Program = summary.Programs.IsEmpty ? null : new ProgramItem
            {
                Name = summary.Programs[^1].Name,
                Version = summary.Programs[^1].Version,
                Commit = summary.Programs[^1].Commit,
                Host = summary.Programs[^1].Host,
            },
        };
    }

    private static ObjectiveItem Of(Objective objective) =>
        new() { Metric = objective.Metric, Mode = objective.Mode.ToString() };

    private static BestItem? BestOf(ExperimentSummary summary) => summary.Best is not { } best ? null : new BestItem
    {
        Trial = best.Trial.Number,
        Value = best.Value,
        Iteration = best.Iteration,
        Config = Forms.Of(best.Config),
    };

    // One that the catalogue does not have is of the program's own: its type's name, without the last word.
    private static string NameOf(object options) =>
        SchedulerCatalog.All.NameOf(options) ?? options.GetType().Name.Replace("Options", "", StringComparison.Ordinal);
}
