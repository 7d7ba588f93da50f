using ScottPlot;
using ScottPlot.AxisPanels;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots;

/// <summary>Makes plots in the style of a theme.</summary>
internal static class Panel
{
    /// <summary>An empty plot with named axes: open at the top and right, a quiet grid.</summary>
    public static Plot New(PlotTheme theme, string xLabel, string yLabel)
    {
        PlotFont.Ensure();
        var plot = new Plot();
        plot.FigureBackground.Color = theme.Background;
        plot.DataBackground.Color = theme.Background;
        plot.Grid.MajorLineColor = theme.Grid;
        plot.Grid.MajorLineWidth = 1;
        plot.HideLegend();
        foreach (var axis in plot.Axes.GetAxes())
        {
            Style(axis, theme);
        }

        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Bottom.TickGenerator = new EvenTicks();
        plot.Axes.Left.TickGenerator = new EvenTicks();
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        return plot;
    }

    /// <summary>A plot that only says why there is nothing to show.</summary>
    public static Plot Saying(PlotTheme theme, string sentence)
    {
        var plot = New(theme, "", "");
        plot.HideAxesAndGrid();
        plot.Axes.SetLimits(-1, 1, -1, 1);
        Write(plot, sentence, 0, 0, theme.MutedText, theme.LabelSize + 2, Alignment.MiddleCenter);
        return plot;
    }

    /// <summary>Writes a text at a place of a plot.</summary>
    public static ScottPlot.Plottables.Text Write(
        Plot plot, string text, double x, double y, Color color, float size, Alignment alignment)
    {
        var written = plot.Add.Text(text, x, y);
        written.LabelFontColor = color;
        written.LabelFontSize = size;
        written.LabelFontName = PlotFont.Name;
        written.LabelAlignment = alignment;
        return written;
    }

    /// <summary>Puts whole-numbered ticks on an axis.</summary>
    public static void WholeNumbers(IAxis axis) => axis.TickGenerator = new EvenTicks(wholeOnly: true);

    private static void Style(IAxis axis, PlotTheme theme)
    {
        if (axis is AxisBase { Edge: Edge.Left } left)
        {
            left.PaddingBetweenTickAndAxisLabels = new PixelPadding(11, 5);
        }

        axis.FrameLineStyle.Color = theme.Axis;
        axis.MajorTickStyle.Color = theme.Axis;
        axis.MinorTickStyle.Color = theme.Axis;
        axis.TickLabelStyle.ForeColor = theme.MutedText;
        axis.TickLabelStyle.FontSize = theme.TickSize;
        axis.TickLabelStyle.FontName = PlotFont.Name;
        axis.Label.ForeColor = theme.Text;
        axis.Label.FontSize = theme.LabelSize;
        axis.Label.FontName = PlotFont.Name;
        axis.Label.Bold = false;
    }
}
