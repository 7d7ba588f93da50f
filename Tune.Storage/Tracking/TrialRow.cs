using Tune.Engine.Metrics;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;

namespace Tune.Storage.Tracking;

/// <summary>A trial with its reports as they are stored.</summary>
internal sealed class TrialRow(TrialPortrait portrait)
{
    // A trainable that invents metric names must not make a row grow without end.
    private const int SeenMax = 2048;

    public TrialId Trial => portrait.Trial;

    public TrialPortrait Portrait => portrait;

    /// <summary>How often each metric was reported.</summary>
    public List<(string Metric, int Count)> Seen { get; } = [];

    /// <summary>Its reports that are not in a closed chunk yet.</summary>
    public PointChunk Tail { get; } = new();

    /// <summary>How many chunks of <see cref="PointChunk.Capacity"/> reports are closed.</summary>
    public int Chunks { get; set; }

    /// <summary>Counts the metrics of a report.</summary>
    public void Count(MetricSet metrics)
    {
        for (var i = 0; i < metrics.Count; i++)
        {
            var name = metrics[i].Name;
            var at = i < Seen.Count && Seen[i].Metric == name ? i : Seen.FindIndex(seen => seen.Metric == name);
            if (at < 0 && Seen.Count < SeenMax)
            {
                Seen.Add((name, 1));
            }
            else if (at >= 0)
            {
                Seen[at] = (name, Seen[at].Count + 1);
            }
        }
    }

    /// <summary>How often a metric was reported, at most.</summary>
    public int CountOf(string metric)
    {
        var at = Seen.FindIndex(seen => seen.Metric == metric);
        return at >= 0 ? Seen[at].Count : Seen.Count < SeenMax ? 0 : portrait.Reports;
    }
}
