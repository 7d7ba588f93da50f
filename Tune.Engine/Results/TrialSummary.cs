using System.Collections.Immutable;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>A trial at a glance.</summary>
public sealed record TrialSummary
{
    /// <summary>Its number.</summary>
    public required TrialId Trial { get; init; }

    /// <summary>Its configuration (after the last clone, if any).</summary>
    public required Configuration Config { get; init; }

    /// <summary>Where it stands.</summary>
    public TrialStatus Status { get; init; }

    /// <summary>Why it ended, or empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>How many attempts were started.</summary>
    public int Attempts { get; init; }

    /// <summary>How many attempts broke.</summary>
    public int Failures { get; init; }

    /// <summary>Reports of all attempts.</summary>
    public int Reports { get; init; }

    /// <summary>The highest iteration reported, of the reports that stand.</summary>
    public int Iteration { get; init; }

    /// <summary>The last metrics reported, of the reports that stand.</summary>
    public MetricSet LastMetrics { get; init; } = MetricSet.Empty;

    /// <summary>The best score of any report that stands (<see cref="TrialLine"/>).</summary>
    public Score BestScore { get; init; }

    /// <summary>The iteration of that report; 0 if there is none.</summary>
    public int BestIteration { get; init; }

    /// <summary>The configuration that report was made with; <see cref="Config"/> unless the trial has become a clone
    /// since, or there is no such report.</summary>
    public Configuration BestConfig { get => field ?? Config; init; }

    /// <summary>The newest checkpoint that is still held, or null.</summary>
    public CheckpointRef? Checkpoint { get; init; }

    /// <summary>The checkpoint of the report with the best score; null if none was taken there, or it is no longer
    /// held.</summary>
    public CheckpointRef? BestCheckpoint { get; init; }

    /// <summary>The error of the last broken attempt with its log, or null.</summary>
    public AttemptOutcome.Failed? Error { get; init; }

    /// <summary>When its first attempt started.</summary>
    public Moment Started { get; init; }

    /// <summary>Its last event.</summary>
    public Moment Last { get; init; }

    /// <summary>Whether it was enqueued by hand.</summary>
    public bool IsByHand { get; init; }

    /// <summary>What people have noted about it, or empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = TagSet.Empty;

    /// <summary>When it was put into the recycle bin; null if it is not there.</summary>
    public Moment? Deleted { get; init; }

    /// <summary>Running time of all ended attempts.</summary>
    public TimeSpan Used { get; init; }
}
