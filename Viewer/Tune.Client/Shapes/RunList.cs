namespace Tune.Client.Shapes;

/// <summary>The collections of free-standing runs; MLflow calls them experiments.</summary>
public sealed record CollectionList
{
    /// <summary>The collections, the one that changed last first; what is in the recycle bin is left out.</summary>
    public required IReadOnlyList<CollectionItem> Collections { get; init; }
}

/// <summary>A collection of free-standing runs.</summary>
public sealed record CollectionItem
{
    /// <summary>Its number.</summary>
    public required int Collection { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many runs it has.</summary>
    public required int Runs { get; init; }

    /// <summary>How many of them are going on.</summary>
    public required int Running { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>When its last run began; null if none has.</summary>
    public DateTime? LastUtc { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}

/// <summary>A page of runs.</summary>
public sealed record RunList
{
    /// <summary>The collection they are of.</summary>
    public required CollectionItem Collection { get; init; }

    /// <summary>How many there are on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>Those of this page, the newest first, each with at most 50 parameters, metrics and tags.</summary>
    public required IReadOnlyList<RunItem> Runs { get; init; }
}

/// <summary>A free-standing run.</summary>
public sealed record RunItem
{
    /// <summary>Its id.</summary>
    public required string Run { get; init; }

    /// <summary>The number of its collection.</summary>
    public required int Collection { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Who started it.</summary>
    public required string User { get; init; }

    /// <summary>Running, Scheduled, Finished, Failed or Killed.</summary>
    public required string Status { get; init; }

    /// <summary>When it began.</summary>
    public required DateTime StartedUtc { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTime? EndedUtc { get; init; }

    /// <summary>Its parameters, each as text.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>What each metric stands at.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Models that were made of it, as NAME/VERSION.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
}

/// <summary>Metrics of a run along its steps.</summary>
public sealed record RunMetricList
{
    /// <summary>The metrics, in the order that was asked for.</summary>
    public required IReadOnlyList<RunMetricItem> Metrics { get; init; }
}

/// <summary>One metric of a run.</summary>
public sealed record RunMetricItem
{
    /// <summary>Which metric.</summary>
    public required string Metric { get; init; }

    /// <summary>How many values it has in all.</summary>
    public required long Total { get; init; }

    /// <summary>The step of each point, rising.</summary>
    public required IReadOnlyList<long> Steps { get; init; }

    /// <summary>The value of each point.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Seconds from the start of the run to each point.</summary>
    public required IReadOnlyList<double> Seconds { get; init; }
}

/// <summary>What lies in a folder of the artifacts of a run or a trial.</summary>
public sealed record ArtifactList
{
    /// <summary>The folder's path; empty for the outermost.</summary>
    public required string Path { get; init; }

    /// <summary>Folders and files, at most 1,000.</summary>
    public required IReadOnlyList<ArtifactItem> Files { get; init; }
}

/// <summary>A file or a folder among the artifacts of a run or a trial.</summary>
public sealed record ArtifactItem
{
    /// <summary>Its path from the outermost folder.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it is a folder.</summary>
    public required bool Folder { get; init; }

    /// <summary>How many bytes a file has; 0 for a folder.</summary>
    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of a file's bytes; empty for a folder.</summary>
    public required string Digest { get; init; }
}
