using System.Collections.Immutable;
using Tune.Engine.Filters;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>Which trials are wanted, in which order, and which page of them.</summary>
public sealed record TrialQuery
{
    /// <summary>The most trials of one page.</summary>
    public const int TakeMax = 10_000;

    /// <summary>Which trials are looked at, at most <see cref="TakeMax"/>; one that is not there is left out. Default
    /// all.</summary>
    public ImmutableArray<TrialId> Trials { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether deleted ones are looked at; null (default): only those that <see cref="Trials"/> names.
    /// </summary>
    public Listed? Listed { get; init; }

    /// <summary>Where they may stand; default anywhere.</summary>
    public ImmutableArray<TrialStatus> Statuses { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Bounds for last metrics, all of which must hold; default none.</summary>
    public ImmutableArray<MetricBounds> Metrics { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Conditions for parameters, all of which must hold; default none.</summary>
    public ImmutableArray<ParameterMatch> Parameters { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>What must hold besides, read by <see cref="TrialFields.Parse"/>; default null, nothing.</summary>
    public Filter? Where { get; init; }

    /// <summary>By what they are ordered; default by number.</summary>
    public TrialOrder Order { get; init; } = TrialOrder.ByNumber;

    /// <summary>Whether the largest comes first; default false. What has no value, or NaN, comes last either way, and
    /// ties go by rising number.</summary>
    public bool Descending { get; init; }

    /// <summary>How many to leave out, 0 (default) or more.</summary>
    public int Skip { get; init; }

    /// <summary>How many at most, 1 to <see cref="TakeMax"/>; default 100.</summary>
    public int Take { get; init; } = 100;

    /// <summary>Whether a trial is listed, by being deleted or not.</summary>
    /// <param name="isDeleted">Whether it is in the recycle bin.</param>
    public bool Lists(bool isDeleted) => (Listed ?? (Trials.IsEmpty ? Results.Listed.Kept : Results.Listed.All)) switch
    {
        Results.Listed.Kept => !isDeleted,
        Results.Listed.Deleted => isDeleted,
        _ => true,
    };

    /// <summary>Whether it asks for the trials as they are, by number, where none is deleted or all are listed.
    /// </summary>
    public bool IsPlain => Listed != Results.Listed.Deleted && Trials.IsEmpty && Where is null
        && Statuses.IsEmpty && Metrics.IsEmpty && Parameters.IsEmpty && !Descending
        && Order.Kind == TrialOrderKind.Number;
}
