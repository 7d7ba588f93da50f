using System.Collections.Immutable;

namespace Tune.Engine.Runs;

/// <summary>A collection of free-standing runs; MLflow calls it an experiment.</summary>
/// <param name="Id">Its number; 0 is the one that is always there.</param>
/// <param name="Name">Its name, different from all others, those in the recycle bin included.</param>
/// <param name="Created">When it was made, milliseconds since 1970.</param>
public sealed record RunCollection(int Id, string Name, long Created)
{
    /// <summary>When it was changed last.</summary>
    public long Changed { get; init; } = Created;

    /// <summary>Where its artifacts are, in words of the program that made it; null for this store.</summary>
    public string? Location { get; init; }

    /// <summary>Whether it is in the recycle bin.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = RunRecord.NoEntries;
}
