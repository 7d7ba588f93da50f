using ScottPlot;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>The empirical distribution: which share of the trials reached at least, or at most, a value.</summary>
internal static class DistributionChart
{
    private const string Title = "Distribution of values";

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        double[] sorted = [.. data.Trials.Select(trial => trial.Value).Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
        {
            return Chart.Missing(Title, data, theme, Chart.NothingReported);
        }

        var plot = Panel.New(theme, data.MetricLabel, "share of trials at or below (%)");
        var scale = ValueScale.For(sorted, data.Objective.Mode);
        var steps = new List<Coordinates> { new(scale.Low, 0) };
        steps.AddRange(sorted.Select((value, i) =>
            new Coordinates(scale.Within(value).Position, 100.0 * (i + 1) / sorted.Length)));
        steps.Add(new Coordinates(scale.High, 100));
        var line = plot.Add.ScatterLine(Thinned(steps));
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.Color = theme.Series;
        line.LineWidth = 2.5f;

        var median = sorted[(sorted.Length - 1) / 2];
        Mark(plot, scale, median, theme.MutedText, LinePattern.Dashed);
        Mark(plot, scale, data.Best!.Value, theme.Best, LinePattern.Solid);
        plot.Axes.SetLimitsY(0, 103);
        scale.Apply(plot.Axes.Bottom);
        List<LegendKey> keys =
        [
            new(LegendSign.Line, "share of trials", theme.Series),
            new(LegendSign.Line, $"best {NumberText.Short(data.Best.Value)}", theme.Best),
            new(LegendSign.Dashed, $"median {NumberText.Short(median)}", theme.MutedText),
        ];
        var beyond = Chart.Beyond(scale.Outside, "value");
        return new Figure(Title, data.Summary(sorted.Length) + beyond, theme, keys, plot);
    }

    // Every k-th step: the curve only rises, so nothing between two kept steps leaves the box they span.
    private static Coordinates[] Thinned(List<Coordinates> steps)
    {
        var every = 1 + (steps.Count / Thinning.PointsMax);
        return [.. steps.Where((_, i) => i % every == 0 || i == steps.Count - 1)];
    }

    private static void Mark(Plot plot, ValueScale scale, double value, Color color, LinePattern pattern)
    {
        var line = plot.Add.VerticalLine(scale.Within(value).Position, 1.5f, color, pattern);
        line.EnableAutoscale = false;
    }
}
