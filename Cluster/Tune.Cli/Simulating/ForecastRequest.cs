namespace Tune.Cli.Simulating;

/// <summary>What is to be forecast.</summary>
internal sealed record ForecastRequest
{
    public required string Name { get; init; }

    public string? From { get; init; }

    /// <summary>How many trials run at once; null for what a run on this machine would do.</summary>
    public int? Workers { get; init; }

    /// <summary>Why that is another number than that of the slots; null where it is not.</summary>
    public string? Slots { get; init; }

    public int? Trials { get; init; }

    public int Seeds { get; init; } = 20;

    public string? Scheduler { get; init; }

    public string? Searcher { get; init; }

    public int? Iterations { get; init; }

    public double? SecondsPerIteration { get; init; }

    public TimeSpan? TimeBudget { get; init; }

    public double CrashRate { get; init; }
}
