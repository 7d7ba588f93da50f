using Microsoft.Win32.SafeHandles;

namespace Tune.Storage.Journal;

/// <summary>
/// Tells an append that was cut short, which nobody was told of, from damage to what was safe. Pages of one group of
/// frames may reach the disk in any order, so good frames may follow a bad one without harm: each frame says up to
/// where the file was safe when it was written.
/// </summary>
internal static class TornTail
{
    private const int Chunk = 1 << 20;

    /// <summary>
    /// The first good frame after a bad place that proves the bad place was once safe; null if there is none.
    /// </summary>
    public static long? LaterFrame(SafeFileHandle file, long bad, long position)
    {
        var length = RandomAccess.GetLength(file);
        if (bad + 1 + FrameHeader.Size > length)
        {
            return null;
        }

        var window = new byte[Chunk + FrameHeader.Size];
        for (var start = bad + 1; start + FrameHeader.Size <= length; start += Chunk)
        {
            var filled = ReadFully(file, window, start);
            for (var i = 0; i < Chunk && i + FrameHeader.Size <= filled; i++)
            {
                if (FrameHeader.TryRead(window.AsSpan(i), out var header)
                    && header.First > position && start + i - header.Back > bad
                    && start + i + header.Length <= length
                    && IsIntact(file, start + i, header))
                {
                    return start + i;
                }
            }
        }

        return null;
    }

    private static bool IsIntact(SafeFileHandle file, long at, FrameHeader header)
    {
        var frame = new byte[header.Length];
        return ReadFully(file, frame, at) == frame.Length && FrameHeader.IsIntact(frame);
    }

    private static int ReadFully(SafeFileHandle file, byte[] into, long at)
    {
        var filled = 0;
        while (filled < into.Length)
        {
            var read = RandomAccess.Read(file, into.AsSpan(filled), at + filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }
}
