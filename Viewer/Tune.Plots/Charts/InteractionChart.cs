using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Engine.Analysis;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>Which parameters matter together, and what is predicted for the two that do most.</summary>
internal static class InteractionChart
{
    private const string Name = "Interactions";
    private const int ShownMax = 8;

    // Below it the strongest pair is not worth a strong colour.
    private const double ShareMin = 0.05;

    public static Figure Draw(ChartData data, InteractionReport? report, PlotTheme theme)
    {
        if (report is null)
        {
            return Chart.Missing(Name, data, theme, Why(data));
        }

        var first = report.Pairs[0];
        var panel = new SurfacePanel(data, report.MeanOf(first.First, first.Second), theme);
        return new Figure(
            $"{Name}: what moves {NumberText.Name(report.Target, 30)} over the whole space, alone and together",
            panel.Subtitle(report), theme, panel.Keys($"right: predicted mean {report.Target}"),
            Shares(report, theme), panel.Draw(pixels: 420))
        {
            Columns = 2,
            Width = 1200,
            Height = 560,
        };
    }

    /// <summary>Why there are no numbers about pairs.</summary>
    public static string Why(ChartData data) => data.Parameters.Count == 1
        ? "Interactions need two parameters that vary."
        : ImportanceChart.Why(data);

    // Alone on the diagonal, together below it; one scale for both, so that more is never paler.
    private static Plot Shares(InteractionReport report, PlotTheme theme)
    {
        var shown = report.Parameters.Take(ShownMax).ToArray();
        var target = NumberText.Name(report.Target, 24);
        var plot = Panel.New(theme, $"share of the variance of {target} (%): alone on the diagonal", "");
        var most = Math.Max(ShareMin, Math.Max(report.Pairs[0].Share, shown.Max(one => one.Main)));
        for (var row = 0; row < shown.Length; row++)
        {
            AddCell(plot, row, row, shown[row].Main, most, theme, isFramed: true);
            for (var column = 0; column < row; column++)
            {
                var share = report.Pairs.First(pair => Joins(pair, shown[row].Name, shown[column].Name)).Share;
                AddCell(plot, column, row, share, most, theme, isFramed: false);
            }
        }

        var (names, cut) = (new NumericManual(), new NumericManual());
        for (var at = 0; at < shown.Length; at++)
        {
            names.AddMajor(at, NumberText.Name(shown[at].Name, 22));
            var last = shown[at].Name[(shown[at].Name.LastIndexOf('/') + 1)..];
            cut.AddMajor(at, PlotFont.Fit(last, (420f / shown.Length) - 6, theme.TickSize));
        }

        plot.Axes.Left.TickGenerator = names;
        plot.Axes.Bottom.TickGenerator = cut;
        plot.HideGrid();
        plot.Axes.Bottom.Range.Set(-0.6, shown.Length - 0.4);
        plot.Axes.Left.Range.Set(shown.Length - 0.4, -0.6);
        return plot;
    }

    private static bool Joins(PairImportance pair, string one, string other) =>
        (pair.First == one && pair.Second == other) || (pair.First == other && pair.Second == one);

    private static void AddCell(
        Plot plot, int column, int row, double share, double most, PlotTheme theme, bool isFramed)
    {
        // By the root, or a small share beside a large one would not be seen at all.
        var strength = Math.Sqrt(Math.Clamp(share / most, 0, 1));
        var text = strength > 0.6 && !theme.IsDark ? Colors.White : theme.Text;
        var box = plot.Add.Rectangle(column - 0.47, column + 0.47, row - 0.47, row + 0.47);
        box.FillColor = theme.Series.WithAlpha(Math.Max(0.04, strength));
        box.LineWidth = isFramed ? 2 : 0;
        box.LineColor = theme.MutedText;
        var percent = 100 * share;
        Panel.Write(
            plot, percent is > 0 and < 1 ? "<1" : percent.ToString("0", CultureInfo.InvariantCulture), column, row,
            text, 12, Alignment.MiddleCenter);
    }
}
