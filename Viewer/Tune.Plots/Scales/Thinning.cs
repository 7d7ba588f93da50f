using ScottPlot;

namespace Tune.Plots.Scales;

/// <summary>Makes long series short enough to draw without changing how they look.</summary>
internal static class Thinning
{
    /// <summary>The most points of one series.</summary>
    public const int PointsMax = 500;

    private const int PointsMin = 24;
    private const int PictureMax = 100_000;

    /// <summary>How many points each of so many series may have.</summary>
    public static int PointsFor(int series) =>
        Math.Clamp(PictureMax / Math.Max(1, series), PointsMin, PointsMax);

    /// <summary>
    /// Keeps the first and the last point and, of each of equally long stretches between, the lowest and the highest,
    /// in order: a spike stays a spike. Points without a place are dropped.
    /// </summary>
    public static Coordinates[] Keep(IReadOnlyList<Coordinates> points, int most)
    {
        Coordinates[] usable = [.. points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        if (usable.Length <= most)
        {
            return usable;
        }

        var kept = new List<Coordinates>(most) { usable[0] };
        var stretches = Math.Max(1, (most - 2) / 2);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var from = 1 + (int)((usable.Length - 2L) * stretch / stretches);
            var to = 1 + (int)((usable.Length - 2L) * (stretch + 1) / stretches);
            AddEnds(usable.AsSpan(from, to - from), kept);
        }

        kept.Add(usable[^1]);
        return [.. kept];
    }

    private static void AddEnds(ReadOnlySpan<Coordinates> stretch, List<Coordinates> kept)
    {
        var (lowest, highest) = (0, 0);
        for (var i = 1; i < stretch.Length; i++)
        {
            lowest = stretch[i].Y < stretch[lowest].Y ? i : lowest;
            highest = stretch[i].Y > stretch[highest].Y ? i : highest;
        }

        kept.Add(stretch[Math.Min(lowest, highest)]);
        if (lowest != highest)
        {
            kept.Add(stretch[Math.Max(lowest, highest)]);
        }
    }
}
