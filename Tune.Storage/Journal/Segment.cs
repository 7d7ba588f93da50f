using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Journal;

/// <summary>
/// One file of a journal: a header, then frames. Files are numbered from 1; each starts where the one before it ends.
/// </summary>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="First">The position of its first event.</param>
/// <param name="HeaderLength">Where its frames begin.</param>
internal readonly record struct Segment(int Number, long First, int HeaderLength)
{
    public const string Extension = ".seg";

    private const int FormatNow = 1;
    private const int FixedLength = 28;
    private const int NameBytesMax = 1024;

    private static ReadOnlySpan<byte> Magic => "TUNEJRNL"u8;

    public static string PathOf(string folder, int number) =>
        Path.Combine(folder, number.ToString("D6", CultureInfo.InvariantCulture) + Extension);

    /// <summary>The numbers of the files in a folder, rising.</summary>
    public static int[] NumbersIn(string folder)
    {
        if (!FolderTree.Exists(folder))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(folder, "*" + Extension)
            .Select(path => int.TryParse(
                Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0)
            .Where(number => number > 0)
            .Order()];
    }

    /// <summary>The header of a new file.</summary>
    public static byte[] Header(string experiment, long first)
    {
        var name = Encoding.UTF8.GetBytes(experiment);
        var header = new byte[FixedLength + name.Length];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), FormatNow);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), first);
        name.CopyTo(header.AsSpan(FixedLength - sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(
            header.AsSpan(header.Length - sizeof(uint)), Crc32C.Of(header.AsSpan(0, header.Length - sizeof(uint))));
        return header;
    }

    /// <summary>Opens a file for reading, also while it is added to.</summary>
    /// <exception cref="StorageException">It is no plain file.</exception>
    public static SafeFileHandle Open(string path)
    {
        try
        {
            return StoreFile.OpenRead(path);
        }
        catch (NotPlainFileException e)
        {
            throw Damage(path, e.Damage, e);
        }
    }

    /// <summary>Reads and checks the header of a file.</summary>
    /// <exception cref="StorageException">It is no segment, of another experiment, or from a newer version.</exception>
    public static Segment Read(string path, ReadOnlySpan<byte> start, string experiment, int number)
    {
        if (start.Length < FixedLength || !start.StartsWith(Magic))
        {
            throw Damage(path, "it does not begin as a journal file does");
        }

        var format = BinaryPrimitives.ReadInt32LittleEndian(start[8..]);
        if (format > FormatNow)
        {
            throw Newer(path, $"it has format {format}, and this version knows formats up to {FormatNow}");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(start[12..]);
        if (length < FixedLength || length > Math.Min(start.Length, FixedLength + NameBytesMax)
            || BinaryPrimitives.ReadUInt32LittleEndian(start[(length - sizeof(uint))..length])
                != Crc32C.Of(start[..(length - sizeof(uint))]))
        {
            throw Damage(path, "its header is damaged");
        }

        var name = Encoding.UTF8.GetString(start[(FixedLength - sizeof(uint))..(length - sizeof(uint))]);
        return name == experiment
            ? new Segment(number, BinaryPrimitives.ReadInt64LittleEndian(start[16..]), length)
            : throw new StorageException(
                StorageFault.Damaged,
                $"The journal file '{path}' belongs to the experiment '{name}', not to '{experiment}': "
                + "put the file back in its own folder, or choose another name (some file systems take names that "
                + "differ only in capitals for the same).");
    }

    /// <summary>How a file is spoken of that only a newer version can read.</summary>
    public static StorageException Newer(string path, string what, Exception? inner = null) => new(
        StorageFault.Refused,
        $"The journal file '{path}' is from a newer version: {what}. Open the store with the version that wrote it. "
        + "Nothing was changed.", inner);

    /// <summary>How a damaged file is spoken of.</summary>
    public static StorageException Damage(string path, string what, Exception? inner = null) => new(
        StorageFault.Damaged,
        $"The journal file '{path}' is damaged: {what}. Nothing was changed. Put back a copy from a backup, or let "
        + "'doctor' read what comes before the damage.", inner);
}
