using System.Text.Json;

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

    /// <summary>The brackets of a scheduler with several: those trials are in, and those that will be filled with the
    /// trials that were asked for; at most 64, the latest. Empty where all trials climb the same rungs.</summary>
    public IReadOnlyList<BracketItem> Brackets { get; init => field = value ?? []; } = [];

    /// <summary>The parameters, parents before their children.</summary>
    public required IReadOnlyList<ParameterItem> Parameters { get; init; }

    /// <summary>The names of the metrics that were reported: those of objectives and constraints first, then others in
    /// order. Looked up in the 200 trials that trained longest.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>What is optimised besides; empty with one objective.</summary>
    public IReadOnlyList<ObjectiveItem> FurtherObjectives { get; init; } = [];

    /// <summary>How many seconds it may be active; null for ever.</summary>
    public double? TimeBudgetSeconds { get; init; }

    /// <summary>Why no trial can be added by hand, in a sentence; null where one can. A population has as many
    /// members as it has.</summary>
    public string? NotByHand { get; init; }

    /// <summary>How many trials may run at once; null for as many as there is room for.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>How long a trial trains at most, in iterations; null where its scheduler has no such option.</summary>
    public int? MaxIterations { get; init; }

    /// <summary>The program that drove it last; null if that is not known.</summary>
    public ProgramItem? Program { get; init; }

    /// <summary>The programs that drove it, each once, the latest one last.</summary>
    public IReadOnlyList<ProgramItem> Programs { get; init => field = value ?? []; } = [];

    /// <summary>How far it came, if it has ended with no trial trained to its end; else null.</summary>
    public UnfinishedItem? Unfinished { get; init; }
}

/// <summary>How far an experiment came that ended with no trial trained to its end.</summary>
public sealed record UnfinishedItem
{
    /// <summary>The highest iteration that a trial came to.</summary>
    public required int Longest { get; init; }

    /// <summary>The iteration at which a training is whole.</summary>
    public required int Whole { get; init; }
}

/// <summary>A ladder of rungs that some of the trials climb.</summary>
public sealed record BracketItem
{
    /// <summary>Its number, from 0.</summary>
    public required int Bracket { get; init; }

    /// <summary>The iterations at which its trials are compared, lowest first, the full budget last.</summary>
    public required IReadOnlyList<int> Rungs { get; init; }

    /// <summary>How many trials it takes; null where nothing limits it.</summary>
    public long? Size { get; init; }
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

    /// <summary>How its value is given: real or whole for a number, listed for one of <see cref="Options"/>, constant
    /// or derived where there is nothing to give.</summary>
    public required string Kind { get; init; }

    /// <summary>The lowest number; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>The highest number, included; null where there is none.</summary>
    public double? High { get; init; }

    /// <summary>The distance between neighbouring numbers; null for any, and for whole numbers that are all allowed.
    /// </summary>
    public double? Step { get; init; }

    /// <summary>Whether numbers are drawn on a logarithmic scale.</summary>
    public bool Log { get; init; }

    /// <summary>The values to choose from, or the one of a constant; null for a number, for more than 200 values, and
    /// if one has more than 1,000 characters.</summary>
    public IReadOnlyList<JsonElement>? Options { get; init; }

    /// <summary>It plays a part if all of these hold; empty for always.</summary>
    public IReadOnlyList<ConditionItem> When { get; init => field = value ?? []; } = [];
}

/// <summary>A condition on another parameter.</summary>
public sealed record ConditionItem
{
    /// <summary>Which parameter.</summary>
    public required string Parameter { get; init; }

    /// <summary>It holds if that one has one of these values.</summary>
    public required IReadOnlyList<JsonElement> Values { get; init; }
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

    /// <summary>The identity of its build; empty if unknown.</summary>
    public string Build { get; init => field = value ?? ""; } = "";

    /// <summary>Whether files differed from that commit; null if it is not known.</summary>
    public bool? Dirty { get; init; }

    /// <summary>The runtime and its version; empty if unknown.</summary>
    public string Runtime { get; init => field = value ?? ""; } = "";

    /// <summary>The operating system, its version and the processor's architecture; empty if unknown.</summary>
    public string OperatingSystem { get; init => field = value ?? ""; } = "";

    /// <summary>The graphics cards of that machine, by model.</summary>
    public IReadOnlyList<string> Gpus { get; init => field = value ?? []; } = [];

    /// <summary>The packages it was built with and their versions.</summary>
    public IReadOnlyDictionary<string, string> Packages
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();
}
