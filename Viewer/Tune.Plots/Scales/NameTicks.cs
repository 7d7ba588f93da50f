using ScottPlot;
using Tune.Plots.Lettering;

namespace Tune.Plots.Scales;

/// <summary>
/// A name below each of the places 0, 1, 2 … of an axis. Names that have no room beside each other stand in two rows by
/// turns; one that is too wide even then is cut in its middle.
/// </summary>
/// <param name="names">From the left.</param>
/// <param name="size">Of the letters, in pixels.</param>
internal sealed class NameTicks(IReadOnlyList<string> names, float size) : ITickGenerator
{
    private const float Gap = 12;

    // What a figure leaves beside its axes at least.
    private const float Margin = 24;

    public Tick[] Ticks { get; private set; } = [];

    public int MaxTickCount { get; set; } = int.MaxValue;

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength length, Paint paint, LabelStyle labelStyle)
    {
        var apart = (float)(length.Length / Math.Max(1, Math.Abs(range.Max - range.Min)));
        var isOneRow = names.All(name => PlotFont.Measure(name, size) <= apart - Gap);
        Ticks =
        [
            .. names.Select((name, at) => Tick.Major(at, isOneRow ? name : InRow(name, at, apart, Half(range, at)))),
        ];
    }

    // Beside it in its row is the next but one, or the edge of the figure.
    private string InRow(string name, int at, float apart, double half)
    {
        var room = 2 * Math.Min(apart, (half * apart) + Margin);
        var fitted = PlotFont.Fit(name, (float)room - Gap, size);
        return at % 2 == 0 ? fitted + "\n " : " \n" + fitted;
    }

    private static double Half(CoordinateRange range, int at) => Math.Min(at - range.Min, range.Max - at);
}
