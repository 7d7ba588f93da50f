using System.Text;

namespace Tune.Clustering.Trials;

/// <summary>
/// What an attempt prints: a file that stops growing at a bound and says so, and the last lines for the record of a
/// failure. Safe for many threads; never throws into the attempt.
/// </summary>
internal sealed class AttemptLog(string? path) : IDisposable
{
    /// <summary>The most bytes one attempt may leave on the disk.</summary>
    public const int FileBytesMax = 4 * 1024 * 1024;

    private const int TailLines = 50;
    private const int TailBytes = 16 * 1024;
    private const int LineBytesMax = 4 * 1024;

    private readonly Lock _gate = new();
    private byte[] _ring = [];
    private FileStream? _file;
    private long _seen;
    private long _written;
    private bool _isBroken = path is null;

    /// <summary>How many bytes were printed in all.</summary>
    public long Seen
    {
        get
        {
            lock (_gate)
            {
                return _seen;
            }
        }
    }

    /// <summary>The last lines: 50 at most, 16 kB at most.</summary>
    public string Tail
    {
        get
        {
            lock (_gate)
            {
                var kept = (int)Math.Min(_seen, TailBytes);
                var bytes = new byte[kept];
                for (var i = 0; i < kept; i++)
                {
                    bytes[i] = _ring[(_seen - kept + i) % TailBytes];
                }

                var lines = Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n');

                // The first line of a full ring has lost its beginning.
                var whole = _seen > TailBytes ? lines.Skip(1) : lines;
                return string.Join('\n', whole.TakeLast(TailLines).Select(line => line.TrimEnd('\r')));
            }
        }
    }

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        var cut = line.Length <= LineBytesMax ? line : string.Concat(line.AsSpan(0, LineBytesMax), " […]");
        Add(Encoding.UTF8.GetBytes(cut + "\n"));
    }

    /// <summary>Adds what came out of a pipe.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _ring = _ring.Length == 0 ? new byte[TailBytes] : _ring;
            var skipped = Math.Max(0, bytes.Length - TailBytes);
            _seen += skipped;
            foreach (var one in bytes[skipped..])
            {
                _ring[_seen++ % TailBytes] = one;
            }

            Write(bytes);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isBroken = true;
            _file?.Dispose();
            _file = null;
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_isBroken || _written >= FileBytesMax)
        {
            return;
        }

        try
        {
            if (_file is null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path!)!);
                _file = new FileStream(path!, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            }

            var room = (int)Math.Min(bytes.Length, FileBytesMax - _written);
            _file.Write(bytes[..room]);
            _written += room;
            if (_written >= FileBytesMax)
            {
                _file.Write(Encoding.UTF8.GetBytes(
                    $"\n[more than {FileBytesMax} bytes were printed; the rest is not kept]\n"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A log that cannot be written must not disturb the training it is about.
            _isBroken = true;
        }
    }
}
