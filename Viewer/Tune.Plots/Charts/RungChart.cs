using ScottPlot;
using ScottPlot.TickGenerators;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>
/// One column per rung: the value each trial had there, coloured by what became of it at that rung, with a faint line
/// to the rung where it went on.
/// </summary>
internal static class RungChart
{
    private const string Title = "Rungs";

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        if (data.Rungs.Count == 0)
        {
            return Chart.Missing(
                Title, data, theme, "No scheduler has judged trials at common iterations, so there are no rungs.");
        }

        RungStop[] stops = [.. data.Trials.SelectMany(trial => StopsOf(trial, data.Rungs))];
        if (!stops.Any(stop => double.IsFinite(stop.Value)))
        {
            return Chart.Missing(Title, data, theme, Chart.NothingReported);
        }

        var plot = Panel.New(theme, "rung", data.MetricLabel);
        var scale = ValueScale.For(stops.Select(stop => stop.Value), data.Objective.Mode);
        AddFlows(plot, stops, scale, theme);
        var keys = new List<LegendKey>();
        foreach (var group in stops.GroupBy(stop => stop.Fate).OrderBy(group => group.Key))
        {
            var color = ColorOf(group.Key, theme);
            Chart.Cloud(
                plot, group.Select(stop => (Across(stop), stop.Value)), scale, color.WithAlpha(0.85),
                Chart.DotSize(stops.Length));
            keys.Add(new(LegendSign.Dot, NameOf(group.Key), color));
        }

        AddBest(plot, data, stops, scale, theme, keys);
        SetAxes(plot, data, stops, scale);
        return new Figure(
            Title, data.Summary(data.Trials.Count) + Chart.Beyond(scale.Outside, "value")
                + Chart.Spread(true, "dots"), theme, keys, plot);
    }

    private static IEnumerable<RungStop> StopsOf(ChartTrial trial, IReadOnlyList<int> rungs)
    {
        for (var rung = 0; rung < rungs.Count && rungs[rung] <= trial.LastIteration; rung++)
        {
            var value = trial.Curve.LastOrDefault(point => point.Iteration <= rungs[rung], new(0, double.NaN)).Value;
            var fate = trial.LastIteration > rungs[rung] ? RungFate.WentOn : trial.Outcome switch
            {
                ChartOutcome.Completed => RungFate.Finished,
                ChartOutcome.Paused => RungFate.Waits,
                ChartOutcome.Running or ChartOutcome.Waiting => RungFate.Runs,
                _ => RungFate.Stopped,
            };
            yield return new RungStop(trial.Number, rung, value, fate);
        }
    }

    private static Coordinates Place(RungStop stop, ValueScale scale) =>
        new(Across(stop), scale.Within(stop.Value).Position);

    private static double Across(RungStop stop) => stop.Rung + (0.5 * Chart.Jitter(stop.Trial));

    private static void AddFlows(Plot plot, RungStop[] stops, ValueScale scale, PlotTheme theme)
    {
        foreach (var path in stops.GroupBy(stop => stop.Trial))
        {
            Coordinates[] places =
                [.. path.Where(stop => double.IsFinite(stop.Value)).Select(stop => Place(stop, scale))];
            if (places.Length > 1)
            {
                var line = plot.Add.ScatterLine(places);
                line.Color = theme.Faint.WithAlpha(stops.Length <= 150 ? 0.3 : stops.Length <= 600 ? 0.14 : 0.07);
                line.LineWidth = 1.2f;
            }
        }
    }

    private static void AddBest(
        Plot plot, ChartData data, RungStop[] stops, ValueScale scale, PlotTheme theme, List<LegendKey> keys)
    {
        RungStop[] best =
            [.. stops.Where(stop => stop.Trial == data.Best?.Number && double.IsFinite(stop.Value))];
        if (best.Length == 0)
        {
            return;
        }

        var line = plot.Add.ScatterLine(best.Select(stop => Place(stop, scale)).ToArray());
        line.Color = theme.Best;
        line.LineWidth = 2;
        Chart.Dots(plot, [.. best.Select(stop => Place(stop, scale))], theme.Best, 12, hollow: true);
        keys.Add(new(LegendSign.Ring, $"best: trial {data.Best!.Number}", theme.Best));
    }

    private static void SetAxes(Plot plot, ChartData data, RungStop[] stops, ValueScale scale)
    {
        var names = new NumericManual();
        for (var rung = 0; rung < data.Rungs.Count; rung++)
        {
            var here = stops.Where(stop => stop.Rung == rung).ToArray();
            var on = here.Count(stop => stop.Fate == RungFate.WentOn);
            var fate = rung == data.Rungs.Count - 1 ? $"{here.Length} reached" : $"{here.Length} reached, {on} went on";
            names.AddMajor(rung, $"iteration {data.Rungs[rung]}\n{fate}");
        }

        plot.Axes.Bottom.TickGenerator = names;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimitsX(-0.5, data.Rungs.Count - 0.5);
        scale.Apply(plot.Axes.Left);
    }

    private static Color ColorOf(RungFate fate, PlotTheme theme) => fate switch
    {
        RungFate.WentOn => theme.Faint,
        RungFate.Finished => theme.Good,
        RungFate.Waits => theme.Paused,
        RungFate.Runs => theme.Running,
        _ => theme.Stopped,
    };

    private static string NameOf(RungFate fate) => fate switch
    {
        RungFate.WentOn => "went on",
        RungFate.Finished => "finished here",
        RungFate.Waits => "paused here",
        RungFate.Runs => "running",
        _ => "ended here",
    };

    private enum RungFate
    {
        WentOn,
        Stopped,
        Waits,
        Runs,
        Finished,
    }

    private readonly record struct RungStop(int Trial, int Rung, double Value, RungFate Fate);
}
