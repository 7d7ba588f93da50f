namespace Tune.Client.Shapes;

/// <summary>The checkpoints of a trial that are still held and named by its results.</summary>
public sealed record CheckpointList
{
    /// <summary>Which, the newest first, and the one of its best result.</summary>
    public required IReadOnlyList<CheckpointItem> Checkpoints { get; init; }
}

/// <summary>One checkpoint.</summary>
public sealed record CheckpointItem
{
    /// <summary>SHA-256 of its manifest.</summary>
    public required string Digest { get; init; }

    /// <summary>The length of its files together.</summary>
    public required long Bytes { get; init; }

    /// <summary>After how many units of training it was taken.</summary>
    public required int Iteration { get; init; }

    /// <summary>Whether it is that of the trial's best result.</summary>
    public bool Best { get; init; }
}
