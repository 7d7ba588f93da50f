using Tune.Engine.Results;
using Tune.Engine.Trials;

namespace Tune.Storage.Tracking;

/// <summary>Answers with one metric of one trial, whole or in short.</summary>
internal static class Curve
{
    /// <summary>Several curves.</summary>
    /// <param name="position">For how many events they are true.</param>
    /// <param name="query">Which.</param>
    /// <param name="find">Finds a trial.</param>
    /// <param name="source">Where the reports of a trial are that are not in its row.</param>
    public static CurvePage Page(
        long position, CurveQuery query, Func<TrialId, TrialRow?> find, Func<TrialId, ICurveSource> source)
    {
        var curves = new List<TrialCurve>(query.Trials.Length * query.Metrics.Length);
        foreach (var row in query.Trials.Select(find).OfType<TrialRow>())
        {
            var reports = source(row.Trial);
            foreach (var metric in query.Metrics)
            {
                curves.Add(new TrialCurve(row.Trial, metric, Of(row, reports, metric, query)));
            }
        }

        return new CurvePage(position, curves);
    }

    /// <summary>A curve.</summary>
    /// <param name="row">Whose.</param>
    /// <param name="source">Where the reports are that are not in the row.</param>
    /// <param name="metric">Which metric.</param>
    /// <param name="query">Which part of it, and how short.</param>
    public static IReadOnlyList<CurvePoint> Of(TrialRow row, ICurveSource source, string metric, CurveQuery query)
    {
        var selection = CurveSelection.Of(row, query);
        var most = row.CountOf(metric);
        if (most == 0 || most <= query.PointsMax)
        {
            var whole = new List<CurvePoint>(most);
            Points(row, source, metric, 0, selection, (_, point) => whole.Add(point));
            return whole;
        }

        return selection.IsEverything
            ? Short(row, source, metric, query.PointsMax)
            : ShortOf(row, source, metric, selection, query.PointsMax);
    }

    private static IReadOnlyList<CurvePoint> Short(
        TrialRow row, ICurveSource source, string metric, int pointsMax)
    {
        var reducer = new CurveReducer(row.Portrait.Reports, pointsMax);
        var fromChunk = reducer.Level == 0 ? 0 : Ranges(row, source, metric, reducer);
        CurvePoint? last = null;
        Points(row, source, metric, fromChunk, CurveSelection.Everything, (report, point) =>
        {
            reducer.Add(report, point);
            last = point;
        });
        last ??= LastBefore(row, source, metric);
        return last is null ? [] : reducer.Finish(last.Value);
    }

    // A part, or a line that leaves something out: the levels know nothing of it, so the points are read twice.
    private static IReadOnlyList<CurvePoint> ShortOf(
        TrialRow row, ICurveSource source, string metric, CurveSelection selection, int pointsMax)
    {
        var count = 0L;
        var some = new List<CurvePoint>();
        Points(row, source, metric, 0, selection, (_, point) =>
        {
            if (++count <= pointsMax)
            {
                some.Add(point);
            }
        });
        if (count <= pointsMax)
        {
            return some;
        }

        var reducer = new CurveReducer(count, pointsMax);
        var (at, last) = (0L, default(CurvePoint));
        Points(row, source, metric, 0, selection, (_, point) =>
        {
            reducer.Add(at++, point);
            last = point;
        });
        return reducer.Finish(last);
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
        TrialRow row, ICurveSource source, string metric, int fromChunk, CurveSelection selection,
        Action<long, CurvePoint> take)
    {
        for (var chunk = fromChunk; chunk < row.Chunks; chunk++)
        {
            Read(source.Chunk(chunk), metric, chunk * (long)PointChunk.Capacity, selection, take);
        }

        Read(row.Tail.Bytes, metric, row.Chunks * (long)PointChunk.Capacity, selection, take);
    }

    private static CurvePoint? LastBefore(TrialRow row, ICurveSource source, string metric)
    {
        CurvePoint? last = null;
        for (var chunk = row.Chunks - 1; chunk >= 0 && last is null; chunk--)
        {
            Read(source.Chunk(chunk), metric, 0, CurveSelection.Everything, (_, point) => last = point);
        }

        return last;
    }

    private static void Read(
        ReadOnlySpan<byte> packed, string metric, long report, CurveSelection selection, Action<long, CurvePoint> take)
    {
        var reader = new PointReader(packed);
        for (; reader.Next(out var point, out var metrics); report++)
        {
            if (selection.Takes(point) && metrics.TryGet(metric, out var value))
            {
                take(report, point with { Value = value });
            }
        }
    }
}
