using System.Text;

namespace Tune.Clustering.Children.Logs;

/// <summary>
/// The log of one attempt as a bounded file: its first mebibyte as it comes, and at the end the last quarter of one,
/// with a line between them that says how much was left out. A disk that cannot take it ends the log and nothing else.
/// One caller at a time.
/// </summary>
internal sealed class AttemptLog : IDisposable
{
    /// <summary>How much is kept from the start, in bytes.</summary>
    public const int HeadMax = 1024 * 1024;

    /// <summary>How much is kept from the end, in bytes.</summary>
    public const int TailMax = 256 * 1024;

    private readonly byte[] _newLine = "\n"u8.ToArray();
    private FileStream? _file;
    private byte[]? _tail;
    private long _head;
    private long _late;

    private AttemptLog(FileStream? file) => _file = file;

    /// <summary>Starts a log, in place of one of the same name.</summary>
    /// <param name="path">The file; null for a log that goes nowhere.</param>
    public static AttemptLog Open(string? path)
    {
        if (path is null)
        {
            return new AttemptLog(null);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new AttemptLog(new FileStream(
                path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 16 * 1024));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new AttemptLog(null);
        }
    }

    /// <summary>Adds a line.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        Append(line);
        Append(_newLine);
    }

    /// <summary>Makes what was added visible to readers of the file.</summary>
    public void Flush() => Try(static file => file.Flush());

    public void Dispose()
    {
        if (_tail is not null)
        {
            Try(WriteTail);
        }

        Try(static file => file.Dispose());
        _file = null;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_file is null)
        {
            return;
        }

        // A line is not torn between head and tail, and after the first one that did not fit all go to the tail.
        if (_tail is null && _head + bytes.Length <= HeadMax)
        {
            _head += bytes.Length;
            try
            {
                _file.Write(bytes);
            }
            catch (IOException)
            {
                GiveUp();
            }

            return;
        }

        _tail ??= new byte[TailMax];
        _late += bytes.Length;
        var last = bytes[Math.Max(0, bytes.Length - TailMax)..];
        var start = (int)((_late - last.Length) % TailMax);
        var first = Math.Min(last.Length, TailMax - start);
        last[..first].CopyTo(_tail.AsSpan(start));
        last[first..].CopyTo(_tail);
    }

    private void WriteTail(FileStream file)
    {
        var end = (int)(_late % TailMax);
        var dropped = Math.Max(0, _late - TailMax);
        byte[] kept = dropped == 0 ? _tail![..(int)_late] : [.. _tail!.AsSpan(end), .. _tail!.AsSpan(0, end)];
        if (dropped > 0)
        {
            // The tail begins in the middle of a line, which goes too.
            var rest = kept.AsSpan().IndexOf((byte)'\n') + 1;
            dropped += rest;
            kept = kept[rest..];
            file.Write(Encoding.UTF8.GetBytes($"… ({dropped} bytes left out here)\n"));
        }

        file.Write(kept);
    }

    private void Try(Action<FileStream> action)
    {
        try
        {
            if (_file is not null)
            {
                action(_file);
            }
        }
        catch (IOException)
        {
            GiveUp();
        }
    }

    private void GiveUp()
    {
        var file = _file;
        _file = null;
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What it had in its buffer does not fit on the disk either.
        }
    }
}
