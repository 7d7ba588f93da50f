using System.Buffers.Binary;
using Tune.Storage.Journal;

namespace Tune.Storage.Runs;

/// <summary>
/// What one change wrote: all of its facts or none. 24 bytes (checksum of all that follows, length of the payload, how
/// far the file was safe when it was written, how many frames came before), then the payload.
/// </summary>
internal readonly record struct RunFrame(int Payload, long Safe, long Number)
{
    public const int HeaderLength = 24;
    public const int PayloadMax = 32 << 20;

    public int Length => HeaderLength + Payload;

    /// <summary>Fills in the header of a frame whose payload is there already.</summary>
    public void Write(Span<byte> frame)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], Payload);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], Safe);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Crc32C.Of(frame[4..Length]));
    }

    /// <summary>Reads the whole frame with which some bytes begin; false if there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RunFrame frame) =>
        TryReadHeader(bytes, out frame) && frame.Length <= bytes.Length
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Crc32C.Of(bytes[4..frame.Length]);

    /// <summary>Reads what may be the header of a frame, without its checksum.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, out RunFrame frame)
    {
        frame = default;
        if (bytes.Length < HeaderLength)
        {
            return false;
        }

        frame = new RunFrame(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
        return frame is { Payload: > 0 and <= PayloadMax, Safe: >= 0, Number: >= 0 };
    }
}
