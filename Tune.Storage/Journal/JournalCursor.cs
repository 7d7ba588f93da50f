using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Storage.Journal;

/// <summary>
/// Reads the frames of a journal in order, from file to file, while somebody may be adding to it. Checks every frame.
/// Not thread-safe; any number of cursors may read at once.
/// </summary>
internal sealed class JournalCursor : IDisposable
{
    private const int BufferSize = 256 << 10;

    private readonly string _folder;
    private readonly string _experiment;
    private readonly EventDecoder _decoder;
    private byte[] _buffer = new byte[BufferSize];
    private long _start;
    private int _filled;
    private SafeFileHandle? _file;
    private (long Length, DateTime Written) _end;

    public JournalCursor(string folder, string experiment, SpecJson specs)
    {
        _folder = folder;
        _experiment = experiment;
        _decoder = new EventDecoder(specs, Lists);
    }

    /// <summary>The lists of names defined so far in the current file.</summary>
    public NameLists Lists { get; } = new();

    /// <summary>The current file; its number is 0 before the first.</summary>
    public Segment Segment { get; private set; }

    /// <summary>Where in the current file the next frame begins.</summary>
    public long Offset { get; private set; }

    /// <summary>The position of the next event.</summary>
    public long Position { get; private set; }

    /// <summary>The term of the last frame read.</summary>
    public int Term { get; private set; }

    /// <summary>Where in the current file the last frame read begins; 0 before the first.</summary>
    public long LastOffset { get; private set; }

    /// <summary>The checksum of the last frame read; 0 before the first.</summary>
    public uint Mark { get; private set; }

    /// <summary>Whether the files are other than when a look at their end found nothing more.</summary>
    public bool HasChanged => Segment.Number == 0
        ? Segment.NumbersIn(_folder).Length > 0
        : End() != _end || File.Exists(Segment.PathOf(_folder, Segment.Number + 1));

    /// <summary>The current file.</summary>
    public string FilePath => Segment.PathOf(_folder, Math.Max(Segment.Number, 1));

    /// <summary>Goes to the start of a file.</summary>
    public bool TryOpen(int number)
    {
        var path = Segment.PathOf(_folder, number);
        if (!File.Exists(path))
        {
            return false;
        }

        _file?.Dispose();
        _file = Segment.Open(path);
        Lists.Clear();
        Offset = 0;
        Forget();
        Fill(0);
        Segment = Segment.Read(path, _buffer.AsSpan(0, _filled), _experiment, number);
        (Position, Offset, Term, Mark, LastOffset) = (Segment.First, Segment.HeaderLength, 0, 0, 0);
        return true;
    }

    /// <summary>The checksum that the next frame says it has; null where none follows.</summary>
    public uint? NextMark => Have(FrameHeader.Size)
        ? BitConverter.ToUInt32(_buffer, (int)(Offset - _start))
        : null;

    /// <summary>Goes to a place that another cursor was at; false if this is no longer a place of that journal. Where
    /// the cursor is then is not said.</summary>
    /// <exception cref="StorageException">The file that it is in is damaged at its beginning.</exception>
    public bool TryGoTo(CursorPlace place)
    {
        var (number, offset, last, mark) = place.Place;
        if (number < 1 || !TryOpen(number) || last < 0 || offset < Offset || offset > RandomAccess.GetLength(_file!))
        {
            return false;
        }

        if (last == 0)
        {
            if (offset != Offset || place.Position != Position)
            {
                return false;
            }
        }
        else
        {
            Offset = last;
            Forget();
            if (!Have(FrameHeader.Size) || !FrameHeader.TryRead(_buffer, out var header)
                || header.Next != place.Position || last + header.Length != offset || !Have(header.Length)
                || !FrameHeader.IsIntact(_buffer.AsSpan(0, header.Length)) || BitConverter.ToUInt32(_buffer) != mark)
            {
                return false;
            }
        }

        (Offset, Position, Term, Mark, LastOffset) = (offset, place.Position, place.Term, mark, last);
        return Lists.TryLoad(place.Lists);
    }

    /// <summary>Goes to the last file that begins at or before a position, and from there to the frame that holds
    /// it.</summary>
    /// <param name="position">Where to go.</param>
    /// <param name="known">A place at or before it from which to go on; null for none.</param>
    public void Seek(long position, CursorPlace? known = null)
    {
        if (known is null || known.Position > position
            || File.Exists(Segment.PathOf(_folder, known.Place.Segment + 1)) || !TryGoTo(known))
        {
            GoToFileOf(position);
        }

        while (Segment.Number > 0 && Peek(long.MaxValue) is { } header && header.Next <= position)
        {
            Step(header, null);
        }

        // This looked without knowing how far things are safe.
        Forget();
    }

    private void GoToFileOf(long position)
    {
        var numbers = Segment.NumbersIn(_folder);
        for (var i = numbers.Length - 1; i >= 0; i--)
        {
            if (TryOpen(numbers[i]) && (Segment.First <= position || i == 0))
            {
                break;
            }
        }

        if (Segment.Number > 1 && Segment.First > position)
        {
            throw Segment.Damage(
                Segment.PathOf(_folder, Segment.Number - 1), "it is missing, and a later one is there");
        }
    }

