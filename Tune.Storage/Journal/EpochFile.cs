using System.Buffers.Binary;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Storage.Disks;

namespace Tune.Storage.Journal;

/// <summary>
/// The number that was given last to an owner of any journal of a store, in a file of its own. Two places in it are
/// written in turn, each with a checksum: one that is torn by a crash was given to nobody, and the other is still
/// there. It is overwritten and never grows, so that a full disk keeps no journal from being opened.
/// </summary>
internal static class EpochFile
{
    private const int Half = 512;
    private const int Written = sizeof(long) + sizeof(uint);

    /// <summary>Takes the next number; durable when this returns.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="now">The time. A number is never smaller than the seconds since 1970, so that numbers rise also
    /// when the file is lost, or comes back from a backup.</param>
    /// <param name="disk">What the file is on.</param>
    /// <exception cref="IOException">It cannot be made durable, and is given to nobody.</exception>
    public static OwnerEpoch TakeNext(string path, DateTimeOffset now, Disk disk)
    {
        var last = Read(path);
        var next = Math.Max(checked(last.Number + 1), Math.Max(1, now.ToUnixTimeSeconds()));
        var half = new byte[Half];
        BinaryPrimitives.WriteInt64LittleEndian(half, next);
        BinaryPrimitives.WriteUInt32LittleEndian(half.AsSpan(sizeof(long)), Crc32C.Of(half.AsSpan(0, sizeof(long))));
        if (new FileInfo(path) is not { Exists: true, Length: 2 * Half })
        {
            disk.Replace(path, (byte[])[.. half, .. new byte[Half]]);
            return new OwnerEpoch(next);
        }

        using var file = disk.Open(path, FileMode.Open);
        disk.Write(file, [half], last.IsFirst ? Half : 0);
        disk.Flush(file);
        return new OwnerEpoch(next);
    }

    // Where nothing is readable the clock alone must do.
    private static (long Number, bool IsFirst) Read(string path)
    {
        if (!File.Exists(path))
        {
            return (0, false);
        }

        try
        {
            var bytes = StoreFile.ReadAll(path);
            var (first, second) = (NumberAt(bytes, 0), NumberAt(bytes, Half));
            return first >= second ? (first, true) : (second, false);
        }
        catch (NotPlainFileException)
        {
            // A file is put in its place.
            return (0, false);
        }
    }

    private static long NumberAt(byte[] bytes, int at)
    {
        if (bytes.Length < at + Written)
        {
            return 0;
        }

        var number = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
        return number > 0 && number < long.MaxValue
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + sizeof(long)))
                == Crc32C.Of(bytes.AsSpan(at, sizeof(long)))
            ? number
            : 0;
    }
}
