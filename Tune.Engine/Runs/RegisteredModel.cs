using System.Collections.Immutable;

namespace Tune.Engine.Runs;

/// <summary>A model under a name, with its versions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Created">When it was registered, milliseconds since 1970.</param>
public sealed record RegisteredModel(string Name, long Created)
{
    /// <summary>When it was changed last.</summary>
    public long Changed { get; init; } = Created;

    /// <summary>What people wrote about it.</summary>
    public string Note { get; init; } = "";

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = RunRecord.NoEntries;

    /// <summary>Names for versions, such as champion.</summary>
    public ImmutableSortedDictionary<string, int> Aliases { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Its versions by number.</summary>
    public ImmutableSortedDictionary<int, ModelVersion> Versions { get; init; } =
        ImmutableSortedDictionary<int, ModelVersion>.Empty;

    /// <summary>The highest number that was given; none is given twice.</summary>
    public int LastVersion { get; init; }
}

/// <summary>One version of a model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="Origin">What it was made from.</param>
/// <param name="Created">When it was made, milliseconds since 1970.</param>
public sealed record ModelVersion(string Model, int Number, VersionOrigin Origin, long Created)
{
    /// <summary>When it was changed last.</summary>
    public long Changed { get; init; } = Created;

    /// <summary>What people wrote about it.</summary>
    public string Note { get; init; } = "";

    /// <summary>None, Staging, Production or Archived.</summary>
    public string Stage { get; init; } = RunNames.NoStage;

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = RunRecord.NoEntries;
}
