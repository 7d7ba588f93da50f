using Tune.Bytes;

namespace Tune.Storage.Journal;

/// <summary>A place between two frames from which a cursor can go on without reading what lies before it.</summary>
/// <param name="Position">The position of the next event.</param>
/// <param name="Place">Where that is, and the checksum of the frame before it.</param>
/// <param name="Term">The term of that frame.</param>
/// <param name="Lists">The lists of names that the file has defined up to there.</param>
internal sealed record CursorPlace(long Position, JournalPlace Place, int Term, IReadOnlyList<string[]> Lists)
{
    /// <summary>Where a cursor is.</summary>
    public static CursorPlace Of(JournalCursor cursor) =>
        new(cursor.Position, JournalPlace.Of(cursor), cursor.Term, cursor.Lists.ToArray());

    public void Write(ByteWriter to)
    {
        to.ZigZag(Position);
        Place.Write(to);
        to.ZigZag(Term);
        to.Count(Lists.Count);
        foreach (var names in Lists)
        {
            FactBytes.Write(names, to);
        }
    }

    public static CursorPlace Read(ref ByteReader from)
    {
        var (position, place, term) = (from.ZigZag(), JournalPlace.Read(ref from), from.SignedInt());
        var lists = new string[from.Count()][];
        for (var i = 0; i < lists.Length; i++)
        {
            lists[i] = FactBytes.ReadNames(ref from);
        }

        return new CursorPlace(position, place, term, lists);
    }
}
