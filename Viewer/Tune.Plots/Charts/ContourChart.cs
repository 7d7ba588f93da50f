using Tune.Engine.Analysis;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>What is predicted over two parameters, whatever the others are.</summary>
internal static class ContourChart
{
    private const string Name = "Contour";

    /// <param name="data">The experiment.</param>
    /// <param name="report">The model; null if there is none.</param>
    /// <param name="pair">The two parameters; null for those that do most together.</param>
    /// <param name="theme">Colours and sizes.</param>
    public static Figure Draw(
        ChartData data, InteractionReport? report, (string First, string Second)? pair, PlotTheme theme)
    {
        if (report is null)
        {
            return Chart.Missing(Name, data, theme, InteractionChart.Why(data));
        }

        var (first, second) = pair ?? (report.Pairs[0].First, report.Pairs[0].Second);
        var panel = new SurfacePanel(data, report.MeanOf(first, second), theme);
        var title = pair is null
            ? $"{Name}: the two parameters that do most together"
            : $"{Name}: {NumberText.Name(first, 30)} and {NumberText.Name(second, 30)}";
        return new Figure(
            title, panel.Subtitle(report), theme,
            panel.Keys($"predicted mean {report.Target}"), panel.Draw(pixels: 760))
        {
            Width = 900,
            Height = 700,
        };
    }
}
