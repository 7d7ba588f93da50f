namespace Tune.Client.Shapes;

/// <summary>What each of many trials came to, column by column: for a chart of all of them.</summary>
public sealed record PointList
{
    /// <summary>How many events of the journal this is true for.</summary>
    public required long Position { get; init; }

    /// <summary>How many trials there are on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>The statuses there are; <see cref="Status"/> counts in this list.</summary>
    public required IReadOnlyList<string> Statuses { get; init; }

    /// <summary>The trials' numbers, rising.</summary>
    public required IReadOnlyList<int> Trials { get; init; }

    /// <summary>Where each stands.</summary>
    public required IReadOnlyList<int> Status { get; init; }

    /// <summary>The bracket of each, as <see cref="ExperimentDetail.Brackets"/>; null where there is only one.
    /// </summary>
    public IReadOnlyList<int>? Brackets { get; init; }

    /// <summary>The best value of the objective of each; null where there is none.</summary>
    public required IReadOnlyList<double?> Values { get; init; }

    /// <summary>Units of training done by each.</summary>
    public required IReadOnlyList<int> Iterations { get; init; }

    /// <summary>Seconds from the experiment's creation to what last happened to each; null if nothing has.</summary>
    public required IReadOnlyList<double?> Seconds { get; init; }
}
