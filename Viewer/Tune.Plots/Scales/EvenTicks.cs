using System.Globalization;
using ScottPlot;
using Tune.Plots.Lettering;

namespace Tune.Plots.Scales;

/// <summary>
/// Ticks at round numbers, as many as the length of the axis has room for, all with the same number of decimals.
/// </summary>
/// <param name="wholeOnly">Whether only whole numbers are marked.</param>
/// <param name="most">The largest number that makes sense.</param>
internal sealed class EvenTicks(bool wholeOnly = false, double most = double.PositiveInfinity) : ITickGenerator
{
    private const float AcrossRoom = 85;
    private const float UpRoom = 46;
    private const int FinerMax = 4;

    public Tick[] Ticks { get; private set; } = [];

    public int MaxTickCount { get; set; } = 50;

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
    {
        var room = edge is Edge.Left or Edge.Right ? UpRoom : AcrossRoom;
        var count = Math.Clamp((int)(size.Length / room), 2, MaxTickCount);
        var kept = Kept(range, count);

        // A single tick says nothing about the scale: a narrow axis then takes the next finer steps.
        for (var more = 1; kept.Length < 2 && more <= FinerMax; more++)
        {
            kept = Kept(range, count + more) is { Length: > 1 } finer ? finer : kept;
        }

        Ticks = [.. kept.Zip(Labels(kept), (step, label) => Tick.Major(step, label))];
    }

    private double[] Kept(CoordinateRange range, int count) =>
    [
        .. NiceSteps.Between(Math.Min(range.Min, range.Max), Math.Max(range.Min, range.Max), count)
            .Where(step => step <= most && (!wholeOnly || Math.Abs(step - Math.Round(step)) < 1e-9)),
    ];

    /// <summary>Evenly spaced numbers as text, with as many decimals as their distance needs.</summary>
    public static string[] Labels(IReadOnlyList<double> steps)
    {
        var distance = steps.Count < 2 ? 0 : steps[1] - steps[0];
        var largest = steps.Count == 0 ? 0 : Math.Max(Math.Abs(steps[0]), Math.Abs(steps[^1]));
        if (distance <= 0 || largest >= 1e6 || distance < 1e-4)
        {
            return [.. steps.Select(step => NumberText.Short(Math.Abs(step) < distance / 1e6 ? 0 : step, 6))];
        }

        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(distance) - 1e-9));
        return [.. steps.Select(step => Text(step, decimals))];
    }

    private static string Text(double step, int decimals)
    {
        var text = step.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return double.Parse(text, CultureInfo.InvariantCulture) == 0 ? text.TrimStart('-') : text;
    }
}
