using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Plots.Layout;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>Which parameters matter together, and what is predicted for the two that do most.</summary>
internal static class InteractionChart
{
    private const string Title = "Interactions";
    private const int ShownMax = 8;
    private const int OptionsMax = 6;

    // Below it the strongest pair is not worth a strong colour.
    private const double ShareMin = 0.05;

    public static Figure Draw(ChartData data, InteractionReport? report, PlotTheme theme)
    {
        if (report is null)
        {
            return Chart.Missing(Title, data, theme, data.Parameters.Count == 1
                ? "Interactions need two parameters that vary."
                : ImportanceChart.Why(data));
        }

        var first = report.Pairs[0];
        var surface = report.MeanOf(first.First, first.Second);
        var (worst, best) = Ends(surface);
        var (low, high) = (NumberText.Short(worst, 3), NumberText.Short(best, 3));
        var isMin = (data.Known?.Mode ?? data.Objective.Mode) == Mode.Min;
        var explained = Math.Clamp(100 * report.Explained, 0, 100).ToString("0", CultureInfo.InvariantCulture);
        return new Figure(
            Title,
            $"{data.Experiment}  ·  fANOVA of {ChartData.Count(report.Trials, "trial")}  ·  the model explains "
                + $"{explained}% of unseen trials",
            theme,
            [
                new(LegendSign.Ramp, $"right: predicted mean {report.Target}, worst {(isMin ? high : low)}", theme.Text,
                    $"best {(isMin ? low : high)}"),
                new(LegendSign.Dot, "trials", theme.Text),
                .. data.Best is { } leader
                    ? (LegendKey[])[new(LegendSign.Ring, $"best: trial {leader.Number}", theme.Best)]
                    : [],
            ],
            Shares(report, theme), Surface(data, surface, (worst, best), isMin, theme))
        {
            Columns = 2,
            Width = 1200,
            Height = 560,
        };
    }

    // Alone on the diagonal, together below it.
    private static Plot Shares(InteractionReport report, PlotTheme theme)
    {
        var shown = report.Parameters.Take(ShownMax).ToArray();
        var target = NumberText.Name(report.Target, 24);
        var plot = Panel.New(theme, $"share of the variance of {target} (%): alone on the diagonal", "");
        var most = Math.Max(ShareMin, report.Pairs[0].Share);
        for (var row = 0; row < shown.Length; row++)
        {
            AddCell(plot, row, row, shown[row].Main, theme.Pale.WithAlpha(0.45), theme.Text);
            for (var column = 0; column < row; column++)
            {
                var share = report.Pairs.First(pair => Joins(pair, shown[row].Name, shown[column].Name)).Share;
                var strength = share / most;
                AddCell(
                    plot, column, row, share, theme.Series.WithAlpha(Math.Max(0.04, strength)),
                    strength > 0.55 && !theme.IsDark ? Colors.White : theme.Text);
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

    private static void AddCell(Plot plot, int column, int row, double share, Color color, Color text)
    {
        var box = plot.Add.Rectangle(column - 0.47, column + 0.47, row - 0.47, row + 0.47);
        box.FillColor = color;
        box.LineWidth = 0;
        var percent = 100 * share;
        Panel.Write(
            plot, percent is > 0 and < 1 ? "<1" : percent.ToString("0", CultureInfo.InvariantCulture), column, row,
            text, 12, Alignment.MiddleCenter);
    }

    private static Plot Surface(
        ChartData data, MeanSurface surface, (double Low, double High) ends, bool isMin, PlotTheme theme)
    {
        var (left, right) = (Find(data, surface.First.Name), Find(data, surface.Second.Name));
        var plot = Panel.New(theme, Label(left), Label(right));
        var (across, up) = (surface.FirstValues.Length, surface.SecondValues.Length);
        for (var x = 0; x < across; x++)
        {
            for (var y = 0; y < up; y++)
            {
                var place = (surface.Mean[x, y] - ends.Low) / Math.Max(1e-300, ends.High - ends.Low);

                // A little too large, so that no light line stays between neighbours.
                var cell = plot.Add.Rectangle(
                    x / (double)across, (x + 1.02) / across, y / (double)up, (y + 1.02) / up);
                cell.FillColor = theme.Ramp(isMin ? 1 - place : place);
                cell.LineWidth = 0;
            }
        }

        AddTrials(plot, data, Axis(data, left), Axis(data, right), theme);
        SetAxis(plot.Axes.Bottom, left, theme);
        SetAxis(plot.Axes.Left, right, theme);
        plot.HideGrid();
        return plot;
    }

    // Where there are no trials the surface is a guess.
    private static void AddTrials(Plot plot, ChartData data, int across, int up, PlotTheme theme)
    {
        ChartTrial[] shown =
        [
            .. data.Trials.Where(trial => double.IsFinite(trial.Value) && double.IsFinite(trial.Unit[across])
                && double.IsFinite(trial.Unit[up])),
        ];
        Chart.Dots(plot, [.. shown.Select(Place)], theme.Background.WithAlpha(0.9), 5.5f);
        Chart.Dots(plot, [.. shown.Select(Place)], theme.Text.WithAlpha(0.8), 3.5f);
        if (shown.Contains(data.Best))
        {
            Chart.Dots(plot, [Place(data.Best!)], theme.Best, 13, hollow: true);
        }

        Coordinates Place(ChartTrial trial) => new(At(trial, across), At(trial, up));

        // Trials of one option would stand on top of each other.
        double At(ChartTrial trial, int axis) => data.Parameters[axis] is { IsChoice: true } choice
            ? trial.Unit[axis] + (0.6 * Chart.Jitter(trial.Number + axis) / choice.Options.Count)
            : trial.Unit[axis];
    }

    private static int Axis(ChartData data, ChartParameter parameter) => data.Parameters.ToList().IndexOf(parameter);

    private static string Label(ChartParameter parameter)
    {
        var name = NumberText.Name(parameter.Name, 34);
        return parameter.IsLog ? name + " (log)" : name;
    }

    private static ChartParameter Find(ChartData data, string name) =>
        data.Parameters.First(parameter => parameter.Name == name);

    // The axis runs over the unit interval; its ticks stand where round values of the parameter are.
    private static void SetAxis(IAxis axis, ChartParameter parameter, PlotTheme theme)
    {
        axis.Range.Set(0, 1);
        var ticks = new NumericManual();
        if (parameter.IsChoice)
        {
            var every = 1 + ((parameter.Options.Count - 1) / OptionsMax);
            for (var option = 0; option < parameter.Options.Count; option += every)
            {
                ticks.AddMajor(
                    (option + 0.5) / parameter.Options.Count,
                    PlotFont.Fit(parameter.Options[option], 420f * every / parameter.Options.Count, theme.TickSize));
            }
        }
        else
        {
            var (low, high) = (parameter.Position(parameter.Lower), parameter.Position(parameter.Upper));
            var values = parameter.IsLog
                ? LogTicks.Majors(low, high).Select(position => Math.Pow(10, position))
                : NiceSteps.Between(low, high, 5);
            foreach (var value in values)
            {
                var domainValue = parameter.Domain.Decode(value);
                ticks.AddMajor(
                    parameter.Domain.Contains(domainValue) ? parameter.Domain.ToUnit(domainValue)
                        : parameter.Fraction(value),
                    NumberText.Short(value, 3));
            }
        }

        axis.TickGenerator = ticks;
    }

    private static (double Low, double High) Ends(MeanSurface surface)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in surface.Mean)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return (low, high);
    }
}
