using ScottPlot;
using Tune.Engine.Metrics;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>Every trial by its objectives, two to a panel, and the front that no trial beats.</summary>
internal static class ParetoChart
{
    private const string Title = "Pareto front";
    private const int ObjectivesMax = 4;

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        var space = ObjectiveSpace.Of(data);
        if (data.Objectives.Length < 2 || space.Measured.Length == 0)
        {
            return Chart.Missing(Title, data, theme, data.Objectives.Length < 2
                ? ObjectiveSpace.TooFew
                : "No trial has reported a finite value of every objective yet.");
        }

        var shown = Math.Min(ObjectivesMax, space.Objectives.Count);
        var pairs =
            from across in Enumerable.Range(0, shown)
            from up in Enumerable.Range(across + 1, shown - across - 1)
            select Pair(space, across, up, theme);
        Plot[] panels = [.. pairs];
        var refused = space.Measured.Count(trial => !trial.IsFeasible);
        var beaten = space.Allowed.Length - space.Front.Length;
        List<LegendKey> keys = [new(LegendSign.Dot, $"on the front ({space.Front.Length})", theme.Best)];
        keys.AddRange(beaten > 0 ? [new(LegendSign.Dot, $"beaten ({beaten})", theme.Series)] : []);
        keys.AddRange(space.Shorter.Length > 0
            ? [new(LegendSign.Ring, $"trained for less than {space.Longest} iterations ({space.Shorter.Length})",
                theme.Faint)]
            : []);
        keys.AddRange(refused > 0 ? [new(LegendSign.Cross, $"breaks a constraint ({refused})", theme.Faint)] : []);
        var columns = Math.Min(3, panels.Length);
        var rows = (panels.Length + columns - 1) / columns;
        var note = space.Objectives.Count > shown
            ? $"  ·  {ChartData.Count(space.Objectives.Count - shown, "more objective")} not shown"
            : "";
        return new Figure(
            Title,
            $"{data.Experiment}  ·  {ChartData.Count(space.Measured.Length, "trial")} by last report{note}{data.Note}",
            theme, keys, panels)
        {
            Columns = columns,
            Width = columns == 1 ? 1000 : 430 * columns,
            Height = columns == 1 ? 600 : 110 + (370 * rows),
        };
    }

    private static Plot Pair(ObjectiveSpace space, int across, int up, PlotTheme theme)
    {
        var plot = Panel.New(theme, space.LabelOf(across), space.LabelOf(up));
        var (left, right) = (ScaleOf(space, across), ScaleOf(space, up));
        Coordinates place(ChartTrial trial) =>
            new(left.Within(trial.Point[across]).Position, right.Within(trial.Point[up]).Position);

        var refused = space.Measured.Where(trial => trial.Violation > 0).Select(place).ToArray();
        if (refused.Length > 0)
        {
            var crosses = plot.Add.Markers(refused, MarkerShape.Eks, 8);
            crosses.Color = theme.Faint;
            crosses.MarkerLineWidth = 1.5f;
        }

        Chart.Dots(
            plot, [.. space.Shorter.Select(place)], theme.Faint, Chart.DotSize(space.Measured.Length), hollow: true);
        var beaten = space.Allowed.Except(space.Front).Select(place).ToArray();
        Chart.Dots(plot, beaten, theme.Series.WithAlpha(0.6), Chart.DotSize(space.Measured.Length));
        var front = space.Front.OrderBy(trial => trial.Point[across]).ThenBy(trial => trial.Point[up])
            .Select(place).ToArray();
        if (space.Objectives.Count == 2 && front.Length > 1)
        {
            AddStairs(plot, space, front, theme);
        }

        Chart.Dots(plot, front, theme.Best, 9);
        left.Apply(plot.Axes.Bottom);
        right.Apply(plot.Axes.Left);
        return plot;
    }

    // The edge of what is beaten: stairs whose corners lie on its side.
    private static void AddStairs(Plot plot, ObjectiveSpace space, Coordinates[] front, PlotTheme theme)
    {
        var line = plot.Add.ScatterLine(front);
        line.ConnectStyle = space.Objectives[0].Mode == Mode.Min
            ? ConnectStyle.StepHorizontal
            : ConnectStyle.StepVertical;
        line.Color = theme.Best;
        line.LineWidth = 2;
    }

    private static ValueScale ScaleOf(ObjectiveSpace space, int objective) => ValueScale.For(
        space.Measured.Select(trial => trial.Point[objective]), space.Objectives[objective].Mode);
}
