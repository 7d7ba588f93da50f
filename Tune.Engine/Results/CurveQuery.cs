using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>Which curves are wanted, and how much of them.</summary>
public sealed record CurveQuery
{
    /// <summary>The trials, up to 10,000; a trial that is not there gives no curve.</summary>
    public required ImmutableArray<TrialId> Trials { get; init; }

    /// <summary>The metrics; one that a trial never reported gives an empty curve.</summary>
    public required ImmutableArray<string> Metrics { get; init; }

    /// <summary>The first iteration; default the lowest there is.</summary>
    public int FromIteration { get; init; } = int.MinValue;

    /// <summary>The last iteration; default the highest there is.</summary>
    public int ToIteration { get; init; } = int.MaxValue;

    /// <summary>The width: when a curve has more points than this, each stretch is represented by its lowest and
    /// highest and the last point is kept; 2 or more, default all points.</summary>
    public int PointsMax { get; init; } = int.MaxValue;

    /// <summary>Whether reports are wanted that no longer stand because their trial has gone on from an earlier place;
    /// default false.</summary>
    public bool RolledBack { get; init; }
}
