using ScottPlot;
using Tune.Engine.Pareto;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>How much of the objectives' space the front covers, as trials and time go by.</summary>
internal static class HypervolumeChart
{
    private const string Title = "Hypervolume";

    // With many objectives each volume costs: so many are enough for a line.
    private const int VolumesMax = 300;

    public static Figure Draw(ChartData data, PlotTheme theme)
    {
        var space = ObjectiveSpace.Of(data);
        if (data.Objectives.Length < 2 || space.Allowed.Length < 2)
        {
            return Chart.Missing(Title, data, theme, data.Objectives.Length < 2
                ? ObjectiveSpace.TooFew
                : space.Shorter.Length > 0
                ? "Fewer than two of the longest trained trials keep to the constraints with a finite value of every "
                    + "objective."
                : "Fewer than two trials keep to the constraints with a finite value of every objective.");
        }

        var (low, width) = Box(space);
        var byTrial = Rise(space, low, width, trial => trial.Number);
        var byTime = Rise(space, low, width, EndOf);
        var scale = TimeScale.For(byTime[^1].X);
        Coordinates[] times = [.. byTime.Select(step => new Coordinates(scale.Position(step.X), step.Y))];
        const string label = "hypervolume (%)";
        return new Figure(
            Title,
            $"{data.Experiment}  ·  {ChartData.Count(space.Allowed.Length, "trial")}  ·  share of the box between the "
                + "worst and the best value of each objective"
                + (space.Shorter.Length > 0
                    ? $"  ·  {Chart.LeftOut(data, space.Shorter.Length)} of less training left out"
                    : ""),
            theme, [new(LegendSign.Line, "covered by the front so far", theme.Best)],
            Panel(theme, byTrial, "trial", label, wholeNumbers: true),
            Panel(theme, times, $"time ({scale.Unit})", "", wholeNumbers: false))
        {
            Columns = 2,
            Width = 1100,
            Height = 480,
        };
    }

    /// <summary>The hypervolume after each trial that keeps to the constraints, as a share of the box.</summary>
    internal static Coordinates[] Rise(
        ObjectiveSpace space, double[] low, double[] width, Func<ChartTrial, double> order)
    {
        var front = new List<double[]>();
        var rise = new List<Coordinates>();
        var every = 1 + (space.Allowed.Length / VolumesMax);
        var isNew = false;
        foreach (var trial in space.Allowed.OrderBy(order).ThenBy(trial => trial.Number))
        {
            double[] point = [.. space.Turned(trial).Select((value, i) => (value - low[i]) / width[i])];
            var last = rise.Count == 0 ? 0 : rise[^1].Y;
            if (!front.Exists(other => Dominance.Dominates(other, point)))
            {
                front.RemoveAll(other => Dominance.Dominates(point, other));
                front.Add(point);
                isNew = true;
            }

            if (isNew && (rise.Count % every == 0 || rise.Count == space.Allowed.Length - 1))
            {
                last = Math.Max(last, 100 * Hypervolume.Of(front, new double[point.Length]));
                isNew = false;
            }

            rise.Add(new Coordinates(order(trial), last));
        }

        return [.. rise];
    }

    /// <summary>The corner of the worst values, and the way from there to the best.</summary>
    internal static (double[] Low, double[] Width) Box(ObjectiveSpace space)
    {
        double[] low = [.. space.Objectives.Select((_, i) => space.Points.Min(point => point[i]))];
        double[] high = [.. space.Objectives.Select((_, i) => space.Points.Max(point => point[i]))];

        // A little beyond the worst, so that the ends of the front count.
        double[] margin = [.. low.Zip(high, (from, to) => to > from ? (to - from) / 20 : 1)];
        low = [.. low.Zip(margin, (from, more) => from - more)];
        return (low, [.. high.Zip(low, (to, from) => to - from)]);
    }

    private static double EndOf(ChartTrial trial) => trial.Attempts.Count == 0 ? 0 : trial.Attempts[^1].End;

    private static Plot Panel(
        PlotTheme theme, Coordinates[] rise, string across, string up, bool wholeNumbers)
    {
        var plot = Plots.Panel.New(theme, across, up);
        var line = plot.Add.ScatterLine(Thinning.Keep(rise, Thinning.PointsMax));
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.Color = theme.Best;
        line.LineWidth = 2.5f;
        var length = rise[^1].X - rise[0].X;
        var room = length > 0 ? 0.02 * length : 0.5;
        plot.Axes.SetLimits(rise[0].X - room, rise[^1].X + room, 0, 103);
        if (wholeNumbers)
        {
            Plots.Panel.WholeNumbers(plot.Axes.Bottom);
        }

        return plot;
    }
}
