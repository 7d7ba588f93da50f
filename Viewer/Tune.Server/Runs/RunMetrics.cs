using Tune.Client.Shapes;
using Tune.Engine.Runs;

namespace Tune.Server.Runs;

/// <summary>A metric of a run with as many points as a picture has room for.</summary>
internal static class RunMetrics
{
    /// <summary>Of more points than this, the last are read.</summary>
    private const int ReadMax = 1_000_000;

    public static RunMetricItem Of(RunLedger ledger, RunRecord run, string metric, int width)
    {
        var total = ledger.CountOf(run.Id, metric);
        // By step: what a program logs late belongs where its step is.
        MetricPoint[] points = [.. ledger.History(run.Id, metric, Math.Max(0, total - ReadMax), ReadMax).Order()];
        var kept = Thinned(points, width);
        return new RunMetricItem
        {
            Metric = metric,
            Total = total,
            Steps = [.. kept.Select(point => point.Step)],
            Values = [.. kept.Select(point => point.Value)],
            Seconds = [.. kept.Select(point => Math.Round((point.Time - run.Start) / 1000.0, 3))],
        };
    }

    // Of each stretch its lowest and its highest, and the last of all.
    private static MetricPoint[] Thinned(MetricPoint[] points, int width)
    {
        if (points.Length <= width)
        {
            return points;
        }

        var kept = new SortedSet<int> { points.Length - 1 };
        var stretches = Math.Max(1, width / 2);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var (from, to) = (
                (int)((long)stretch * points.Length / stretches), (int)((stretch + 1L) * points.Length / stretches));
            var (low, high) = (from, from);
            for (var i = from; i < to; i++)
            {
                low = points[i].Value < points[low].Value ? i : low;
                high = points[i].Value > points[high].Value ? i : high;
            }

            kept.Add(low);
            kept.Add(high);
        }

        return [.. kept.Select(i => points[i])];
    }
}
