using Tune.Engine.Results;

namespace Tune.Storage.Tracking;

/// <summary>Takes one metric's points out of packed reports.</summary>
internal static class CurvePoints
{
    /// <param name="packed">A chunk.</param>
    /// <param name="metric">Which metric.</param>
    /// <param name="report">The place of the chunk's first report among the trial's; moved to its end.</param>
    /// <param name="into">Takes the points with the places of their reports.</param>
    public static void Read(
        ReadOnlySpan<byte> packed, string metric, ref long report, List<(long Report, CurvePoint Point)> into)
    {
        var reader = new PointReader(packed);
        for (; reader.Next(out var point, out var metrics); report++)
        {
            if (metrics.TryGet(metric, out var value))
            {
                into.Add((report, point with { Value = value }));
            }
        }
    }
}
