using ScottPlot;
using Tune.Plots.Layout;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>The value of each trial in the order of proposal, and the best so far.</summary>
internal static class HistoryChart
{
    private const string Title = "Optimisation history";

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        ChartTrial[] valued = [.. data.Trials.Where(trial => double.IsFinite(trial.Value))];
        if (valued.Length == 0)
        {
            return Chart.Missing(Title, data, theme, Chart.NothingReported);
        }

        var plot = Panel.New(theme, "trial", data.MetricLabel);
        var scale = ValueScale.For(valued.Select(trial => trial.Value), data.Objective.Mode);
        var keys = new List<LegendKey>();
        foreach (var group in valued.GroupBy(trial => trial.Outcome).OrderBy(group => group.Key))
        {
            var color = Chart.ColorOf(group.Key, theme);
            Chart.Cloud(
                plot, group.Select(trial => ((double)trial.Number, trial.Value)), scale, color.WithAlpha(0.8),
                Chart.DotSize(valued.Length));
            keys.Add(new(LegendSign.Dot, $"{Chart.NameOf(group.Key)} ({group.Count()})", color));
        }

        AddWithoutValue(plot, data, scale, theme, keys);
        AddBestSoFar(plot, data, valued, scale, theme);
        keys.Insert(0, new(LegendSign.Line, "best so far", theme.Best));

        var last = data.Trials.Max(trial => trial.Number);
        plot.Axes.SetLimitsX(-0.5 - (last * 0.015), last + 0.5 + (last * 0.015));
        Panel.WholeNumbers(plot.Axes.Bottom);
        scale.Apply(plot.Axes.Left);
        var beyond = Chart.Beyond(scale.Outside, "value");
        return new Figure(Title, data.Summary(data.Trials.Count) + beyond, theme, keys, plot);
    }

    // Trials that ended without a value still happened: a cross on the bottom line.
    private static void AddWithoutValue(
        Plot plot, ChartData data, ValueScale scale, PlotTheme theme, List<LegendKey> keys)
    {
        Coordinates[] places =
        [
            .. data.Trials.Where(trial => !double.IsFinite(trial.Value)
                    && trial.Outcome is not (ChartOutcome.Running or ChartOutcome.Waiting))
                .Select(trial => new Coordinates(trial.Number, scale.Low + (0.02 * (scale.High - scale.Low)))),
        ];
        if (places.Length == 0)
        {
            return;
        }

        var crosses = plot.Add.Markers(places, MarkerShape.Eks, 9);
        crosses.Color = theme.Failed;
        crosses.MarkerLineWidth = 2;
        keys.Add(new(LegendSign.Cross, $"no finite value ({places.Length})", theme.Failed));
    }

    private static void AddBestSoFar(
        Plot plot, ChartData data, ChartTrial[] valued, ValueScale scale, PlotTheme theme)
    {
        var steps = new List<Coordinates>();
        var best = double.NaN;
        foreach (var trial in valued.OrderBy(trial => trial.Number))
        {
            if (data.IsBetter(trial.Value, best))
            {
                best = trial.Value;
                steps.Add(new Coordinates(trial.Number, scale.Within(best).Position));
            }
        }

        Chart.Dots(plot, [steps[^1]], theme.Best, 11, hollow: true);
        steps.Add(new Coordinates(data.Trials.Max(trial => trial.Number), steps[^1].Y));
        var line = plot.Add.ScatterLine(steps.ToArray());
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.Color = theme.Best;
        line.LineWidth = 2.5f;
    }
}
