using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Plots.Importance;
using Tune.Plots.Layout;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>How much of the variance of the objective each parameter explains: alone, and with interactions.</summary>
internal static class ImportanceChart
{
    private const string Title = "Hyperparameter importance";
    private const int BarsMax = 20;

    public static Figure Draw(ChartData data, ImportanceReport? report, PlotTheme theme)
    {
        if (report is null)
        {
            return Chart.Missing(Title, data, theme, Why(data));
        }

        var shown = report.Parameters.Take(BarsMax).ToArray();
        var plot = Panel.New(theme, $"share of the variance of {data.Objective.Metric} (%)", "");
        for (var row = 0; row < shown.Length; row++)
        {
            AddBar(plot, shown[row], row, theme);
        }

        SetAxes(plot, shown);
        List<LegendKey> keys =
        [
            new(LegendSign.Box, "alone", theme.Series),
            new(LegendSign.Box, "with interactions", theme.Pale),
        ];
        var quality = double.IsNaN(report.Explained)
            ? ""
            : $"  ·  the model explains {Math.Max(0, 100 * report.Explained):0}% of unseen trials";
        var left = report.Parameters.Count - shown.Length;
        var summary = $"{data.Experiment}  ·  fANOVA of {ChartData.Count(report.Trials, "trial")}{quality}"
            + (left > 0 ? $"  ·  {left} less important not shown" : "");
        return new Figure(Title, summary, theme, keys, plot)
        {
            Height = Math.Clamp(190 + (44 * shown.Length), 300, 1100),
        };
    }

    private static string Why(ChartData data) =>
        data.Parameters.Count == 0 ? "The space has no parameter that varies."
        : data.Best is null ? Chart.NothingReported
        : $"Importance needs at least {Fanova.TrialsMin} trials whose values differ.";

    private static void AddBar(Plot plot, ParameterImportance importance, int row, PlotTheme theme)
    {
        var (alone, all) = (100 * importance.Main, 100 * importance.Total);
        AddBox(plot, all, row, theme.Pale);
        AddBox(plot, alone, row, theme.Series);
        var label = Panel.Write(
            plot, $"{Percent(alone)}  ({Percent(all)})", all, row, theme.MutedText, theme.TickSize,
            Alignment.MiddleLeft);
        label.OffsetX = 8;
    }

    private static string Percent(double share) => share is > 0 and < 1 ? "<1%" : $"{share:0}%";

    private static void AddBox(Plot plot, double to, int row, Color color)
    {
        var box = plot.Add.Rectangle(0, to, row - 0.3, row + 0.3);
        box.FillColor = color;
        box.LineWidth = 0;
    }

    private static void SetAxes(Plot plot, ParameterImportance[] shown)
    {
        var names = new NumericManual();
        for (var row = 0; row < shown.Length; row++)
        {
            names.AddMajor(row, NumberText.Name(shown[row].Name, 30));
        }

        plot.Axes.Left.TickGenerator = names;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.Bottom.TickGenerator = new EvenTicks(most: 100);
        plot.Axes.SetLimitsX(0, Math.Max(5, 113 * shown.Max(parameter => parameter.Total)));
        plot.Axes.Left.Range.Set(shown.Length - 0.4, -0.6);
    }
}
