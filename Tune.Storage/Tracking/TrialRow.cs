using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Tracking;

/// <summary>What the projection knows of one trial. Changed by <see cref="Projection"/> alone.</summary>
internal sealed class TrialRow(TrialId trial)
{
    // A trainable that invents metric names must not make a row grow without end.
    private const int SeenMax = 2048;

    public TrialId Trial => trial;

    public Configuration Config { get; set; } = Configuration.Empty;

    public TrialStatus Status { get; set; }

    public string Why { get; set; } = "";

    public int Failures { get; set; }

    public int Reports { get; set; }

    public int Iteration { get; set; }

    public MetricSet LastMetrics { get; set; } = MetricSet.Empty;

    public Score BestScore { get; set; }

    public int BestIteration { get; set; }

    /// <summary>What the best report was made with; null before there is one.</summary>
    public Configuration? BestConfig { get; set; }

    public AttemptOutcome.Failed? Error { get; set; }

    public Moment Last { get; set; }

    public TimeSpan Used { get; set; }

    /// <summary>The last decision that its attempt has still to follow, if it is a pause or a clone.</summary>
    public Leaving Leaving { get; set; }

    /// <summary>The iteration of the pause that was decided.</summary>
    public int PausedAt { get; set; }

    /// <summary>The iteration of the checkpoint it would go on from; -1 for none.</summary>
    public int ResumesFrom { get; set; } = -1;

    /// <summary>The checkpoints it holds, oldest first.</summary>
    public List<CheckpointRef> Held { get; } = [];

    /// <summary>Its attempts.</summary>
    public List<RunRow> Runs { get; } = [];

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
        return at >= 0 ? Seen[at].Count : Seen.Count < SeenMax ? 0 : Reports;
    }

    public TrialSummary ToSummary() => new()
    {
        Trial = Trial,
        Config = Config,
        Status = Status,
        Why = Why,
        Attempts = Runs.Count,
        Failures = Failures,
        Reports = Reports,
        Iteration = Iteration,
        LastMetrics = LastMetrics,
        BestScore = BestScore,
        BestIteration = BestIteration,
        BestConfig = BestConfig ?? Config,
        Checkpoint = Held.Count > 0 ? Held[^1] : null,
        BestCheckpoint = BestIteration > 0 ? Held.FindLast(held => held.Iteration == BestIteration) : null,
        Error = Error,
        Started = Runs.Count > 0 ? Runs[0].Started : default,
        Last = Last,
        Used = Used,
    };
}
