using System.Collections.Immutable;
using Tune.Engine.Analysis;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Plots.Charts;

/// <summary>Turns what the engine knows of an experiment into what the charts draw.</summary>
internal static class ChartSource
{
    private const int RungsMax = 12;

    public static ChartData Read(ExperimentView view)
    {
        var coordinates = view.Space.Coordinates;
        var end = view.Trials.Select(trial => Seconds(trial.Summary.Last))
            .Concat(view.Trials.SelectMany(trial => trial.Attempts).Select(run => Seconds(run.Ended ?? run.Started)))
            .DefaultIfEmpty(0).Max();
        var nodes = view.Trials.SelectMany(trial => trial.Attempts).Select(run => run.Where.Node).Distinct().Count();
        ChartTrial[] trials = [.. view.Trials.Select(trial => Read(view, trial, end, nodes))];
        ChartParameter[] parameters =
        [
            .. coordinates.Select((parameter, axis) =>
                ParameterAxis.For(parameter, [.. trials.Select(trial => trial.Values[axis])])),
        ];
        return new ChartData(view.Name, view.Objective, parameters, trials) 
        {
            Objectives = view.Objectives,
            First = view.First?.Number ?? -1,
            IsPart = view.Undrawn > 0,
            Rungs = RungsOf(view, trials),
            LineageOfBest = LineageOf(view),
            Known = Evidence.Of(
                view.Space, view.Trials.Select(trial => trial.Summary), Target.Of(view.Objectives, view.Constraints)),
        };
    }

    /// <summary>
    /// The curve as it counts: what a later attempt reports again, after a restart from a checkpoint, takes the place
    /// of what an earlier one had reported from there on.
    /// </summary>
    internal static IReadOnlyList<ChartPoint> CurveOf(IReadOnlyList<CurvePoint> reported)
    {
        var curve = new List<ChartPoint>(reported.Count);
        foreach (var point in reported)
        {
            while (curve.Count > 0 && curve[^1].Iteration >= point.Iteration)
            {
                curve.RemoveAt(curve.Count - 1);
            }

            curve.Add(new ChartPoint(point.Iteration, point.Value));
        }

        return curve;
    }

    private static ChartTrial Read(ExperimentView view, TrialView trial, double end, int nodes)
    {
        var coordinates = view.Space.Coordinates;
        var config = trial.Summary.BestConfig;
        double[] values =
        [
            .. coordinates.Select(parameter => config.TryGet(parameter.Name, out var value)
                && parameter.Domain.Contains(value) ? parameter.Domain.Encode(value) : double.NaN),
        ];
        var unit = UnitOf(coordinates, config);

        var best = view.Objective.ValueOf(trial.Summary.BestScore);
        var violation = MetricConstraint.Total(view.Constraints, trial.Summary.LastMetrics);
        return new ChartTrial(trial.Summary.Trial.Number, OutcomeOf(trial.Summary.Status), best, values, unit)
        {
            Point = view.Objectives.Length < 2
                ? []
                : [.. view.Objectives.Select(one => one.ValueOf(one.ScoreOf(trial.Summary.LastMetrics)))],
            ValueIteration = trial.Summary.BestIteration,
            Reach = trial.Summary.Iteration,
            Violation = violation,
            Refused = double.IsNaN(best) && violation > 0
                ? view.Objective.ValueOf(view.Objective.ScoreOf(trial.Summary.LastMetrics))
                : double.NaN,
            Curve = CurveOf(trial.Curve),
            Segments =
            [
                .. trial.Segments.Select(segment => new ChartSegment(
                    segment.From, segment.To, segment.Donor?.Number ?? -1, UnitOf(coordinates, segment.Config))),
            ],
            Attempts =
            [
                .. trial.Attempts.Select(run => new ChartAttempt(
                    nodes > 1 ? $"{run.Where.Node} / {run.Where.Slot}" : $"slot {run.Where.Slot}",
                    run.Attempt.Number,
                    Seconds(run.Started),
                    run.Ended is { } ended ? Seconds(ended) : end,
                    OutcomeOf(run))),
            ],
        };
    }

    private static double[] UnitOf(ImmutableArray<Parameter> coordinates, Configuration config) =>
    [
        .. coordinates.Select(parameter => config.TryGet(parameter.Name, out var value)
            && parameter.Domain.Contains(value) ? parameter.Domain.ToUnit(value) : double.NaN),
    ];

    private static ChartLineage[] LineageOf(ExperimentView view)
    {
        var best = view.Trials.Where(trial => trial.Segments.Count > 0 && !trial.Summary.BestScore.IsWorst)
            .OrderByDescending(trial => view.Objective.RankOf(trial.Summary.BestIteration, trial.Summary.BestScore))
            .ThenBy(trial => trial.Summary.Trial != view.First).ThenBy(trial => trial.Summary.Trial.Number)
            .FirstOrDefault();
        return best is null ? [] :
        [
            .. TrialSegments.LineageOf(
                view.Trials.ToDictionary(trial => trial.Summary.Trial, trial => trial.Segments),
                best.Summary.Trial, best.Summary.BestIteration)
                .Select(part => new ChartLineage(
                    part.Trial.Number, part.Segment.From, part.To, part.Segment.Donor?.Number ?? part.Trial.Number,
                    UnitOf(view.Space.Coordinates, part.Segment.Config))),
        ];
    }

    private static double Seconds(Moment moment) => moment.Active.TotalSeconds;

    private static ChartOutcome OutcomeOf(TrialStatus status) => status switch
    {
        TrialStatus.Completed => ChartOutcome.Completed,
        TrialStatus.Stopped => ChartOutcome.Stopped,
        TrialStatus.Paused => ChartOutcome.Paused,
        TrialStatus.Errored => ChartOutcome.Failed,
        TrialStatus.Running => ChartOutcome.Running,
        _ => ChartOutcome.Waiting,
    };

    private static ChartOutcome OutcomeOf(AttemptSummary run) => run.Outcome switch
    {
        null => run.Ended is null ? ChartOutcome.Running : ChartOutcome.Lost,
        AttemptOutcome.Completed => ChartOutcome.Completed,
        AttemptOutcome.Failed => ChartOutcome.Failed,
        AttemptOutcome.Obeyed => run.Decision switch
        {
            Decision.Pause => ChartOutcome.Paused,
            Decision.CloneFrom => ChartOutcome.Cloned,
            Decision.Stop { Reason: StopReason.BudgetUsed } => ChartOutcome.Completed,
            _ => ChartOutcome.Stopped,
        },
        _ => ChartOutcome.Lost,
    };

    // A rung is an iteration at which the scheduler paused or culled; the last is where trials complete.
    private static int[] RungsOf(ExperimentView view, ChartTrial[] trials)
    {
        var judged = view.Trials.SelectMany(trial => trial.Attempts.Where(IsJudged).Select(run =>
                trial.Curve.Where(point => point.Attempt == run.Attempt).Select(point => point.Iteration)
                    .DefaultIfEmpty(0).Max()))
            .Where(iteration => iteration > 0).ToHashSet();
        if (judged.Count is 0 or > RungsMax)
        {
            return [];
        }

        var last = trials.Where(trial => trial.Outcome == ChartOutcome.Completed)
            .Select(trial => trial.LastIteration).Concat(judged).Max();
        return [.. judged.Append(last).Distinct().Order()];
    }

    private static bool IsJudged(AttemptSummary run) => run.Outcome is AttemptOutcome.Obeyed
        && run.Decision is Decision.Pause or Decision.Stop { Reason: StopReason.Culled };
}
