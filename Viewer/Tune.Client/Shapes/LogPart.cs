namespace Tune.Client.Shapes;

/// <summary>A part of what an attempt printed.</summary>
public sealed record LogPart
{
    /// <summary>At which byte of the log it begins.</summary>
    public required long From { get; init; }

    /// <summary>Where to go on.</summary>
    public required long Next { get; init; }

    /// <summary>How long the log is now, in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Whether there is a log here at all: not where the attempt has printed nothing, or ran on another
    /// machine.</summary>
    public bool Kept { get; init; } = true;

    /// <summary>The text.</summary>
    public required string Text { get; init; }
}
