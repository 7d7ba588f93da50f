using Tune.Storage.Disks;

namespace Tune.Storage.Runs;

/// <summary>The end of the last file, where no whole frame is: the rest of changes that nobody was told of, or damage
/// to what was safe. A later whole frame that says the file was safe beyond that place proves the damage.</summary>
internal static class RunTail
{
    /// <summary>Cuts the rest off and keeps it beside the file.</summary>
    /// <exception cref="Engine.Ports.StorageException">It is damage.</exception>
    public static void Cut(RunReplay read, Disk disk, Action<string> notice)
    {
        var path = read.PathOf(read.Segment);
        var rest = Rest(path, read.Offset);
        for (var at = 1; at + RunFrame.HeaderLength <= rest.Length; at++)
        {
            // What cannot be such a frame is told by its header: a checksum at every byte would take hours.
            if (RunFrame.TryReadHeader(rest.AsSpan(at), out var later) && later.Number >= read.Frames
                && later.Safe > read.Offset && later.Safe <= read.Offset + at
                && RunFrame.TryRead(rest.AsSpan(at), out _))
            {
                throw RunSegment.Damage(path, $"there is no whole frame at byte {read.Offset:N0}, which was safe");
            }
        }

        disk.Replace(path + ".cut", rest);
        using (var file = disk.Open(path, FileMode.Open))
        {
            if (read.Offset == 0)
            {
                // Not even its header was whole.
                disk.Write(file, [RunSegment.Header(read.Segment, read.Frames)], 0);
                read.Restart();
            }

            disk.Truncate(file, read.Offset);
            disk.Flush(file);
        }

        notice($"The end of the runs' last file was not whole: {rest.Length:N0} bytes that nobody was told of were cut "
            + $"off and are kept as '{Path.GetFileName(path)}.cut'.");
    }

    private static byte[] Rest(string path, long from)
    {
        using var file = StoreFile.OpenRead(path);
        var length = Math.Max(0, RandomAccess.GetLength(file) - from);
        if (length > Array.MaxLength)
        {
            throw RunSegment.Damage(path, $"there is no whole frame at byte {from:N0}, and too much behind it");
        }

        var rest = new byte[length];
        var done = 0;
        while (done < rest.Length && RandomAccess.Read(file, rest.AsSpan(done), from + done) is > 0 and var more)
        {
            done += more;
        }

        return rest[..done];
    }
}
