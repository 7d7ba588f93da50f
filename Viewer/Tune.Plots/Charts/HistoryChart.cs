using ScottPlot;
using Tune.Engine.Metrics;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>The value of each trial in the order of proposal, and the best so far of those that keep to the
/// constraints; a panel for each objective.</summary>
internal static class HistoryChart
{
    private const string Title = "Optimisation history";
    private const int ObjectivesMax = 4;

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        var shown = Math.Min(ObjectivesMax, data.Objectives.Length);
        Mark[][] marks = [.. Enumerable.Range(0, shown).Select(objective => MarksOf(data, objective))];
        if (marks[0].Length == 0)
        {
            return Chart.Missing(Title, data, theme, Chart.NothingReported);
        }

        var (plots, outside) = (new Plot[shown], 0);
        for (var at = 0; at < shown; at++)
        {
            var scale = ValueScale.For(
                marks[at].Select(mark => mark.Value).DefaultIfEmpty(0), data.Objectives[at].Mode);
            outside += scale.Outside;
            plots[at] = Of(data, data.Objectives[at], marks[at], scale, theme);
        }

        var left = data.Objectives.Length - shown;
        var note = (shown > 1 ? "  ·  by last report" : "")
            + (left > 0 ? $"  ·  {ChartData.Count(left, "more objective")} not shown" : "");
        return new Figure(
            Title, data.Summary(data.Trials.Count) + note + Chart.Beyond(outside, "value"), theme,
            Keys(data, [.. marks.SelectMany(panel => panel).DistinctBy(mark => mark.Trial.Number)], theme), plots)
        {
            Height = shown == 1 ? 600 : 130 + (290 * shown),
        };
    }

    // With one objective a trial counts with its best value, with several by its last report, which has them all.
    private static Mark[] MarksOf(ChartData data, int objective) =>
    [
        .. data.Trials.Where(trial => data.Objectives.Length == 1 || trial.Point.Length > objective)
            .Select(trial => data.Objectives.Length > 1
                ? new Mark(
                    trial, trial.Point[objective], !trial.IsFeasible,
                    data.Objective.RankOf(
                        trial.Reach, Score.Of(trial.ExactPoint[objective], data.Objectives[objective].Mode)))
                : double.IsFinite(trial.Refused) ? new Mark(trial, trial.Refused, true)
                : new Mark(trial, trial.Value, false, data.RankOf(trial)))
            .Where(mark => double.IsFinite(mark.Value)),
    ];

    private static Plot Of(
        ChartData data, Objective objective, Mark[] marks, ValueScale scale, PlotTheme theme)
    {
        var plot = Panel.New(theme, "trial", ChartData.LabelOf(objective));
        var size = Chart.DotSize(marks.Length);
        foreach (var group in marks.Where(mark => !mark.IsRefused)
            .GroupBy(mark => mark.Trial.Outcome).OrderBy(group => group.Key))
        {
            Chart.Cloud(
                plot, group.Select(mark => ((double)mark.Trial.Number, mark.Value)), scale,
                Chart.ColorOf(group.Key, theme).WithAlpha(0.8), size);
        }

        Chart.Cloud(
            plot, marks.Where(mark => mark.IsRefused).Select(mark => ((double)mark.Trial.Number, mark.Value)),
            scale, theme.Faint, size, hollow: true);
        AddWithoutValue(plot, [.. Settled(data).Except(marks.Select(mark => mark.Trial))], scale, theme);
        AddBestSoFar(plot, data, marks, scale, theme);

        var last = data.Trials.Max(trial => trial.Number);
        plot.Axes.SetLimitsX(-0.5 - (last * 0.015), last + 0.5 + (last * 0.015));
        Panel.WholeNumbers(plot.Axes.Bottom);
        scale.Apply(plot.Axes.Left);
        return plot;
    }

    private static List<LegendKey> Keys(ChartData data, Mark[] marks, PlotTheme theme)
    {
        var refused = marks.Count(mark => mark.IsRefused);
        var without = Settled(data).Except(marks.Select(mark => mark.Trial)).Count();
        return
        [
            .. refused < marks.Length
                ? (LegendKey[])[new(
                    LegendSign.Line, (refused > 0 ? "best feasible so far" : "best so far")
                        + (data.Objective.Refines ? " of the longest trained" : ""), theme.Best)]
                : [],
            .. marks.Where(mark => !mark.IsRefused).GroupBy(mark => mark.Trial.Outcome).OrderBy(group => group.Key)
                .Select(group => new LegendKey(
                    LegendSign.Dot, $"{Chart.NameOf(group.Key)} ({group.Count()})", Chart.ColorOf(group.Key, theme))),
            .. refused > 0
                ? (LegendKey[])[new(LegendSign.Ring, $"breaks a constraint ({refused})", theme.Faint)] : [],
            .. without > 0
                ? (LegendKey[])[new(LegendSign.Cross, $"no finite value ({without})", theme.Failed)] : [],
        ];
    }

    private static IEnumerable<ChartTrial> Settled(ChartData data) =>
        data.Trials.Where(trial => trial.Outcome is not (ChartOutcome.Running or ChartOutcome.Waiting));

    // Trials that ended without a value still happened: a cross on the bottom line.
    private static void AddWithoutValue(Plot plot, ChartTrial[] trials, ValueScale scale, PlotTheme theme)
    {
        Coordinates[] places =
        [
            .. trials.Select(trial => new Coordinates(trial.Number, scale.Low + (0.02 * (scale.High - scale.Low)))),
        ];
        if (places.Length > 0)
        {
            var crosses = plot.Add.Markers(places, MarkerShape.Eks, 9);
            crosses.Color = theme.Failed;
            crosses.MarkerLineWidth = 2;
        }
    }

    private static void AddBestSoFar(Plot plot, ChartData data, Mark[] marks, ValueScale scale, PlotTheme theme)
    {
        var steps = new List<Coordinates>();
        ResultRank? best = null;
        foreach (var mark in marks.Where(mark => !mark.IsRefused).OrderBy(mark => mark.Trial.Number))
        {
            if (best is null || mark.Rank > best)
            {
                best = mark.Rank;
                steps.Add(new Coordinates(mark.Trial.Number, scale.Within(mark.Value).Position));
            }
        }

        if (steps.Count == 0)
        {
            return;
        }

        // Of equally good ones the ring goes to the one that came first, as in every picture.
        var ring = data.Objectives.Length == 1 && data.Best is { } leader ? leader.Number : steps[^1].X;
        Chart.Dots(plot, [new(ring, steps[^1].Y)], theme.Best, 11, hollow: true);
        steps.Add(new Coordinates(data.Trials.Max(trial => trial.Number), steps[^1].Y));
        var line = plot.Add.ScatterLine(steps.ToArray());
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.Color = theme.Best;
        line.LineWidth = 2.5f;
    }

    private readonly record struct Mark(ChartTrial Trial, double Value, bool IsRefused, ResultRank Rank = default);
}
