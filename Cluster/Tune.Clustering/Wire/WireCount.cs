using Tune.Clustering.Children.Frames;

namespace Tune.Clustering.Wire;

/// <summary>Keeps a few bytes from announcing a lot.</summary>
internal static class WireCount
{
    /// <summary>How many things follow. Each takes a byte at least.</summary>
    /// <exception cref="FrameException">More than there can be.</exception>
    public static int Read(ref FrameReader reader)
    {
        var count = reader.Small();
        return count >= 0 && count <= reader.Rest.Length
            ? count
            : throw new FrameException($"A message announces {count} parts in {reader.Rest.Length} bytes.");
    }

    /// <summary>Nothing may be left.</summary>
    /// <exception cref="FrameException">Something is.</exception>
    public static void End(in FrameReader reader)
    {
        if (!reader.Rest.IsEmpty)
        {
            throw new FrameException($"{reader.Rest.Length} bytes are left over at the end of a message.");
        }
    }
}
