namespace Tune.Client.Shapes;

/// <summary>The registered models.</summary>
public sealed record ModelList
{
    /// <summary>How many there are.</summary>
    public required int Total { get; init; }

    /// <summary>Those of this page by name, each with its last version alone.</summary>
    public required IReadOnlyList<ModelItem> Models { get; init; }
}

/// <summary>A registered model.</summary>
public sealed record ModelItem
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What people wrote about it.</summary>
    public required string Note { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>When it was changed last.</summary>
    public required DateTime ChangedUtc { get; init; }

    /// <summary>Names for versions, such as champion.</summary>
    public required IReadOnlyDictionary<string, int> Aliases { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>How many versions it has.</summary>
    public required int VersionCount { get; init; }

    /// <summary>Its versions, the newest first, at most 1,000.</summary>
    public required IReadOnlyList<VersionItem> Versions { get; init; }
}

/// <summary>One version of a model.</summary>
public sealed record VersionItem
{
    /// <summary>1, 2, 3 …</summary>
    public required int Version { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>What people wrote about it.</summary>
    public required string Note { get; init; }

    /// <summary>None, Staging, Production or Archived.</summary>
    public required string Stage { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Where its files are, in words of the program that registered it.</summary>
    public required string Source { get; init; }

    /// <summary>The run it was made of; null if of none.</summary>
    public string? Run { get; init; }

    /// <summary>The collection of that run; null if it is not here.</summary>
    public int? Collection { get; init; }

    /// <summary>The experiment it was made of; null if of none.</summary>
    public string? Experiment { get; init; }

    /// <summary>The trial of that experiment.</summary>
    public int? Trial { get; init; }

    /// <summary>The digest of that trial's checkpoint.</summary>
    public string? Checkpoint { get; init; }
}
