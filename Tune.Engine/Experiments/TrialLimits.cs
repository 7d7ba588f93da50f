namespace Tune.Engine.Experiments;

/// <summary>Limits that the node enforces on every attempt, by force if need be.</summary>
public sealed record TrialLimits
{
    /// <summary>
    /// The longest silence between two reports (and before the first) before the attempt counts as hung and its process
    /// is killed; null (default) for none.
    /// </summary>
    public TimeSpan? NoProgress { get; init; }

    /// <summary>How long an attempt may take to save and leave after it was told to, before it is killed;
    /// default 30 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with these numbers, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (NoProgress is { } silence && silence <= TimeSpan.Zero)
        {
            yield return $"Limits.NoProgress is {silence}; it must be above zero, or absent.";
        }

        if (StopGrace <= TimeSpan.Zero)
        {
            yield return $"Limits.StopGrace is {StopGrace}; it must be above zero.";
        }
    }
}
