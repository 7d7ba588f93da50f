using System.Buffers.Binary;
using System.Numerics;
using Tune.Storage.Journal;

namespace Tune.Storage.TensorBoard;

/// <summary>One record of an event file: its length and a checksum of that, the bytes and a checksum of them.</summary>
internal static class RecordFrame
{
    public const int HeadBytes = sizeof(ulong) + sizeof(uint);
    public const int TailBytes = sizeof(uint);

    /// <summary>Longer ones are taken for damage.</summary>
    public const int RecordBytesMax = 64 * 1024 * 1024;

    public static void Write(Stream to, ReadOnlySpan<byte> record)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(ulong)..], Checksum(head[..sizeof(ulong)]));
        to.Write(head);
        to.Write(record);
        Span<byte> tail = stackalloc byte[TailBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, Checksum(record));
        to.Write(tail);
    }

    /// <summary>The checksum, so changed that one of bytes that contain checksums is as good as any.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes) =>
        unchecked(BitOperations.RotateRight(Crc32C.Of(bytes), 15) + 0xa282ead8);
}
