using Microsoft.Win32.SafeHandles;
using Tune.Bytes;
using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Storage.Disks;

namespace Tune.Storage.Runs;

/// <summary>
/// The files of runs, opened for writing. One thread writes; whatever has come in while it was busy goes with one write
/// and one fsync. After an error nothing is taken any more: who wants to go on opens it again, which cuts back to what
/// is safe.
/// </summary>
internal sealed class RunLog : IDisposable
{
    private readonly string _folder;
    private readonly Disk _disk;
    private readonly long _segmentBytes;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private Thread? _thread;
    private List<Waiting> _waiting = [];
    private bool _isEnding;
    private StorageException? _broken;

    // The writing thread's own.
    private SafeFileHandle? _file;
    private int _segment;
    private long _safe;
    private long _frames;

    private RunLog(string folder, Disk disk, long segmentBytes, RunReplay read)
    {
        (_folder, _disk, _segmentBytes) = (folder, disk, segmentBytes);
        (_segment, _safe, _frames) = (read.Segment, read.Offset, read.Frames);
    }

    /// <summary>What went wrong; null as long as nothing has.</summary>
    public StorageException? Broken
    {
        get
        {
            lock (_gate)
            {
                return _broken;
            }
        }
    }

    /// <summary>Reads what there is, cuts off what was never acknowledged, and goes on there.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="disk">What they are on.</param>
    /// <param name="segmentBytes">A file of this size is followed by a new one.</param>
    /// <param name="notice">Told what was cut off.</param>
    /// <param name="before">The log that broke, which knows what was acknowledged; null for the first.</param>
    /// <exception cref="StorageException">What was acknowledged is damaged, or the folder cannot be used.</exception>
    public static (RunLog Log, RunLedger Ledger) Open(
        string folder, Disk disk, long segmentBytes, Action<string> notice, RunLog? before)
    {
        try
        {
            before?.CutBack();
            var read = new RunReplay(folder);
            read.Advance();
            if (read.Segment > 0 && (read.Offset < read.Length || read.Offset == 0))
            {
                RunTail.Cut(read, disk, notice);
            }

            return (new RunLog(folder, disk, segmentBytes, read), read.Ledger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(folder, "The runs of the store cannot be opened:", e);
        }
    }

    /// <summary>Hands facts over; the task ends when they are durable.</summary>
    public Task Add(IReadOnlyList<RunFact> facts)
    {
        var frame = FrameOf(facts);
        var waiting = new Waiting(frame);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnding, this);
            if (_broken is { } broken)
            {
                throw broken;
            }

            _waiting.Add(waiting);
            if (_waiting.Count == 1)
            {
                _arrived.Release();
            }

            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "tune runs" };
                _thread.Start();
            }
        }

        return waiting.Done.Task;
    }

    /// <summary>Writes what is waiting and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isEnding)
            {
                return;
            }

            _isEnding = true;
        }

        _arrived.Release();
        _thread?.Join();
        _arrived.Dispose();
        _file?.Dispose();
    }

    // What was written and not acknowledged may be whole on the disk all the same.
    private void CutBack()
    {
        if (_segment > 0)
        {
            using var file = _disk.Open(Journal.Segment.PathOf(_folder, _segment), FileMode.Open);
            _disk.Truncate(file, _safe);
            _disk.Flush(file);
        }

        var next = Journal.Segment.PathOf(_folder, _segment + 1);
        if (File.Exists(next))
        {
            _disk.Delete(next);
            _disk.FlushFolder(_folder);
        }
    }

    private static byte[] FrameOf(IReadOnlyList<RunFact> facts)
    {
        var bytes = new ByteWriter();
        bytes.Take(RunFrame.HeaderLength).Clear();
        foreach (var fact in facts)
        {
            RunFactBytes.Write(bytes, fact);
        }

        return bytes.Length - RunFrame.HeaderLength <= RunFrame.PayloadMax
            ? bytes.Written.ToArray()
            : throw new RunException(RunFault.Invalid, "That is too much for one change.");
    }

    private void Run()
    {
        var group = new List<Waiting>();
        while (true)
        {
            _arrived.Wait();
            bool isEnding;
            lock (_gate)
            {
                (group, _waiting) = (_waiting, group);
                isEnding = _isEnding;
            }

            WriteOrBreak(group);
            group.Clear();
            if (isEnding)
            {
                return;
            }
        }
    }

    private void WriteOrBreak(List<Waiting> group)
    {
        if (group.Count == 0)
        {
            return;
        }

        try
        {
            Write(group);
            foreach (var one in group)
            {
                one.Done.TrySetResult();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var broken = Disk.Explain(_folder, "The runs of the store could not be written:", e);
            lock (_gate)
            {
                _broken ??= broken;
                group.AddRange(_waiting);
                _waiting.Clear();
            }

            foreach (var one in group)
            {
                one.Done.TrySetException(broken);
            }
        }
    }

    private void Write(List<Waiting> group)
    {
        // A file that broke stays as it is until the log is opened again.
        if (Broken is { } broken)
        {
            throw new IOException(broken.Message, broken);
        }

        var file = FileToWrite();
        var frames = new ReadOnlyMemory<byte>[group.Count];
        var length = 0L;
        for (var at = 0; at < frames.Length; at++)
        {
            var bytes = group[at].Frame;
            new RunFrame(bytes.Length - RunFrame.HeaderLength, _safe, _frames + at).Write(bytes);
            frames[at] = bytes;
            length += bytes.Length;
        }

        _disk.Write(file, frames, _safe);
        _disk.Flush(file);
        _safe += length;
        _frames += frames.Length;
    }

    private SafeFileHandle FileToWrite()
    {
        if (_segment > 0 && (_safe < _segmentBytes || _safe <= RunSegment.HeaderLength))
        {
            return _file ??= _disk.Open(Journal.Segment.PathOf(_folder, _segment), FileMode.Open);
        }

        _file?.Dispose();
        _file = null;
        _disk.MakeFolder(_folder);
        var path = Journal.Segment.PathOf(_folder, _segment + 1);
        var header = RunSegment.Header(_segment + 1, _frames);
        _file = _disk.Open(path, FileMode.Create);
        _disk.Write(_file, [header], 0);
        _disk.Flush(_file);
        _disk.FlushFolder(_folder);
        (_segment, _safe) = (_segment + 1, header.Length);
        return _file;
    }

    private sealed class Waiting(byte[] frame)
    {
        public byte[] Frame => frame;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