    /// <summary>
    /// Reads the next frame. False at the end: nothing follows yet, or only what is still being written.
    /// </summary>
    /// <param name="until">Frames at or after this position are not looked at; all before it must be there. The
    /// largest number when it is not known how far the journal reaches.</param>
    /// <param name="into">Takes the events; null to check and pass over the frame.</param>
    /// <exception cref="StorageException">The journal is damaged here.</exception>
    public bool Next(long until, List<ExperimentEvent>? into)
    {
        if (Peek(until) is not { } header)
        {
            return false;
        }

        Step(header, into);
        return true;
    }

    public void Dispose() => _file?.Dispose();

    // The frame at Offset, whole and intact in the buffer; null at the end.
    private FrameHeader? Peek(long until)
    {
        if (Position >= until)
        {
            // What was read ahead is safe by nobody's word yet, and another append may come to stand there.
            Forget();
            return null;
        }

        if (Segment.Number == 0 && !TryOpen(1))
        {
            RequireNoGap();
            return null;
        }

        while (true)
        {
            if (TryFrame(out var header))
            {
                return header;
            }

            // Only once the next file exists is it certain that nothing more comes here.
            var isClosed = File.Exists(Segment.PathOf(_folder, Segment.Number + 1));
            Forget();
            if (TryFrame(out header))
            {
                return header;
            }

            if (!isClosed || Offset < RandomAccess.GetLength(_file!))
            {
                return CheckEnd(isClosed, mustExist: until != long.MaxValue);
            }

            var (expected, before) = (Position, FilePath);
            if (!TryOpen(Segment.Number + 1) || Position != expected)
            {
                throw Segment.Damage(
                    FilePath, $"it begins at event {Position}, but '{before}' ends before event {expected}");
            }
        }
    }

    // Here is no intact frame. That is fine for the end of a journal, where an append may be under way or cut short.
    private FrameHeader? CheckEnd(bool isClosed, bool mustExist)
    {
        var end = End();
        RequireNoGap();
        var later = TornTail.LaterFrame(_file!, Offset, Position);
        if (later is null && !isClosed && !mustExist)
        {
            _end = end;
            return null;
        }

        // The writer may have been quicker than our first look.
        Forget();
        return TryFrame(out var header)
            ? header
            : throw Segment.Damage(FilePath, $"the frame at byte {Offset} (event {Position}) is not readable, but "
                + (later is not null ? $"a good frame follows at byte {later}"
                    : isClosed ? "a later file exists" : "it was written"));
    }

    // A file that is missing between others is no end.
    private void RequireNoGap()
    {
        var next = Segment.Number + 1;
        if (!File.Exists(Segment.PathOf(_folder, next)) && Segment.NumbersIn(_folder).Any(number => number > next))
        {
            throw Segment.Damage(Segment.PathOf(_folder, next), "it is missing, and a later one is there");
        }
    }

    private bool TryFrame(out FrameHeader header)
    {
        header = default;
        if (!Have(FrameHeader.Size)
            || !FrameHeader.TryRead(_buffer.AsSpan((int)(Offset - _start)), out header, out var form)
            || (form == FrameHeader.Form && (header.First != Position || header.Term < Term))
            || !Have(header.Length)
            || !FrameHeader.IsIntact(_buffer.AsSpan((int)(Offset - _start), header.Length)))
        {
            return false;
        }

        // A whole frame that this version cannot read is no torn tail: cut off, it would be lost.
        return form == FrameHeader.Form ? true : throw Segment.Newer(
            FilePath, $"the frame at byte {Offset} has form {form}, and this version knows forms up to "
                + FrameHeader.Form.ToString(CultureInfo.InvariantCulture));
    }

    private void Step(FrameHeader header, List<ExperimentEvent>? into)
    {
        var frame = _buffer.AsSpan((int)(Offset - _start), header.Length);
        try
        {
            if (into is null)
            {
                _decoder.Collect(frame[FrameHeader.Size..]);
            }
            else
            {
                _decoder.Decode(frame[FrameHeader.Size..], header.Count, into);
            }
        }
        catch (InvalidDataException e) when (e.InnerException is UnknownKindException newer)
        {
            throw Segment.Newer(FilePath, $"in the frame at byte {Offset} is {newer.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw Segment.Damage(FilePath, $"in the frame at byte {Offset}, {e.Message}", e);
        }

        Mark = BitConverter.ToUInt32(frame);
        LastOffset = Offset;
        Term = header.Term;
        Position = header.Next;
        Offset += header.Length;
    }

    private bool Have(int count)
    {
        var there = _start + _filled - Offset;
        if (there >= count)
        {
            return true;
        }

        if (RandomAccess.GetLength(_file!) - Offset < count)
        {
            return false;
        }

        Fill(count);
        return _start + _filled - Offset >= count;
    }

    private (long Length, DateTime Written) End() =>
        (RandomAccess.GetLength(_file!), File.GetLastWriteTimeUtc(_file!));

    private void Forget() => (_start, _filled) = (Offset, 0);

    // Moves what is still needed to the front and reads on.
    private void Fill(int wanted)
    {
        var keep = (int)Math.Max(0, _start + _filled - Offset);
        var source = _filled - keep;
        if (wanted > _buffer.Length)
        {
            var larger = new byte[wanted];
            _buffer.AsSpan(source, keep).CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(source, keep).CopyTo(_buffer);
        }

        (_start, _filled) = (Offset, keep);
        while (_filled < _buffer.Length)
        {
            var read = RandomAccess.Read(_file!, _buffer.AsSpan(_filled), _start + _filled);
            if (read == 0)
            {
                return;
            }

            _filled += read;
        }
    }
}
