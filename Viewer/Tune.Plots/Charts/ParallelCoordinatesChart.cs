using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Engine.Analysis;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>
/// One upright axis per parameter and one for the objective; each trial is a line across them. Colour follows the rank
/// and not the value, so that one far-out trial does not take all of it.
/// </summary>
internal static class ParallelCoordinatesChart
{
    private const string Title = "Parallel coordinates";
    private const double InactiveAt = -0.12;
    private const int AxisWidth = 150;
    public const int AxesMax = 30;

    public static Figure Draw(ChartData all, ImportanceReport? report, PlotTheme theme)
    {
        var (data, note) = all.Capped(AxesMax, report);
        ChartTrial[] worstFirst = [.. data.BestFirst().Reverse()];
        if (worstFirst.Length == 0 || data.Parameters.Count == 0)
        {
            return Chart.Missing(Title, data, theme, data.Parameters.Count == 0
                ? "The space has no parameter that varies."
                : Chart.NothingReported);
        }

        var plot = Panel.New(theme, "", "");
        var scale = ValueScale.For(worstFirst.Select(trial => trial.Value), data.Objective.Mode);
        var hasInactive = worstFirst.Any(trial => trial.Values.Any(double.IsNaN));
        for (var rank = 0; rank < worstFirst.Length; rank++)
        {
            AddLine(plot, data, worstFirst[rank], scale, rank, worstFirst.Length, theme);
        }

        for (var axis = 0; axis < data.Parameters.Count; axis++)
        {
            AddAxis(plot, axis, ParameterTicks(data.Parameters[axis], theme), theme);
            if (worstFirst.Any(trial => double.IsNaN(trial.Values[axis])))
            {
                AddLabel(plot, axis, InactiveAt, "inactive", theme.MutedText, theme);
            }
        }

        AddAxis(plot, data.Parameters.Count, ObjectiveTicks(scale), theme);
        SetAxes(plot, data, hasInactive, theme);
        List<LegendKey> keys =
        [
            new(LegendSign.Ramp, "worst", theme.Text, $"best {data.Objective.Metric}, by rank"),
            new(LegendSign.Line, $"best: trial {data.Best!.Number}", theme.Best),
        ];
        return new Figure(
            Title, data.Summary(worstFirst.Length) + note + Chart.Beyond(scale.Outside, "value")
                + Chart.Spread(data.Parameters.Any(parameter => Spread(parameter) > 0), "lines"), theme, keys, plot)
        {
            Width = Math.Max(900, AxisWidth * (data.Parameters.Count + 1)),
            Height = 620,
        };
    }

    private static void AddLine(
        Plot plot, ChartData data, ChartTrial trial, ValueScale scale, int rank, int count, PlotTheme theme)
    {
        var points = new Coordinates[data.Parameters.Count + 1];
        for (var axis = 0; axis < data.Parameters.Count; axis++)
        {
            var parameter = data.Parameters[axis];
            var height = parameter.Fraction(trial.Values[axis]);
            var jitter = Chart.Jitter(trial.Number, axis);
            points[axis] = new(
                axis, double.IsNaN(height) ? InactiveAt + (0.03 * jitter) : height + (Spread(parameter) * jitter));
        }

        points[^1] = new(data.Parameters.Count, Share(scale, scale.Within(trial.Value).Position));
        var place = count == 1 ? 1 : rank / (count - 1.0);
        var isBest = trial == data.Best;
        var line = plot.Add.ScatterLine(points);
        line.Color = isBest ? theme.Best : theme.Ramp(place).WithAlpha(Opacity(place, count));
        line.LineWidth = isBest ? 3 : count > 300 ? 1 : 1.4f;
    }

    // The more lines, the faster the worse ones fade, so that about as many strong lines remain.
    private static double Opacity(double place, int count) => count <= 100
        ? 0.25 + (0.55 * place * place)
        : 0.08 + (0.62 * Math.Pow(place, Math.Max(3, count / 40.0)));

    // Lines that end on the same value are fanned out a little, so that their number shows.
    private static double Spread(ChartParameter parameter) =>
        parameter.IsChoice ? 0.45 / parameter.Options.Count : parameter.HasFewValues ? 0.03 : 0;

    private static void AddAxis(Plot plot, int at, IEnumerable<(double Height, string Label)> ticks, PlotTheme theme)
    {
        var upright = plot.Add.Line(at, 0, at, 1);
        upright.LineColor = theme.MutedText;
        upright.LineWidth = 1.2f;
        foreach (var (height, label) in ticks)
        {
            var tick = plot.Add.Line(at - 0.015, height, at, height);
            tick.LineColor = theme.MutedText;
            tick.LineWidth = 1.2f;
            AddLabel(plot, at, height, label, theme.Text, theme);
        }
    }

    private static void AddLabel(Plot plot, int at, double height, string label, Color color, PlotTheme theme)
    {
        var text = Panel.Write(plot, label, at, height, color, theme.TickSize, Alignment.MiddleLeft);
        text.OffsetX = 6;
        text.LabelBackgroundColor = theme.Background.WithAlpha(0.85);
        text.LabelPadding = 1.5f;
    }

    private static IEnumerable<(double, string)> ParameterTicks(ChartParameter parameter, PlotTheme theme)
    {
        if (parameter.IsChoice)
        {
            var every = 1 + ((parameter.Options.Count - 1) / 16);
            return parameter.Options.Select((option, i) => (Option: option, Index: i)).Where(o => o.Index % every == 0)
                .Select(o => (parameter.Fraction(o.Index), PlotFont.Fit(o.Option, AxisWidth * 0.6f, theme.TickSize)));
        }

        var (low, high) = (parameter.Position(parameter.Lower), parameter.Position(parameter.Upper));
        if (!(high > low))
        {
            return [(0.5, NumberText.Short(parameter.Lower))];
        }

        return parameter.IsLog
            ? LogTicks.Majors(low, high).Select(p => ((p - low) / (high - low), NumberText.Short(Math.Pow(10, p), 3)))
            : NiceSteps.Between(low, high, 5).Where(v => !parameter.IsInteger || v == Math.Round(v))
                .Select(v => ((v - low) / (high - low), NumberText.Short(v)));
    }

    private static IEnumerable<(double, string)> ObjectiveTicks(ValueScale scale) => scale.IsLog
        ? LogTicks.Majors(scale.Low, scale.High)
            .Select(p => (Share(scale, p), NumberText.Short(Math.Pow(10, p), 3)))
        : NiceSteps.Between(scale.Low, scale.High, 6).Select(v => (Share(scale, v), NumberText.Short(v)));

    private static double Share(ValueScale scale, double position) => (position - scale.Low) / (scale.High - scale.Low);

    private static void SetAxes(Plot plot, ChartData data, bool hasInactive, PlotTheme theme)
    {
        plot.Axes.Bottom.TickGenerator = new NameTicks(
            [.. data.Parameters.Select(parameter => parameter.Name), data.Objective.Metric], theme.LabelSize);
        plot.Axes.Bottom.TickLabelStyle.ForeColor = theme.Text;
        plot.Axes.Bottom.TickLabelStyle.FontSize = theme.LabelSize;
        plot.Axes.Bottom.FrameLineStyle.Width = 0;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.HideGrid();
        plot.Axes.Left.TickGenerator = new NumericManual();
        plot.Axes.Left.FrameLineStyle.Width = 0;
        plot.Axes.SetLimits(-0.3, data.Parameters.Count + 0.35, hasInactive ? InactiveAt - 0.05 : -0.04, 1.04);
    }
}
