using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>Trials that failed for good run again, after what broke them has been mended.</summary>
/// <remarks>
/// Each goes on from its last checkpoint that is still kept, or starts from nothing, with all its retries anew. What it
/// reports from there on is judged as if it were the first time. To schedulers it is a trial that has just begun;
/// searchers count it as failed until it comes to rest again, and its new result takes the place of the failure.
/// </remarks>
public sealed record SecondChance
{
    /// <summary>Whether they start from nothing, instead of from their last checkpoints; default false.</summary>
    public bool FromNothing { get; init; }

    /// <summary>Which trials; empty (default) for all that failed for good.</summary>
    public ImmutableArray<TrialId> Trials
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <inheritdoc />
    public bool Equals(SecondChance? other) =>
        other is not null && FromNothing == other.FromNothing && Trials.AsSpan().SequenceEqual(other.Trials.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => (Trials.Length * 2) + (FromNothing ? 1 : 0);
}
