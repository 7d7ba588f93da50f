namespace Tune.Client.Shapes;

/// <summary>An experiment that is asked for: like a template, or like one of the store's. What is null is as it is
/// there.</summary>
public sealed record SubmitItem
{
    /// <summary>The template; this or <see cref="From"/>.</summary>
    public string? Template { get; init; }

    /// <summary>An experiment whose settings it has; this or <see cref="Template"/>.</summary>
    public string? From { get; init; }

    /// <summary>Its name, 1 to 100 letters, digits, dots, underscores or dashes, which no other has; null for the name
    /// of what it is like, with a number.</summary>
    public string? Name { get; init; }

    /// <summary>How many trials, 1 or more.</summary>
    public int? Trials { get; init; }

    /// <summary>How many seconds it may be active in all, above 0 and at most ten years.</summary>
    public double? TimeBudgetSeconds { get; init; }

    /// <summary>The seed, 0 or more.</summary>
    public ulong? Seed { get; init; }

    /// <summary>How long a trial trains at most, in iterations, 1 or more; only where its scheduler has such an
    /// option.</summary>
    public int? MaxIterations { get; init; }

    /// <summary>How many trials run at once at most, 1 or more.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Which metric is optimised.</summary>
    public string? Metric { get; init; }

    /// <summary>Min or Max.</summary>
    public string? Mode { get; init; }

    /// <summary>Finished experiments to begin with, at most 20; empty for those of what it is like.</summary>
    public IReadOnlyList<string> WarmStart { get; init => field = value ?? []; } = [];

    /// <summary>Its tags; names that begin with <c>tune.</c> are given by the program.</summary>
    public IReadOnlyDictionary<string, string> Tags
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>Its note, at most 64 KiB of UTF-8.</summary>
    public string? Note { get; init; }

    /// <summary>What it is shown as, at most 250 characters.</summary>
    public string? Title { get; init; }
}
