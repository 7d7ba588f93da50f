using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Plots.Lettering;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>What ran where and when: one row per slot, one bar per attempt, coloured by how it ended.</summary>
internal static class TimelineChart
{
    private const string Title = "Timeline";
    private const double BarHalf = 0.38;

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        (ChartTrial Trial, ChartAttempt Run)[] runs =
            [.. data.Trials.SelectMany(trial => trial.Attempts.Select(run => (trial, run))).OrderBy(r => r.run.Start)];
        if (runs.Length == 0)
        {
            return Chart.Missing(Title, data, theme, "No trial has been started yet.");
        }

        string[] slots = [.. runs.Select(r => r.Run.Slot).Distinct().Order(SlotOrder.Instance)];
        var end = runs.Max(r => r.Run.End);
        var time = TimeScale.For(end);
        var plot = Panel.New(theme, $"active time ({time.Unit})", "");
        var width = 1000;
        foreach (var (trial, run) in runs)
        {
            AddBar(plot, trial, run, Array.IndexOf(slots, run.Slot), time, time.Position(end), width, theme);
        }

        SetAxes(plot, slots, time.Position(end));
        LegendKey[] keys =
        [
            .. runs.GroupBy(r => r.Run.Outcome).OrderBy(group => group.Key).Select(group => new LegendKey(
                LegendSign.Box, $"{Chart.NameOf(group.Key)} ({group.Count()})", Chart.ColorOf(group.Key, theme))),
        ];
        var busy = runs.Sum(r => r.Run.End - r.Run.Start) / Math.Max(1e-9, end * slots.Length);
        var summary = $"{data.Experiment}  ·  {ChartData.Count(runs.Length, "attempt")} of "
            + $"{ChartData.Count(runs.Select(r => r.Trial.Number).Distinct().Count(), "trial")} on "
            + $"{ChartData.Count(slots.Length, "slot")}  ·  {100 * busy:0}% busy";
        return new Figure(Title, summary, theme, keys, plot)
        {
            Width = width,
            Height = Math.Clamp(190 + (34 * slots.Length), 280, 2400),
        };
    }

    private static void AddBar(
        Plot plot, ChartTrial trial, ChartAttempt run, int row, TimeScale time, double whole, int width,
        PlotTheme theme)
    {
        var (from, to) = (time.Position(run.Start), time.Position(run.End));
        var bar = plot.Add.Rectangle(from, Math.Max(to, from + (whole * 0.001)), row - BarHalf, row + BarHalf);
        bar.FillColor = Chart.ColorOf(run.Outcome, theme);
        bar.LineColor = theme.Background;
        bar.LineWidth = 1;
        var label = run.Attempt > 1 ? $"{trial.Number}·{run.Attempt}" : $"{trial.Number}";
        var room = (to - from) / whole * width * 0.9;
        if (PlotFont.Measure(label, theme.TickSize - 1) + 5 < room)
        {
            Panel.Write(
                plot, label, (from + to) / 2, row, Readable(bar.FillColor), theme.TickSize - 1, Alignment.MiddleCenter);
        }
    }

    private static Color Readable(Color behind) =>
        ((0.299 * behind.R) + (0.587 * behind.G) + (0.114 * behind.B)) > 140 ? Color.FromHex("#1d2126") : Colors.White;

    private static void SetAxes(Plot plot, string[] slots, double end)
    {
        var rows = new NumericManual();
        for (var row = 0; row < slots.Length; row++)
        {
            rows.AddMajor(row, NumberText.Name(slots[row], 28));
        }

        rows.MaxTickCount = Math.Max(50, slots.Length);
        plot.Axes.Left.TickGenerator = rows;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimitsX(-0.005 * end, end * 1.01);
        plot.Axes.Left.Range.Set(slots.Length - 0.5, -0.5);
    }
}
