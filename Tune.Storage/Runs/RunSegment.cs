using System.Buffers.Binary;
using Tune.Engine.Ports;
using Tune.Storage.Journal;

namespace Tune.Storage.Runs;

/// <summary>One file of a store's runs: a header of 28 bytes (TUNERUNS, form, number of the file, frames before it,
/// checksum), then frames.</summary>
internal static class RunSegment
{
    public const int HeaderLength = 28;
    private const int Form = 1;

    private static ReadOnlySpan<byte> Magic => "TUNERUNS"u8;

    public static byte[] Header(int number, long first)
    {
        var header = new byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Form);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), number);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), first);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), Crc32C.Of(header.AsSpan(0, 24)));
        return header;
    }

    /// <exception cref="StorageException">It is no such file, or from a newer version.</exception>
    public static void Check(string path, ReadOnlySpan<byte> start, int number, long first)
    {
        if (start.Length < HeaderLength || !start.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(start[24..]) != Crc32C.Of(start[..24])
            || BinaryPrimitives.ReadInt32LittleEndian(start[12..]) != number)
        {
            throw Damage(path, "its header is not that of a file of runs");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(start[8..]) is > Form and var form)
        {
            throw new StorageException(
                StorageFault.Refused,
                $"The runs in '{path}' are from a newer version (form {form}). Open the store with the version that "
                + "wrote it. Nothing was changed.");
        }

        if (BinaryPrimitives.ReadInt64LittleEndian(start[16..]) != first)
        {
            throw Damage(path, "it does not go on where the file before it ends");
        }
    }

    public static StorageException Damage(string path, string what, Exception? inner = null) => new(
        StorageFault.Damaged,
        $"The file of runs '{path}' is damaged: {what}. Nothing was changed. Put back a copy from a backup.", inner);
}
