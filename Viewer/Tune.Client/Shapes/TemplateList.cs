namespace Tune.Client.Shapes;

/// <summary>What can be submitted.</summary>
public sealed record TemplateList
{
    /// <summary>The templates of the program that has the store open, in the order of their names; empty if there is no
    /// such program, or it offers none.</summary>
    public required IReadOnlyList<TemplateItem> Templates { get; init; }
}

/// <summary>An experiment that a program offers to be submitted. What it has is what a new one has unless that says
/// otherwise.</summary>
public sealed record TemplateItem
{
    /// <summary>What it is asked for by.</summary>
    public required string Template { get; init; }

    /// <summary>One line for people; empty if nobody wrote one.</summary>
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>The name of the training code.</summary>
    public required string Trainable { get; init; }

    /// <summary>The metric that is optimised.</summary>
    public required string Metric { get; init; }

    /// <summary>Min or Max.</summary>
    public required string Mode { get; init; }

    /// <summary>The short name of what decides what to try.</summary>
    public required string Searcher { get; init; }

    /// <summary>The short name of what decides how long.</summary>
    public required string Scheduler { get; init; }

    /// <summary>The parameters, parents before their children.</summary>
    public required IReadOnlyList<ParameterItem> Parameters { get; init; }

    /// <summary>How many trials; null where only time or the space limits them.</summary>
    public int? Trials { get; init; }

    /// <summary>How many seconds it may be active; null for ever.</summary>
    public double? TimeBudgetSeconds { get; init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>How long a trial trains at most, in iterations; null where its scheduler has no such option, and none
    /// can be given.</summary>
    public int? MaxIterations { get; init; }

    /// <summary>How many trials run at once at most; null for as many as there is room for.</summary>
    public int? MaxConcurrent { get; init; }
}
