using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Engine.Analysis;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>How much each parameter matters: by PED-ANOVA, or alone and with interactions by fANOVA.</summary>
internal static class ImportanceChart
{
    private const string Name = "Hyperparameter importance";
    private const int BarsMax = 20;

    public static Figure Draw(ChartData data, ImportanceReport? report, PlotTheme theme)
    {
        if (report is null)
        {
            return Chart.Missing(Name, data, theme, Why(data));
        }

        var isForest = report.Method == ImportanceMethod.Fanova;
        var title = $"{Name}: " + (isForest
            ? $"what moves {NumberText.Name(report.Target, 30)} over the whole space"
            : "what sets the best trials apart");
        var shown = report.Parameters.Take(BarsMax).ToArray();
        var plot = Panel.New(theme, isForest
            ? $"share of the variance of {report.Target} (%)"
            : $"importance for reaching the best {report.Top} trials (%, all together 100)", "");
        for (var row = 0; row < shown.Length; row++)
        {
            AddBar(plot, shown[row], row, isForest, theme);
        }

        SetAxes(plot, shown, isForest);
        List<LegendKey> keys = isForest
            ? [new(LegendSign.Box, "alone", theme.Series), new(LegendSign.Box, "with interactions", theme.Pale)]
            : [];
        var left = report.Parameters.Count - shown.Length;
        var summary = $"{data.Experiment}  ·  {Basis(report)}{Chart.LeftOut(data)}"
            + (left > 0 ? $"  ·  {left} less important not shown" : "");
        return new Figure(title, summary, theme, keys, plot)
        {
            Height = Math.Clamp(190 + (44 * shown.Length), 300, 1100),
        };
    }

    /// <summary>Why there are no numbers for an analysis.</summary>
    public static string Why(ChartData data) =>
        data.Parameters.Count == 0 ? "The space has no parameter that varies."
        : data.Best is null ? Chart.NothingReported
        : data.Known is { Shorter: > 0 } known && known.Count < ImportanceAnalysis.TrialsMin
        ? $"Importance needs at least {ImportanceAnalysis.TrialsMin} trials whose values differ, and only "
            + $"{known.Count} were trained for {known.Longest} iterations, the longest."
        : $"Importance needs at least {ImportanceAnalysis.TrialsMin} trials whose values differ.";

    private static string Basis(ImportanceReport report)
    {
        var explained = double.IsNaN(report.Explained)
            ? ""
            : Math.Clamp(100 * report.Explained, 0, 100).ToString("0", CultureInfo.InvariantCulture);
        var trials = ChartData.Count(report.Trials, "trial");
        return report.Method == ImportanceMethod.Fanova
            ? $"fANOVA of {trials}"
                + (explained.Length > 0 ? $"  ·  the model explains {explained}% of unseen trials" : "")
            : $"PED-ANOVA of {trials} by {report.Target}  ·  " + (report.Explained > 1
                ? "too few trials for so many parameters: much of it is chance"
                : $"one by one the parameters explain {explained}% of who is best");
    }

    private static void AddBar(Plot plot, ParameterImportance importance, int row, bool isForest, PlotTheme theme)
    {
        var (alone, all) = isForest
            ? (100 * importance.Main, 100 * importance.Total)
            : (100 * importance.Share, 100 * importance.Share);
        AddBox(plot, all, row, theme.Pale);
        AddBox(plot, alone, row, theme.Series);
        var label = Panel.Write(
            plot, isForest ? $"{Percent(alone)}  ({Percent(all)})" : Percent(alone), all, row, theme.MutedText,
            theme.TickSize, Alignment.MiddleLeft);
        label.OffsetX = 8;
    }

    private static string Percent(double share) => share is > 0 and < 1 ? "<1%" : $"{share:0}%";

    private static void AddBox(Plot plot, double to, int row, Color color)
    {
        var box = plot.Add.Rectangle(0, to, row - 0.3, row + 0.3);
        box.FillColor = color;
        box.LineWidth = 0;
    }

    private static void SetAxes(Plot plot, ParameterImportance[] shown, bool isForest)
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
        var longest = shown.Max(parameter => isForest ? parameter.Total : parameter.Share);
        plot.Axes.SetLimitsX(0, Math.Max(5, 113 * longest));
        plot.Axes.Left.Range.Set(shown.Length - 0.4, -0.6);
    }
}
