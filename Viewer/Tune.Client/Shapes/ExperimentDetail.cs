namespace Tune.Client.Shapes;

/// <summary>An experiment with what defines it.</summary>
public sealed record ExperimentDetail
{
    /// <summary>Where it stands; its best result has its configuration here.</summary>
    public required ExperimentItem Summary { get; init; }

    /// <summary>What somebody has noted about it; null if nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The name of the training code.</summary>
    public required string Trainable { get; init; }

    /// <summary>The short name of what decides what to try.</summary>
    public required string Searcher { get; init; }

    /// <summary>The short name of what decides how long.</summary>
    public required string Scheduler { get; init; }

    /// <summary>The iterations at which the scheduler compares trials, lowest first; empty if it has none.</summary>
    public IReadOnlyList<int> Rungs { get; init; } = [];

    /// <summary>The parameters, parents before their children.</summary>
    public required IReadOnlyList<ParameterItem> Parameters { get; init; }

    /// <summary>The names of the metrics that were reported: those of objectives and constraints first, then others in
    /// order. Looked up in the 200 trials that trained longest.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>What is optimised besides; empty with one objective.</summary>
    public IReadOnlyList<ObjectiveItem> FurtherObjectives { get; init; } = [];

    /// <summary>How many seconds it may be active; null for ever.</summary>
    public double? TimeBudgetSeconds { get; init; }

    /// <summary>How many trials may run at once; null for as many as there is room for.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>The program that drove it last; null if that is not known.</summary>
    public ProgramItem? Program { get; init; }
}

/// <summary>One parameter.</summary>
public sealed record ParameterItem
{
    /// <summary>Its name; '/' stands between the parts of a nested one.</summary>
    public required string Name { get; init; }

    /// <summary>What is allowed, such as "a number from 0.1 to 1".</summary>
    public required string Allowed { get; init; }

    /// <summary>Whether there is something to choose.</summary>
    public required bool Varied { get; init; }

    /// <summary>Whether every value is a number.</summary>
    public required bool Numeric { get; init; }

    /// <summary>Whether it is part of every configuration.</summary>
    public required bool Always { get; init; }
}

/// <summary>One objective.</summary>
public sealed record ObjectiveItem
{
    /// <summary>Which metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Min or Max.</summary>
    public required string Mode { get; init; }
}

/// <summary>A program that drove an experiment.</summary>
public sealed record ProgramItem
{
    /// <summary>The name of its assembly.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; empty if unknown.</summary>
    public required string Version { get; init; }

    /// <summary>The commit that was checked out where it ran; empty outside a repository.</summary>
    public required string Commit { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Host { get; init; }
}
