namespace Tune.Trainables.Commands;

/// <summary>
/// Reads a program's output line by line in bounded memory, however long a line is. A carriage return ends a line too,
/// so that progress bars come through; empty lines are skipped.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>The longest line of text that is kept, in bytes.</summary>
    public const int TextMax = 16 * 1024;

    /// <summary>The longest line that is kept if it starts as a message does.</summary>
    public const int MessageMax = 4 * 1024 * 1024;

    // What stands before a message is shorter.
    private const int StartMax = 64;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private byte[] _line = new byte[TextMax];
    private int _start;
    private int _end;
    private int _length;
    private long _reads;

    /// <summary>How many bytes the last line was longer than what was kept of it.</summary>
    public long Dropped { get; private set; }

    /// <summary>Rises with every wait for more; negative outside of one.</summary>
    public long Waiting => Interlocked.Read(ref _reads);

    /// <summary>The next line without its end; valid until the next call. False at the end of the output.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        _length = 0;
        Dropped = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            Keep(end < 0 ? rest : rest[..end]);
            _start = end < 0 ? _end : _start + end + 1;
            if ((end >= 0 && _length > 0) || (end < 0 && !Fill()))
            {
                line = _line.AsSpan(0, _length);
                return _length > 0;
            }
        }
    }

    private bool Fill()
    {
        var reads = Math.Abs(_reads) + 1;
        Interlocked.Exchange(ref _reads, reads);
        try
        {
            _end = stream.Read(_buffer);
        }
        catch (IOException)
        {
            _end = 0;
        }

        Interlocked.Exchange(ref _reads, -reads);
        _start = 0;
        return _end > 0;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        var isMessage = MessageText.MayBegin(_length > 0 ? _line.AsSpan(0, Math.Min(_length, StartMax)) : part);
        var kept = Math.Min(part.Length, (isMessage ? MessageMax : TextMax) - _length);
        if (_length + kept > _line.Length)
        {
            Array.Resize(ref _line, Math.Min(MessageMax, Math.Max(_line.Length * 2, _length + kept)));
        }

        part[..kept].CopyTo(_line.AsSpan(_length));
        _length += kept;
        Dropped += part.Length - kept;
    }
}
