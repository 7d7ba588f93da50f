using System.Text;
using Tune.Files;

namespace Tune.Clustering.Logs;

/// <summary>
/// What one attempt prints and logs, wherever it runs: as a bounded file, its first mebibyte as it comes and at the end
/// the last quarter of one, with a line between them that says how much was left out; and the last lines in memory,
/// for the record of a failure. A disk that cannot take it ends the file and nothing else. Safe for many threads.
/// </summary>
/// <param name="path">The file, made with the first line in place of one of the same name; null for none.</param>
internal sealed class AttemptLog(string? path) : IDisposable
{
    /// <summary>How much is kept from the start, in bytes.</summary>
    public const int HeadMax = 1024 * 1024;

    /// <summary>How much is kept from the end, in bytes.</summary>
    public const int TailMax = 256 * 1024;

    private const int LineMax = 16 * 1024;
    private const int BufferSize = 16 * 1024;
    private readonly Lock _gate = new();
    private LastLines? _last;
    private FileStream? _file;
    private byte[]? _late;
    private long _headBytes;
    private long _lateBytes;
    private bool _isOver = path is null;

    /// <summary>Where attempts of an experiment have their logs: one name, whatever runs them.</summary>
    /// <param name="folder">The folder of all logs; null if none are kept.</param>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="attempt">The trial and the attempt.</param>
    public static AttemptLog In(string? folder, string experiment, string attempt) =>
        new(folder is null ? null : Path.Combine(folder, experiment, attempt + ".log"));

    /// <summary>The last lines: 50 at most, 16,000 characters at most.</summary>
    public string Tail
    {
        get
        {
            lock (_gate)
            {
                return _last?.ToString() ?? "";
            }
        }
    }

    /// <summary>Adds a line and makes it visible to readers of the file.</summary>
    public void Add(string line)
    {
        Add(Encoding.UTF8.GetBytes(
            line.Length <= LineMax ? line : line[..LineMax] + $" … ({line.Length - LineMax} characters more)"));
        Flush();
    }

    /// <summary>Adds a line, which may wait for a while before it is in the file.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            (_last ??= new LastLines()).Add(line);
            AppendNeedsLock(line);
            AppendNeedsLock("\n"u8);
        }
    }

    /// <summary>Makes what was added visible to readers of the file.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            TryNeedsLock(static file => file.Flush());
        }
    }

    /// <summary>Ends the file. The last lines stay, and later ones still join them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_late is not null)
            {
                TryNeedsLock(WriteLateNeedsLock);
            }

            GiveUpNeedsLock();
        }
    }

    private void AppendNeedsLock(ReadOnlySpan<byte> bytes)
    {
        if (_isOver)
        {
            return;
        }

        // A line is not torn between the two parts, and after the first one that did not fit all go to the second.
        if (_late is null && _headBytes + bytes.Length <= HeadMax)
        {
            _headBytes += bytes.Length;
            WriteNeedsLock(bytes);
            return;
        }

        _late ??= new byte[TailMax];
        _lateBytes += bytes.Length;
        var last = bytes[Math.Max(0, bytes.Length - TailMax)..];
        var start = (int)((_lateBytes - last.Length) % TailMax);
        var first = Math.Min(last.Length, TailMax - start);
        last[..first].CopyTo(_late.AsSpan(start));
        last[first..].CopyTo(_late);
    }

    private void WriteNeedsLock(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file ??= Create(path!);
            _file.Write(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUpNeedsLock();
        }
    }

    private static FileStream Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return PlainFile.Replace(path, FileShare.ReadWrite | FileShare.Delete, BufferSize);
    }

    private void WriteLateNeedsLock(FileStream file)
    {
        var end = (int)(_lateBytes % TailMax);
        var dropped = Math.Max(0, _lateBytes - TailMax);
        byte[] kept = dropped == 0 ? _late![..(int)_lateBytes] : [.. _late!.AsSpan(end), .. _late!.AsSpan(0, end)];
        if (dropped > 0)
        {
            // It begins in the middle of a line, which goes too.
            var rest = kept.AsSpan().IndexOf((byte)'\n') + 1;
            dropped += rest;
            kept = kept[rest..];
            file.Write(Encoding.UTF8.GetBytes($"… ({dropped} bytes left out here)\n"));
        }

        file.Write(kept);
    }

    private void TryNeedsLock(Action<FileStream> action)
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
            GiveUpNeedsLock();
        }
    }

    private void GiveUpNeedsLock()
    {
        _isOver = true;
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
