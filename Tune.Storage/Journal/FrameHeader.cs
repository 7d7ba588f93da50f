using System.Buffers.Binary;

namespace Tune.Storage.Journal;

/// <summary>
/// The first 32 bytes of a frame. A frame is what one append wrote: all of its events or none.
/// </summary>
/// <param name="Payload">The length of what follows, in bytes.</param>
/// <param name="Count">How many events it holds, 1 or more.</param>
/// <param name="Back">How many bytes before this frame the last fsynced byte is. Everything up to there was safe when
/// this frame was written; that is how a torn tail is told from later damage.</param>
/// <param name="Term">The session that wrote it; never falls.</param>
/// <param name="First">The position of its first event.</param>
internal readonly record struct FrameHeader(int Payload, int Count, uint Back, int Term, long First)
{
    /// <summary>The length of a header.</summary>
    public const int Size = 32;

    /// <summary>The longest payload that is written.</summary>
    public const int PayloadMax = 256 << 20;

    /// <summary>The form of frame that this version writes, and the newest it knows.</summary>
    public const uint Form = 1;

    /// <summary>The position after its last event.</summary>
    public long Next => First + Count;

    /// <summary>The length of the whole frame.</summary>
    public int Length => Size + Payload;

    /// <summary>Fills in the header of a frame whose payload is there already.</summary>
    public void Write(Span<byte> frame)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], Payload);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], Back);
        BinaryPrimitives.WriteInt32LittleEndian(frame[16..], Term);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[20..], Form);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], First);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Crc32C.Of(frame[4..Length]));
    }

    /// <summary>Reads a header; false if this cannot be one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header) =>
        TryRead(bytes, out header, out var form) && form == Form;

    /// <summary>Reads a header of this form or a newer one, in which checksum, length and form are where they are now;
    /// false if this cannot be one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header, out uint form)
    {
        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        form = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        return form >= Form && header is { Payload: > 0 and <= PayloadMax, Count: > 0, First: >= 0 };
    }

    /// <summary>Whether a whole frame is as it was written.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame) == Crc32C.Of(frame[4..]);
}
