using System.Globalization;

namespace Tune.Clustering.Wire;

/// <summary>
/// How large a message may be. The transport drops what is larger than its frame without telling the sender, so
/// everything that can grow is measured before it is sent: batches are split, a single thing that is too large is
/// refused.
/// </summary>
internal static class WireLimit
{
    /// <summary>The most bytes of one message: a frame less its envelope of two actor paths and a manifest.</summary>
    public const int MessageBytes = FrameBytes - EnvelopeBytes;

    /// <summary>About how many bytes to put into one message where there is a choice. Heartbeats go over the same
    /// line and wait behind it.</summary>
    public const int PartBytes = 48 * 1024;

    // The transport's maximum-frame-size.
    private const int FrameBytes = 2 * 1024 * 1024;

    private const int EnvelopeBytes = 16 * 1024;

    /// <summary>The sentence that refuses something too large.</summary>
    /// <param name="what">What it is, as the beginning of a sentence.</param>
    /// <param name="bytes">How large it is.</param>
    public static string Problem(string what, long bytes) => string.Create(
        CultureInfo.InvariantCulture,
        $"{what} takes {bytes} bytes; at most {MessageBytes} can be sent from one node to another.");
}
