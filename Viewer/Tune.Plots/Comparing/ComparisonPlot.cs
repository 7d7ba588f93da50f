using ScottPlot;
using Tune.Plots.Scales;

namespace Tune.Plots.Comparing;

/// <summary>Algorithms side by side: a panel for each problem, a line for each algorithm.</summary>
internal static class ComparisonPlot
{
    private const int PanelWidth = 420;
    private const int PanelHeight = 300;

    private static readonly string[] Hues =
    [
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5195", "#8795a3", "#a6761d", "#1d2126",
    ];

    /// <summary>Draws a comparison.</summary>
    /// <param name="title">What the picture shows.</param>
    /// <param name="subtitle">What it was made from.</param>
    /// <param name="xLabel">What goes across.</param>
    /// <param name="yLabel">What goes up.</param>
    /// <param name="panels">At least one, with at least one line.</param>
    /// <param name="isLog">Whether values go up by powers of ten; values of 0 and below are then left out.</param>
    /// <param name="theme">Colours and sizes; <see cref="PlotTheme.Light"/> by default.</param>
    /// <exception cref="ArgumentException">There is no panel.</exception>
    public static Figure Draw(
        string title, string subtitle, string xLabel, string yLabel, IReadOnlyList<ComparisonPanel> panels,
        bool isLog = false, PlotTheme? theme = null)
    {
        if (panels.Count == 0)
        {
            throw new ArgumentException("A comparison needs at least one panel.", nameof(panels));
        }

        theme ??= PlotTheme.Light;
        var names = panels.SelectMany(panel => panel.Lines).DistinctBy(line => line.Name).ToList();
        var colors = names.Select((line, i) => (line.Name, Color: Color.FromHex(Hues[i % Hues.Length])))
            .ToDictionary(pair => pair.Name, pair => pair.Color, StringComparer.Ordinal);
        var keys = names.Select(line => new LegendKey(
            line.IsReference ? LegendSign.Dashed : LegendSign.Line, line.Name, colors[line.Name]));
        var columns = Math.Min(4, (int)Math.Ceiling(Math.Sqrt(panels.Count)));
        return new Figure(
            title, subtitle, theme, [.. keys],
            [.. panels.Select(panel => Panel(panel, xLabel, yLabel, isLog, colors, theme))])
        {
            Columns = columns,
            Width = Math.Max(900, columns * PanelWidth),
            Height = 110 + ((panels.Count + columns - 1) / columns * PanelHeight),
        };
    }

    private static Plot Panel(
        ComparisonPanel panel, string xLabel, string yLabel, bool isLog, Dictionary<string, Color> colors,
        PlotTheme theme)
    {
        var plot = Plots.Panel.New(theme, xLabel, yLabel);
        plot.Axes.Title.Label.Text = panel.Title;
        plot.Axes.Title.Label.FontName = plot.Axes.Left.Label.FontName;
        plot.Axes.Title.Label.FontSize = theme.LabelSize;
        plot.Axes.Title.Label.ForeColor = theme.Text;
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var line in panel.Lines)
        {
            var places = line.Points.Where(point => double.IsFinite(point.Y) && (!isLog || point.Y > 0))
                .Select(point => new Coordinates(point.X, isLog ? Math.Log10(point.Y) : point.Y)).ToArray();
            if (places.Length == 0)
            {
                continue;
            }

            var drawn = plot.Add.ScatterLine(places);
            drawn.Color = colors[line.Name];
            drawn.LineWidth = 2;
            drawn.LinePattern = line.IsReference ? LinePattern.Dashed : LinePattern.Solid;
            (low, high) = (Math.Min(low, places.Min(p => p.Y)), Math.Max(high, places.Max(p => p.Y)));
        }

        if (isLog && low <= high)
        {
            var margin = Math.Max(0.1, (high - low) * 0.05);
            plot.Axes.SetLimitsY(low - margin, high + margin);
            plot.Axes.Left.TickGenerator = LogTicks.Between(low - margin, high + margin);
        }

        return plot;
    }
}
