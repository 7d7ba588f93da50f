using ScottPlot;

namespace Tune.Plots.Charts;

/// <summary>What a population trained with as it went on: a panel per parameter that changed, a step wherever a trial
/// became a clone, and in front the schedule that the best trial's weights went through.</summary>
internal static class ScheduleChart
{
    private const string Title = "Schedule: what the weights were trained with";
    private const int PanelsMax = 12;

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        ChartTrial[] drawn = [.. data.Trials.Where(trial => trial.Segments.Count > 0)];
        if (!drawn.Any(trial => trial.Segments.Any(segment => segment.IsClone(trial.Number))))
        {
            return Chart.Missing(Title, data, theme, LineageChart.NoClones);
        }

        int[] all = [.. Enumerable.Range(0, data.Parameters.Count)];
        int[] changed = [.. all.Where(axis => drawn.Any(trial => Changes(trial, axis)))];
        var fitting = changed.Length > 0 ? changed : all;
        int[] shown = [.. fitting.Take(PanelsMax)];
        if (shown.Length == 0)
        {
            return Chart.Missing(Title, data, theme, "The space has no parameter that varies.");
        }

        var columns = Math.Min(3, shown.Length);
        var rows = (shown.Length + columns - 1) / columns;
        var left = fitting.Length - shown.Length;
        List<LegendKey> keys =
        [
            new(LegendSign.Line, "trials", theme.Faint),
            .. data.Best is { } best
                ? (LegendKey[])[new(LegendSign.Line, $"what trial {best.Number}, the best, went through", theme.Best)]
                : [],
        ];
        return new Figure(
            Title,
            data.Summary(drawn.Length) + (left > 0 ? $"  ·  {ChartData.Count(left, "more parameter")} not shown" : ""),
            theme, keys, [.. shown.Select(axis => Of(data, drawn, axis, theme))])
        {
            Columns = columns,
            Width = columns == 1 ? 900 : 430 * columns,
            Height = columns == 1 ? 520 : 110 + (330 * rows),
        };
    }

    private static bool Changes(ChartTrial trial, int axis) =>
        trial.Segments.Select(segment => segment.Unit[axis]).Distinct().Skip(1).Any();

    private static Plot Of(ChartData data, ChartTrial[] drawn, int axis, PlotTheme theme)
    {
        var parameter = data.Parameters[axis];
        var plot = Panel.New(theme, "iteration", UnitAxis.Label(parameter));
        foreach (var trial in drawn)
        {
            AddSteps(
                plot, trial.Segments.Select(segment => (segment.From, segment.To, segment.Unit[axis])),
                theme.Faint.WithAlpha(drawn.Length > 40 ? 0.25 : 0.5), 1.2f);
        }

        AddSteps(plot, data.LineageOfBest.Select(part => (part.From, part.To, part.Unit[axis])), theme.Best, 3);
        UnitAxis.Set(plot.Axes.Left, parameter, theme, pixels: 250);
        plot.Axes.Left.Range.Set(-0.03, 1.03);
        Panel.WholeNumbers(plot.Axes.Bottom);
        var last = Math.Max(1, drawn.Max(trial => trial.Segments.Max(segment => segment.To)));
        plot.Axes.SetLimitsX(-0.02 * last, 1.02 * last);
        return plot;
    }

    // A stretch that does not begin where the one before it ended is a line of its own: nobody trained between.
    private static void AddSteps(
        Plot plot, IEnumerable<(int From, int To, double Unit)> steps, Color color, float width)
    {
        List<Coordinates> points = [];
        foreach (var (from, to, unit) in steps.Where(step => double.IsFinite(step.Unit)))
        {
            if (points.Count > 0 && points[^1].X != from)
            {
                AddLine(plot, points, color, width);
                points = [];
            }

            points.AddRange([new(from, unit), new(to, unit)]);
        }

        if (points.Count > 0)
        {
            AddLine(plot, points, color, width);
        }
    }

    private static void AddLine(Plot plot, List<Coordinates> points, Color color, float width)
    {
        var line = plot.Add.ScatterLine(points);
        line.Color = color;
        line.LineWidth = width;
    }
}
