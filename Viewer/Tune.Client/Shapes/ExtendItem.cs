namespace Tune.Client.Shapes;

/// <summary>More of an experiment: what is left out stays as it is.</summary>
public sealed record ExtendItem
{
    /// <summary>How many trials there shall be in all, not counting those that were enqueued, 1 or more.</summary>
    public int? Trials { get; init; }

    /// <summary>How many seconds the experiment may be active in all, above 0.</summary>
    public double? TimeBudgetSeconds { get; init; }
}
