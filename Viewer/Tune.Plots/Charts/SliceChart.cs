using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Engine.Analysis;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>The objective against each parameter, one panel each, coloured by the order of the trials.</summary>
internal static class SliceChart
{
    private const string Title = "Slices";
    private const int Shades = 8;
    private const int OptionsMax = 6;
    private const int PanelWidth = 265;
    public const int PanelsMax = 48;

    public static Figure Draw(ChartData all, ImportanceReport? report, PlotTheme theme)
    {
        var (data, note) = all.Capped(PanelsMax, report);
        ChartTrial[] valued = [.. data.Trials.Where(trial => double.IsFinite(trial.Value))];
        if (valued.Length == 0 || data.Parameters.Count == 0)
        {
            return Chart.Missing(Title, data, theme, data.Parameters.Count == 0
                ? "The space has no parameter that varies."
                : Chart.NothingReported);
        }

        var scale = ValueScale.For(valued.Select(trial => trial.Value), data.Objective.Mode);
        var columns = Columns(data.Parameters.Count);
        Plot[] panels =
        [
            .. data.Parameters.Select((parameter, axis) =>
                Slice(data, valued, parameter, axis, scale, theme, axis % columns == 0)),
        ];
        var rows = (panels.Length + columns - 1) / columns;
        List<LegendKey> keys =
        [
            new(LegendSign.Ramp, "first trial", theme.Text, "last trial"),
            new(LegendSign.Ring, $"best: trial {data.Best!.Number}", theme.Best),
        ];
        return new Figure(
            Title, data.Summary(valued.Length) + note + Chart.Beyond(scale.Outside, "value")
                + Chart.Spread(data.Parameters.Any(parameter => Spread(parameter) > 0), "dots"), theme, keys, panels)
        {
            Columns = columns,
            Width = columns == 1 ? 700 : 340 * columns,
            Height = 110 + (300 * rows),
        };
    }

    private static int Columns(int panels) => panels <= 4 ? Math.Max(1, panels == 4 ? 2 : panels) : panels <= 9 ? 3 : 4;

    private static Plot Slice(
        ChartData data, ChartTrial[] valued, ChartParameter parameter, int axis, ValueScale scale, PlotTheme theme,
        bool isFirst)
    {
        var name = NumberText.Name(parameter.Name, 34);
        var plot = Panel.New(theme, parameter.IsLog ? name + " (log)" : name, isFirst ? data.Objective.Metric : "");
        ChartTrial[] active = [.. valued.Where(trial => !double.IsNaN(trial.Values[axis]))];
        var last = Math.Max(1, data.Trials.Max(trial => trial.Number));
        foreach (var shade in active.GroupBy(trial => trial.Number * (Shades - 1) / last).OrderBy(group => group.Key))
        {
            Chart.Cloud(
                plot, shade.Select(trial => (across(trial), trial.Value)), scale,
                theme.Ramp(shade.Key / (Shades - 1.0)).WithAlpha(0.85), Chart.DotSize(active.Length));
        }

        if (active.Contains(data.Best))
        {
            Chart.Dots(
                plot, [new(across(data.Best!), scale.Within(data.Best!.Value).Position)], theme.Best, 13, hollow: true);
        }

        SetBottom(plot, parameter, theme);
        scale.Apply(plot.Axes.Left);
        return plot;

        double across(ChartTrial trial) => parameter.Position(trial.Values[axis])
            + (Spread(parameter) * Chart.Jitter(trial.Number));
    }

    private static double Spread(ChartParameter parameter) =>
        parameter.IsChoice ? 0.5 : parameter.HasFewValues ? 0.25 : 0;

    private static void SetBottom(Plot plot, ChartParameter parameter, PlotTheme theme)
    {
        var bottom = plot.Axes.Bottom;
        if (parameter.IsChoice)
        {
            var every = 1 + ((parameter.Options.Count - 1) / OptionsMax);
            var width = (float)PanelWidth * every / parameter.Options.Count;
            var ticks = new NumericManual();
            for (var option = 0; option < parameter.Options.Count; option += every)
            {
                ticks.AddMajor(option, PlotFont.Fit(parameter.Options[option], width - 8, theme.TickSize));
            }

            bottom.TickGenerator = ticks;
            bottom.Range.Set(-0.6, parameter.Options.Count - 0.4);
            return;
        }

        var (low, high) = (parameter.Position(parameter.Lower), parameter.Position(parameter.Upper));
        var room = parameter.HasFewValues ? 0.3
            : high > low ? (high - low) * 0.04
            : Math.Max(0.5, Math.Abs(high) * 0.05);
        bottom.Range.Set(low - room, high + room);
        if (parameter.IsLog)
        {
            bottom.TickGenerator = LogTicks.Between(low - room, high + room);
        }
        else if (parameter.IsInteger)
        {
            Panel.WholeNumbers(bottom);
        }
    }
}
