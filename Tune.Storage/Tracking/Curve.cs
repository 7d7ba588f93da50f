using Tune.Engine.Results;

namespace Tune.Storage.Tracking;

/// <summary>Answers with one metric of one trial, whole or in short.</summary>
internal static class Curve
{
    public static IReadOnlyList<CurvePoint> Of(TrialRow row, ICurveSource source, string metric, int pointsMax)
    {
        if (row.CountOf(metric) <= pointsMax)
        {
            var whole = new List<CurvePoint>();
            Points(row, source, metric, 0, (_, point) => whole.Add(point));
            return whole;
        }

        var reducer = new CurveReducer(row.Reports, pointsMax);
        var fromChunk = reducer.Level == 0 ? 0 : Ranges(row, source, metric, reducer);
        CurvePoint? last = null;
        Points(row, source, metric, fromChunk, (report, point) =>
        {
            reducer.Add(report, point);
            last = point;
        });
        last ??= LastBefore(row, source, metric);
        return last is null ? [] : reducer.Finish(last.Value);
    }

    // From the levels; gives the chunk from which on single points are wanted.
    private static int Ranges(TrialRow row, ICurveSource source, string metric, CurveReducer reducer)
    {
        var chunks = CurveLevel.ChunksPerDocument(reducer.Level);
        var report = 0L;
        for (var document = 0; document * (long)chunks < row.Chunks; document++)
        {
            if (source.Level(reducer.Level, document) is not { } ranges)
            {
                return 0;
            }

            report = CurveBlock.Read(ranges, metric, CurveLevel.Length(reducer.Level), report, reducer);
        }

        return report == row.Chunks * (long)PointChunk.Capacity
            ? row.Chunks
            : throw new InvalidDataException($"level {reducer.Level} of trial {row.Trial} ends at report {report}");
    }

    private static void Points(
        TrialRow row, ICurveSource source, string metric, int fromChunk, Action<long, CurvePoint> take)
    {
        for (var chunk = fromChunk; chunk < row.Chunks; chunk++)
        {
            Read(source.Chunk(chunk), metric, chunk * (long)PointChunk.Capacity, take);
        }

        Read(row.Tail.Bytes, metric, row.Chunks * (long)PointChunk.Capacity, take);
    }

    private static CurvePoint? LastBefore(TrialRow row, ICurveSource source, string metric)
    {
        CurvePoint? last = null;
        for (var chunk = row.Chunks - 1; chunk >= 0 && last is null; chunk--)
        {
            Read(source.Chunk(chunk), metric, 0, (_, point) => last = point);
        }

        return last;
    }

    private static void Read(
        ReadOnlySpan<byte> packed, string metric, long report, Action<long, CurvePoint> take)
    {
        var reader = new PointReader(packed);
        for (; reader.Next(out var point, out var metrics); report++)
        {
            if (metrics.TryGet(metric, out var value))
            {
                take(report, point with { Value = value });
            }
        }
    }
}
