using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;

namespace Tune.Engine.Results;

/// <summary>An experiment at a glance, as of the event it was read at.</summary>
public sealed record ExperimentSummary
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The spec now in force.</summary>
    public required ExperimentSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public required ExperimentStatus Status { get; init; }

    /// <summary>Whether an owner had it open.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Why it ended, or empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>Trials proposed so far.</summary>
    public int Trials { get; init; }

    /// <summary>Reports so far.</summary>
    public long Reports { get; init; }

    /// <summary>Events so far.</summary>
    public long Events { get; init; }

    /// <summary>The best report so far, or null.</summary>
    public BestResult? Best { get; init; }

    /// <summary>How far it came, if it has ended with no trial trained to its end; else null.</summary>
    public Shortfall? Shortfall { get; init; }

    /// <summary>The most programs that are kept.</summary>
    public const int ProgramsMax = 8;

    /// <summary>The programs that drove its sessions, each once, the latest one last; the oldest are left out.
    /// </summary>
    public ImmutableArray<ProgramRecord> Programs
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>When it was created.</summary>
    public Moment Created { get; init; }

    /// <summary>Where it stands, in a word: active, interrupted (active, and nobody has it open), paused, finished,
    /// stopped or failed.</summary>
    public string State => Status.Word(IsOpen);

    /// <summary>Its last event.</summary>
    public Moment Last { get; init; }

    /// <summary>The name to show, or empty for its name.</summary>
    public string Title { get; init; } = "";

    /// <summary>What people have noted about it, or empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = TagSet.Empty;

    /// <summary>When it was put into the recycle bin; null if it is not there.</summary>
    public Moment? Deleted { get; init; }

    /// <summary>How many of its trials were enqueued by hand, on top of those that were asked for.</summary>
    public int Enqueued { get; init; }
}
