using System.Buffers.Binary;
using Tune.Bytes;

namespace Tune.Storage.Journal;

/// <summary>How far somebody has read a journal, such that it can be seen later whether it is still that journal.
/// </summary>
/// <param name="Segment">The number of the file; 0 before the first frame.</param>
/// <param name="Offset">Where in it the next frame begins.</param>
/// <param name="LastOffset">Where in it the last frame that was read begins; 0 if it was in an earlier file.</param>
/// <param name="Mark">The checksum of that frame.</param>
internal readonly record struct JournalPlace(int Segment, long Offset, long LastOffset, uint Mark)
{
    /// <summary>Where a cursor is.</summary>
    public static JournalPlace Of(JournalCursor cursor) =>
        new(cursor.Segment.Number, cursor.Offset, cursor.LastOffset, cursor.Mark);

    public void Write(ByteWriter to)
    {
        to.Count(Segment);
        to.ZigZag(Offset);
        to.ZigZag(LastOffset);
        to.Varint(Mark);
    }

    public static JournalPlace Read(ref ByteReader from) =>
        new(from.Int(), from.ZigZag(), from.ZigZag(), (uint)(from.Varint() & uint.MaxValue));

    /// <summary>Whether the journal ends here, as it did when the place was noted.</summary>
    public bool IsEndOf(string folder)
    {
        var path = Journal.Segment.PathOf(folder, Segment);
        if (LastOffset == 0 || !File.Exists(path) || File.Exists(Journal.Segment.PathOf(folder, Segment + 1)))
        {
            return false;
        }

        using var file = Journal.Segment.Open(path);
        if (RandomAccess.GetLength(file) != Offset || Offset - LastOffset is < FrameHeader.Size or > int.MaxValue)
        {
            return false;
        }

        // Its checksum may be there and the frame not: the last one is where damage is not seen otherwise.
        var frame = new byte[Offset - LastOffset];
        return RandomAccess.Read(file, frame, LastOffset) == frame.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(frame) == Mark
            && FrameHeader.IsIntact(frame);
    }

    /// <summary>Brings a cursor here; false if this is no longer a place of that journal.</summary>
    public bool TryReturn(JournalCursor cursor, long position)
    {
        if (Segment == 0)
        {
            return position == 0;
        }

        if (!cursor.TryOpen(Segment))
        {
            return false;
        }

        while (cursor.Segment.Number == Segment && cursor.Offset < Offset && cursor.Next(long.MaxValue, null))
        {
        }

        return Of(cursor) == this && cursor.Position == position;
    }
}
