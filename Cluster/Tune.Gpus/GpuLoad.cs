namespace Tune.Gpus;

/// <summary>How a card is used at a moment.</summary>
/// <param name="UsedBytes">Memory that is taken, by whomever, in bytes; what the driver keeps for itself
/// included.</param>
/// <param name="MemoryBytes">All its memory, in bytes.</param>
public sealed record GpuLoad(long UsedBytes, long MemoryBytes)
{
    /// <summary>The share of the last moments in which something ran on it, 0 to 1; null where the driver does not
    /// say, as of a part of a card.</summary>
    public double? Utilisation { get; init; }

    /// <summary>What it draws, in watts; null where the driver does not say.</summary>
    public double? Watts { get; init; }

    /// <summary>How hot it is, in degrees Celsius; null where the driver does not say.</summary>
    public int? Celsius { get; init; }
}
