using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>Where an experiment stands, without its definition: small, whatever it searches.</summary>
public sealed record ExperimentGlance
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many events of its journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>What is optimised.</summary>
    public required Objective Objective { get; init; }

    /// <summary>Where it stands.</summary>
    public required ExperimentStatus Status { get; init; }

    /// <summary>Why it ended, or empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>Whether an owner has it open.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether that owner is leaving.</summary>
    public bool IsDraining { get; init; }

    /// <summary>The latest session; 0 before the first.</summary>
    public Term Session { get; init; }

    /// <summary>How many trials were asked for; null if only time or the space limits them.</summary>
    public int? Trials { get; init; }

    /// <summary>Trials proposed so far.</summary>
    public int Proposed { get; init; }

    /// <summary>How many trials stand at each status, indexed by it.</summary>
    public ImmutableArray<int> Counts { get; init; } = [];

    /// <summary>Reports so far.</summary>
    public long Reports { get; init; }

    /// <summary>The trial with the best report that stands; null if there is none.</summary>
    public TrialId? BestTrial { get; init; }

    /// <summary>The value of that report, in the objective's own sign; NaN if there is none.</summary>
    public double BestValue { get; init; } = double.NaN;

    /// <summary>When it was created.</summary>
    public Moment Created { get; init; }

    /// <summary>Where it stands, in a word: active, interrupted (active, and nobody has it open), paused, finished,
    /// stopped or failed.</summary>
    public string State => Status.Word(IsOpen);

    /// <summary>Its last event.</summary>
    public Moment Last { get; init; }

    /// <summary>The name to show, or empty for its name.</summary>
    public string Title { get; init; } = "";

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = TagSet.Empty;

    /// <summary>When it was put into the recycle bin; null if it is not there.</summary>
    public Moment? Deleted { get; init; }

    /// <summary>How many of its trials were enqueued by hand, on top of those that were asked for.</summary>
    public int Enqueued { get; init; }

    /// <summary>How many trials stand at a status.</summary>
    public int Count(TrialStatus status) => Counts[(int)status];
}
