using Tune.Engine.Metrics;

namespace Tune.Schedulers.Search.Repeat;

/// <summary>The mean of several curves.</summary>
internal static class RepeatMean
{
    /// <summary>
    /// The mean at every iteration above <paramref name="told"/> that all curves have. If there is none and nothing has
    /// been told yet, one point: each curve's last report up to the length that all of them reached.
    /// </summary>
    public static IEnumerable<(int Iteration, MetricSet Metrics)> After(
        int told, IReadOnlyList<List<(int Iteration, MetricSet Metrics)>> curves)
    {
        if (curves.Count == 0 || curves.Any(curve => curve.Count == 0))
        {
            return [];
        }

        var shared = Shared(told, curves).ToList();
        return shared.Count > 0 || told > 0 ? shared : Common(curves);
    }

    // One pass over all curves side by side.
    private static IEnumerable<(int Iteration, MetricSet Metrics)> Shared(
        int told, IReadOnlyList<List<(int Iteration, MetricSet Metrics)>> curves)
    {
        var places = new int[curves.Count];
        foreach (var (iteration, _) in curves[0].Where(point => point.Iteration > told))
        {
            for (var c = 0; c < places.Length; c++)
            {
                while (places[c] < curves[c].Count && curves[c][places[c]].Iteration < iteration)
                {
                    places[c]++;
                }
            }

            if (curves.Where((curve, c) => places[c] < curve.Count && curve[places[c]].Iteration == iteration).Count()
                == curves.Count)
            {
                yield return (iteration, Of([.. curves.Select((curve, c) => curve[places[c]].Metrics)]));
            }
        }
    }

    private static IEnumerable<(int Iteration, MetricSet Metrics)> Common(
        IReadOnlyList<List<(int Iteration, MetricSet Metrics)>> curves)
    {
        var length = curves.Min(curve => curve[^1].Iteration);
        var last = curves.Select(curve => curve.FindLast(point => point.Iteration <= length).Metrics).ToArray();
        return Array.TrueForAll(last, metrics => metrics is not null) ? [(length, Of(last))] : [];
    }

    // A metric that one of them lacks has no mean. NaN stays NaN: a configuration that breaks down on one seed in
    // three is no good one.
    private static MetricSet Of(MetricSet[] sets)
    {
        var means = new List<MetricValue>(sets[0].Count);
        foreach (var metric in sets[0])
        {
            var (sum, count) = (0.0, 0);
            foreach (var set in sets)
            {
                if (set.TryGet(metric.Name, out var value))
                {
                    sum += value;
                    count++;
                }
            }

            if (count == sets.Length)
            {
                means.Add(new MetricValue(metric.Name, sum / count));
            }
        }

        return MetricSet.Trusted([.. means]);
    }
}
