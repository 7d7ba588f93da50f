using ScottPlot;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>The objective over the iterations, one line per trial; the best in front.</summary>
internal static class LearningCurvesChart
{
    private const string Title = "Learning curves";
    private const int Leaders = 5;

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        ChartTrial[] drawn = [.. data.Trials.Where(trial => trial.Curve.Any(p => double.IsFinite(p.Value)))];
        if (drawn.Length == 0)
        {
            return Chart.Missing(Title, data, theme, Chart.NothingReported);
        }

        var scale = ValueScale.For(drawn.SelectMany(trial => trial.Curve).Select(p => p.Value), data.Objective.Mode);
        var across = Across(drawn);
        var plot = Panel.New(theme, across ? "iteration (log)" : "iteration", data.MetricLabel);
        foreach (var trial in drawn.Except(Front(drawn, data)))
        {
            AddCurve(plot, trial, scale, across, drawn.Length, theme.Faint.WithAlpha(Opacity(drawn.Length)), 1.2f);
        }

        var front = Front(drawn, data).Reverse().ToArray();
        foreach (var trial in front)
        {
            var isBest = trial == data.Best;
            var (color, width) = isBest ? (theme.Best, 3f) : (theme.Series.WithAlpha(0.75), 1.7f);
            AddCurve(plot, trial, scale, across, drawn.Length, color, width);
        }

        SetAxes(plot, scale, across, drawn);
        var beyond = drawn.Count(trial => trial.Curve.Any(p => scale.Within(p.Value).Moved));
        var summary = data.Summary(drawn.Length) + Chart.Beyond(beyond, "curve");
        return new Figure(Title, summary, theme, Keys(data, drawn, front, theme), plot);
    }

    private static ChartTrial[] Front(ChartTrial[] drawn, ChartData data) =>
        [.. data.BestFirst().Intersect(drawn).Take(Leaders)];

    private static List<LegendKey> Keys(ChartData data, ChartTrial[] drawn, ChartTrial[] front, PlotTheme theme)
    {
        var keys = new List<LegendKey>();
        if (data.Best is { } best)
        {
            keys.Add(new(
                LegendSign.Line, $"best: trial {best.Number} ({NumberText.Short(best.Value)})", theme.Best));
        }

        if (front.Length > 1)
        {
            keys.Add(new(LegendSign.Line, $"next {front.Length - 1}", theme.Series));
        }

        if (drawn.Length > front.Length)
        {
            keys.Add(new(LegendSign.Line, $"other {drawn.Length - front.Length}", theme.Faint));
        }

        return keys;
    }

    // A log axis where most trials end within the first eighth of the longest.
    private static bool Across(ChartTrial[] drawn)
    {
        int[] ends = [.. drawn.Select(trial => trial.LastIteration).Order()];
        return drawn.All(trial => trial.Curve[0].Iteration > 0)
            && ends[^1] >= 20 && 8L * ends[ends.Length / 2] <= ends[^1];
    }

    private static void AddCurve(
        Plot plot, ChartTrial trial, ValueScale scale, bool isLog, int curves, Color color, float width)
    {
        var points = trial.Curve.Select(p => new Coordinates(
            isLog ? Math.Log10(p.Iteration) : p.Iteration, scale.Position(p.Value)));
        var kept = Thinning.Keep([.. points], Thinning.PointsFor(curves));
        var line = plot.Add.Scatter(kept);
        line.LineColor = color;
        line.LineWidth = width;
        line.MarkerFillColor = color;
        line.MarkerLineColor = color;
        line.MarkerSize = kept.Length == 1 ? Math.Max(4, width * 2) : 0;
        if (kept.Length > 1)
        {
            // A dot where the trial ended: most were stopped there.
            Chart.Dots(plot, [kept[^1]], color, Math.Max(3.5f, width * 2));
        }
    }

    private static double Opacity(int curves) => curves switch
    {
        <= 20 => 0.75,
        <= 100 => 0.5,
        <= 400 => 0.3,
        _ => 0.18,
    };

    private static void SetAxes(Plot plot, ValueScale scale, bool isLog, ChartTrial[] drawn)
    {
        var (first, last) = (drawn.Min(trial => trial.Curve[0].Iteration), drawn.Max(trial => trial.LastIteration));
        var (low, high) = isLog ? (Math.Log10(first), Math.Log10(last)) : ((double)first, last);
        var room = last > first ? (high - low) * 0.02 : 0.5;
        plot.Axes.SetLimitsX(low - room, high + room);
        scale.Apply(plot.Axes.Left);
        if (isLog)
        {
            plot.Axes.Bottom.TickGenerator = LogTicks.Between(low - room, high + room);
        }
        else
        {
            Panel.WholeNumbers(plot.Axes.Bottom);
        }
    }
}
