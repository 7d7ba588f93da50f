namespace Tune.Client.Shapes;

/// <summary>How busy the machine was that runs trials here, since the program was started; column by column. At most
/// 1,000 moments, evenly spaced, the further apart the longer it runs.</summary>
public sealed record ResourceList
{
    /// <summary>The moment that <see cref="Seconds"/> are counted from.</summary>
    public required DateTime FromUtc { get; init; }

    /// <summary>How many cores the machine has.</summary>
    public required int Cores { get; init; }

    /// <summary>How much memory the machine has, in bytes; null if not known.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>When each was measured, rising; empty where no trials run.</summary>
    public required IReadOnlyList<double> Seconds { get; init; }

    /// <summary>The share of all cores that was busy since the moment before, from 0 to 1; null where it is not known.
    /// </summary>
    public required IReadOnlyList<double?> Busy { get; init; }

    /// <summary>The same of this program alone, without the processes that its trials run in.</summary>
    public required IReadOnlyList<double?> OwnBusy { get; init; }

    /// <summary>How much of the machine's memory was in use, in bytes; null where it is not known.</summary>
    public required IReadOnlyList<long?> UsedBytes { get; init; }

    /// <summary>How much of it this program held, without the processes that its trials run in.</summary>
    public required IReadOnlyList<long?> OwnBytes { get; init; }
}
