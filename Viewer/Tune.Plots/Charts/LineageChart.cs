using ScottPlot;
using ScottPlot.TickGenerators;

namespace Tune.Plots.Charts;

/// <summary>Who took over whose weights: a row per trial, a line across where a clone was made, and in front what the
/// best trial's weights went through.</summary>
internal static class LineageChart
{
    private const string Title = "Lineage: whose weights went on in whom";
    private const int RowsMax = 120;
    private const int LabelsMax = 40;

    // Of the whole width: upright, the lines of one iteration would cover each other.
    private const double Slant = 0.025;

    public const string NoClones = "No trial has gone on as a clone of another: this is about populations.";

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        ChartTrial[] drawn = [.. data.Trials.Where(trial => trial.Segments.Count > 0).Take(RowsMax)];
        var clones = drawn.Sum(trial => trial.Segments.Count(segment => segment.IsClone(trial.Number)));
        if (clones == 0)
        {
            return Chart.Missing(Title, data, theme, NoClones);
        }

        var rows = drawn.Select((trial, row) => (trial.Number, Row: row)).ToDictionary(pair => pair.Number, p => p.Row);
        var plot = Panel.New(theme, "iteration", "trial");
        var last = Math.Max(1, drawn.Max(trial => trial.Segments.Max(segment => segment.To)));
        foreach (var trial in drawn)
        {
            AddTrial(plot, trial, rows, Slant * last, theme);
        }

        AddLineage(plot, data, rows, Slant * last, theme);
        SetAxes(plot, drawn, last);
        var left = data.Trials.Count(trial => trial.Segments.Count > 0) - drawn.Length;
        var summary = $"{data.Summary(drawn.Length)}  ·  {ChartData.Count(clones, "clone")}"
            + (left > 0 ? $"  ·  {ChartData.Count(left, "more trial")} not shown" : "");
        List<LegendKey> keys =
        [
            new(LegendSign.Line, "training", theme.Series), new(LegendSign.Line, "weights taken over", theme.Faint),
            .. data.Best is { } best
                ? (LegendKey[])[new(LegendSign.Line, $"what trial {best.Number}, the best, went through", theme.Best)]
                : [],
        ];
        return new Figure(Title, summary, theme, keys, plot)
        {
            Height = Math.Clamp(190 + (20 * drawn.Length), 320, 2400),
        };
    }

    private static void AddTrial(Plot plot, ChartTrial trial, Dictionary<int, int> rows, double slant, PlotTheme theme)
    {
        var row = rows[trial.Number];
        foreach (var segment in trial.Segments)
        {
            if (segment.IsClone(trial.Number) && rows.TryGetValue(segment.Donor, out var donor))
            {
                AddLine(plot, (segment.From - slant, donor), (segment.From, row), theme.Faint.WithAlpha(0.7), 1);
                Chart.Dots(plot, [new(segment.From, row)], theme.Series, 5);
            }

            AddLine(plot, (segment.From, row), (segment.To, row), theme.Series.WithAlpha(0.55), 3);
        }
    }

    private static void AddLineage(Plot plot, ChartData data, Dictionary<int, int> rows, double slant, PlotTheme theme)
    {
        foreach (var (trial, from, to, donor, _) in data.LineageOfBest)
        {
            if (!rows.TryGetValue(trial, out var row))
            {
                continue;
            }

            AddLine(plot, (from, row), (to, row), theme.Best, 4);
            if (donor != trial && rows.TryGetValue(donor, out var above))
            {
                AddLine(plot, (from - slant, above), (from, row), theme.Best, 2);
            }
        }
    }

    private static void AddLine(
        Plot plot, (double X, double Y) from, (double X, double Y) to, Color color, float width)
    {
        var line = plot.Add.Line(from.X, from.Y, to.X, to.Y);
        line.LineColor = color;
        line.LineWidth = width;
        line.MarkerSize = 0;
    }

    private static void SetAxes(Plot plot, ChartTrial[] drawn, int last)
    {
        var every = 1 + ((drawn.Length - 1) / LabelsMax);
        var names = new NumericManual();
        for (var row = 0; row < drawn.Length; row += every)
        {
            names.AddMajor(row, $"{drawn[row].Number}");
        }

        names.MaxTickCount = Math.Max(50, drawn.Length);
        plot.Axes.Left.TickGenerator = names;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        Panel.WholeNumbers(plot.Axes.Bottom);
        plot.Axes.SetLimitsX(-0.02 * last, 1.02 * last);
        plot.Axes.Left.Range.Set(drawn.Length - 0.4, -0.6);
    }
}
