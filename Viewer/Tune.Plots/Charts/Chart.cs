using ScottPlot;
using Tune.Engine.Randomness;
using Tune.Plots.Scales;

namespace Tune.Plots.Charts;

/// <summary>What all charts share.</summary>
internal static class Chart
{
    public const string NothingReported = "No trial has reported a finite value of the objective yet.";

    /// <summary>A figure that says in one sentence why there is nothing to show.</summary>
    public static Figure Missing(string title, ChartData data, PlotTheme theme, string sentence) =>
        new(title, data.Summary(data.Trials.Count), theme, [], Panel.Saying(theme, sentence)) { Missing = sentence };

    /// <summary>The colour of an outcome.</summary>
    public static Color ColorOf(ChartOutcome outcome, PlotTheme theme) => outcome switch
    {
        ChartOutcome.Completed => theme.Good,
        ChartOutcome.Stopped => theme.Stopped,
        ChartOutcome.Paused => theme.Paused,
        ChartOutcome.Failed => theme.Failed,
        ChartOutcome.Running => theme.Running,
        ChartOutcome.Cloned => theme.Cloned,
        _ => theme.Lost,
    };

    /// <summary>The words for an outcome.</summary>
    public static string NameOf(ChartOutcome outcome) => outcome switch
    {
        ChartOutcome.Completed => "completed",
        ChartOutcome.Stopped => "stopped early",
        ChartOutcome.Paused => "paused",
        ChartOutcome.Failed => "failed",
        ChartOutcome.Running => "running",
        ChartOutcome.Waiting => "waiting",
        ChartOutcome.Cloned => "took a clone",
        _ => "lost or interrupted",
    };

    /// <summary>A note for the subtitle on values that lie beyond the axis; empty if there are none.</summary>
    public static string Beyond(int outside, string noun) =>
        outside == 0 ? "" : $"  ·  {ChartData.Count(outside, noun)} beyond the axis";

    /// <summary>A note for the subtitle on trials that an analysis does not compare; empty if there are none.</summary>
    public static string LeftOut(ChartData data) => data.Known is { Shorter: > 0 } known
        ? $"  ·  {LeftOut(data, known.Shorter)} of less than {known.Longest} iterations left out"
        : "";

    /// <summary>So many trials; without the number where it is not that of the whole experiment.</summary>
    public static string LeftOut(ChartData data, int trials) =>
        data.IsPart ? "trials" : ChartData.Count(trials, "trial");

    /// <summary>A note for the subtitle that marks of one value stand apart to be seen, not because they differ.
    /// </summary>
    public static string Spread(bool isSpread, string noun) =>
        isSpread ? $"  ·  {noun} of one value are spread apart" : "";

    /// <summary>A number in (-1/2, 1/2) that depends on the trial and the axis only: keeps dots of one option apart.
    /// Of two axes they have nothing to do with each other, or the dots would stand in lines that mean nothing.
    /// </summary>
    public static double Jitter(int trial, int axis = 0) =>
        KeyedRandom.For((ulong)axis, "plots/jitter", trial).NextUnit() - 0.5;

    /// <summary>Adds a cloud of dots.</summary>
    public static void Dots(Plot plot, IReadOnlyList<Coordinates> points, Color color, float size, bool hollow = false)
    {
        if (points.Count == 0)
        {
            return;
        }

        var dots = plot.Add.Markers(points.ToArray(), hollow ? MarkerShape.OpenCircle : MarkerShape.FilledCircle, size);
        dots.Color = color;
        dots.MarkerLineWidth = hollow ? 2 : 0;
    }

    /// <summary>
    /// Adds a cloud of dots over a metric's axis; what lies beyond the axis becomes a hollow triangle at its edge.
    /// </summary>
    public static void Cloud(
        Plot plot, IEnumerable<(double X, double Value)> marks, ValueScale scale, Color color, float size,
        bool hollow = false)
    {
        var inside = new List<Coordinates>();
        var beyond = new List<Coordinates>();
        foreach (var (x, value) in marks.Where(mark => double.IsFinite(mark.Value)))
        {
            var (position, moved) = scale.Within(value);
            (moved ? beyond : inside).Add(new Coordinates(x, position));
        }

        Dots(plot, inside, color, size, hollow);
        foreach (var edge in beyond.GroupBy(place => place.Y > (scale.Low + scale.High) / 2))
        {
            var shape = edge.Key ? MarkerShape.OpenTriangleUp : MarkerShape.OpenTriangleDown;
            var marker = plot.Add.Markers(edge.ToArray(), shape, size + 3);
            marker.Color = color;
            marker.MarkerLineWidth = 2;
        }
    }

    /// <summary>The size of a dot in a cloud of so many.</summary>
    public static float DotSize(int count) => count <= 100 ? 8 : count <= 400 ? 6.5f : 5;
}
