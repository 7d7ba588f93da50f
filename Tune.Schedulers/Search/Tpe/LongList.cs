using System.Runtime.InteropServices;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>A list in pieces: to put something in between, or to take it out, moves a piece and not all that follows,
/// which with a hundred thousand members is most of the work of telling a result.</summary>
/// <typeparam name="T">A member.</typeparam>
/// <param name="pieceMax">A piece with more members is split, 2 or more.</param>
internal sealed class LongList<T>(int pieceMax = 1024)
    where T : notnull
{
    private readonly List<List<T>> _pieces = [[]];

    // Where each piece begins.
    private readonly List<int> _starts = [0];

    public int Count { get; private set; }

    public T this[int index]
    {
        get
        {
            var piece = PieceOf(index);
            return _pieces[piece][index - _starts[piece]];
        }

        set
        {
            var piece = PieceOf(index);
            _pieces[piece][index - _starts[piece]] = value;
        }
    }

    /// <summary>Puts a member before the one at an index; at the end where there is none.</summary>
    public void Insert(int index, T member)
    {
        var piece = PieceOf(index);
        _pieces[piece].Insert(index - _starts[piece], member);
        Count++;
        Shift(piece, 1);
        if (_pieces[piece].Count > pieceMax)
        {
            Split(piece);
        }
    }

    public void RemoveAt(int index)
    {
        var piece = PieceOf(index);
        _pieces[piece].RemoveAt(index - _starts[piece]);
        Count--;
        Shift(piece, -1);
        if (_pieces[piece].Count == 0 && _pieces.Count > 1)
        {
            _pieces.RemoveAt(piece);
            _starts.RemoveAt(piece);
        }
    }

    /// <summary>All members in their order.</summary>
    public T[] ToArray()
    {
        var all = new T[Count];
        for (var piece = 0; piece < _pieces.Count; piece++)
        {
            _pieces[piece].CopyTo(all, _starts[piece]);
        }

        return all;
    }

    /// <summary>These members in place of those there are.</summary>
    public void Fill(T[] members)
    {
        _pieces.Clear();
        _starts.Clear();
        Count = members.Length;
        var half = (pieceMax + 1) / 2;
        for (var start = 0; start == 0 || start < members.Length; start += half)
        {
            _pieces.Add([.. members.AsSpan(start, Math.Min(half, members.Length - start))]);
            _starts.Add(start);
        }
    }

    /// <summary>Where a member is that is known to be there, at or after an index.</summary>
    public int IndexOf(T member, int from)
    {
        for (var piece = PieceOf(from); piece < _pieces.Count; piece++)
        {
            var at = _pieces[piece].IndexOf(member, Math.Max(0, from - _starts[piece]));
            if (at >= 0)
            {
                return _starts[piece] + at;
            }
        }

        return -1;
    }

    private int PieceOf(int index)
    {
        var (low, high) = (0, _pieces.Count - 1);
        var starts = CollectionsMarshal.AsSpan(_starts);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            (low, high) = starts[middle] <= index ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private void Shift(int piece, int by)
    {
        foreach (ref var start in CollectionsMarshal.AsSpan(_starts)[(piece + 1)..])
        {
            start += by;
        }
    }

    private void Split(int piece)
    {
        var (all, half) = (_pieces[piece], _pieces[piece].Count / 2);
        _pieces.Insert(piece + 1, all.GetRange(half, all.Count - half));
        _starts.Insert(piece + 1, _starts[piece] + half);
        all.RemoveRange(half, all.Count - half);
    }
}
