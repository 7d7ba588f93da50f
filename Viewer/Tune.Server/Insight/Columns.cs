using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Pareto;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;

namespace Tune.Server.Insight;

/// <summary>The trials of an experiment as columns of numbers.</summary>
internal static class Columns
{
    public const int TrialsMax = 5_000;
    private const int BestKept = 1_000;

    public static async Task<InsightItem> OfAsync(ResultGrid grid, long position)
    {
        var spec = grid.Experiment.Spec;
        var every = 1 + ((grid.Count - 1) / Engine.Analysis.Evidence.TrialsMax);
        var read = new List<TrialSummary>(Math.Min(grid.Count, Engine.Analysis.Evidence.TrialsMax));
        await foreach (var result in grid)
        {
            if (result.Trial.Number % every == 0 || result.Trial.Number == grid.BestOrNull?.Trial.Number)
            {
                read.Add(result.Summary);
            }
        }

        var places = Places(spec, read);
        var kept = Kept(places);
        return new InsightItem
        {
            Position = position,
            Total = grid.Count,
            Parameters = [.. spec.Space.Coordinates.Select(parameter => Axes.Of(parameter, read))],
            Objectives =
            [
                .. spec.Objectives.Select(objective => new ObjectiveItem
                {
                    Metric = objective.Metric, Mode = objective.Mode.ToString(),
                }),
            ],
            Trials = [.. kept.Select(i => read[i].Trial.Number)],
            Settings =
            [
                .. spec.Space.Coordinates.Select(parameter =>
                    (double?[])[.. kept.Select(i => Axes.Code(parameter, ConfigOf(spec, read[i])))]),
            ],
            Values = [.. spec.Objectives.Select((_, which) =>
                (double?[])[.. kept.Select(i => ValueOf(spec, read[i], which))])],
            Places = [.. kept.Select(i => places[i])],
            Front = spec.Objectives.Length < 2 ? []
                : [.. (await grid.FrontAsync()).Select(result => result.Trial.Number)],
        };
    }

    private static Configuration ConfigOf(ExperimentSpec spec, TrialSummary trial) =>
        spec.Objectives.Length == 1 ? trial.BestConfig : trial.Config;

    private static double? ValueOf(ExperimentSpec spec, TrialSummary trial, int which)
    {
        var objective = spec.Objectives[which];
        var value = objective.ValueOf(
            spec.Objectives.Length == 1 ? trial.BestScore : objective.ScoreOf(trial.LastMetrics));
        return double.IsFinite(value) ? value : null;
    }

    // With several objectives by fronts, and within one by the first objective.
    private static int?[] Places(ExperimentSpec spec, List<TrialSummary> trials)
    {
        var several = spec.Objectives.Length > 1;
        int[] known = [.. Enumerable.Range(0, trials.Count).Where(i => several
            ? spec.Objectives.All(objective => !objective.ScoreOf(trials[i].LastMetrics).IsWorst)
            : !trials[i].BestScore.IsWorst)];
        var fronts = several
            ? ParetoFront.Ranks(
                [.. known.Select(i => (double[])[.. spec.Objectives.Select(
                    objective => objective.ScoreOf(trials[i].LastMetrics).Value)])],
                [.. known.Select(i => MetricConstraint.Total(spec.Constraints, trials[i].LastMetrics))])
            : new int[known.Length];
        var places = new int?[trials.Count];
        var place = 0;
        foreach (var k in Enumerable.Range(0, known.Length).OrderBy(k => fronts[k])
            .ThenByDescending(k => RankOf(spec, trials[known[k]])).ThenBy(k => known[k]))
        {
            places[known[k]] = place++;
        }

        return places;
    }

    private static ResultRank RankOf(ExperimentSpec spec, TrialSummary trial) => spec.Objectives.Length > 1
        ? spec.Objective.RankOf(trial.Iteration, spec.Objective.ScoreOf(trial.LastMetrics))
        : spec.Objective.RankOf(trial.BestIteration, trial.BestScore);

    private static List<int> Kept(int?[] places)
    {
        if (places.Length <= TrialsMax)
        {
            return [.. Enumerable.Range(0, places.Length)];
        }

        var every = 1 + ((places.Length - 1) / (TrialsMax - BestKept));
        return [.. Enumerable.Range(0, places.Length).Where(i => places[i] < BestKept || i % every == 0)];
    }
}
