using Microsoft.Win32.SafeHandles;
using Tune.Bytes;
using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Runs;

/// <summary>
/// The files of runs, opened for writing. One thread writes; whatever has come in while it was busy goes with one write
/// and one fsync. After an error nothing is taken any more: who wants to go on opens it again, which cuts back to what
/// is safe.
/// </summary>
internal sealed class RunLog : IDisposable
{
    private const long WaitingMax = 64L << 20;
    private readonly string _folder;
    private readonly Disk _disk;
    private readonly long _segmentBytes;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private Thread? _thread;
    private List<Waiting> _waiting = [];
    private long _waitingBytes;
    private bool _isEnding;
    private StorageException? _broken;

    // The writing thread's own.
    private SafeFileHandle? _file;
    private FileFacts _facts;
    private int _segment;
    private long _safe;
    private long _frames;
    private long _noted;
    private long _notedAt;

    private RunLog(string folder, Disk disk, long segmentBytes, TimeProvider clock, RunReplay read)
    {
        (_folder, _disk, _segmentBytes, _clock) = (folder, disk, segmentBytes, clock);
        (_segment, _safe, _frames) = (read.Segment, read.Offset, read.Frames);
        (_noted, _notedAt) = (_frames, clock.GetTimestamp());
    }

    /// <summary>Whether so much is waiting for the disk that nothing more should be handed over for now.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _waitingBytes >= WaitingMax;
            }
        }
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
    /// <param name="clock">Tells when it was noted how much is safe.</param>
    /// <param name="notice">Told what was cut off.</param>
    /// <param name="before">The log that broke, which knows what was acknowledged; null for the first.</param>
    /// <exception cref="StorageException">What was acknowledged is damaged, or the folder cannot be used.</exception>
    public static (RunLog Log, RunLedger Ledger) Open(
        string folder, Disk disk, long segmentBytes, TimeProvider clock, Action<string> notice, RunLog? before)
    {
        try
        {
            before?.CutBack();
            var read = new RunReplay(folder);
            read.Advance();
            RunMark.RequireAll(read, Math.Max(RunMark.Load(folder), before?._frames ?? 0));
            if (read.Segment > 0 && (read.Offset < read.Length || read.Offset == 0))
            {
                RunTail.Cut(read, disk, notice);
            }

            return (new RunLog(folder, disk, segmentBytes, clock, read), read.Ledger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(folder, "The runs of the store cannot be opened:", e);
        }
    }

    /// <summary>Hands a frame over; the task ends when it is durable.</summary>
    /// <param name="frame">From <see cref="FrameOf"/>.</param>
    public Task Add(byte[] frame)
    {
        var waiting = new Waiting(frame);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnding, this);
            if (_broken is { } broken)
            {
                throw broken;
            }

            _waiting.Add(waiting);
            _waitingBytes += frame.Length;
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
        Note();
    }

    /// <summary>Facts as one frame.</summary>
    /// <exception cref="RunException">They are too many.</exception>
    public static byte[] FrameOf(IReadOnlyList<RunFact> facts)
    {
        var bytes = new ByteWriter();
        bytes.Take(RunFrame.HeaderLength).Clear();
        foreach (var fact in facts)
        {
            RunFactBytes.Write(bytes, fact);
            if (bytes.Length - RunFrame.HeaderLength > RunFrame.PayloadMax)
            {
                throw new RunException(
                    RunFault.Invalid,
                    $"That is too much for one change, which takes {RunFrame.PayloadMax:N0} bytes; do it in parts.");
            }
        }

        return bytes.Written.ToArray();
    }

    // What was written and not acknowledged may be whole on the disk all the same.
    private void CutBack()
    {
        if (_segment > 0)
        {
            var path = Journal.Segment.PathOf(_folder, _segment);
            using var file = _disk.Open(path, FileMode.Open);
            if (RandomAccess.GetLength(file) < _safe)
            {
                throw RunSegment.Damage(path, $"it was {_safe:N0} bytes long and safe, and is shorter now");
            }

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
                _waitingBytes = 0;
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
        catch (Exception e)
        {
            // Whatever it is, an empty memory too: on this thread it would end the process.
            var broken = e as StorageException
                ?? Disk.Explain(_folder, "The runs of the store could not be written:", e);
            lock (_gate)
            {
                _broken ??= broken;
                group.AddRange(_waiting);
                _waiting.Clear();
                _waitingBytes = 0;
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
            throw new StorageException(broken.Kind, broken.Message, broken);
        }

        var file = FileToWrite();
        RequireInPlace();
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
        if (_clock.GetElapsedTime(_notedAt) >= TimeSpan.FromSeconds(1))
        {
            Note();
        }
    }

    private void Note()
    {
        if (_frames > _noted)
        {
            RunMark.Save(_folder, _frames, _clock.GetUtcNow().UtcDateTime);
            (_noted, _notedAt) = (_frames, _clock.GetTimestamp());
        }
    }

    // What is written to a file without a name is gone with this process.
    private void RequireInPlace()
    {
        var path = Journal.Segment.PathOf(_folder, _segment);
        if (OperatingSystem.IsLinux() && !FileFacts.Of(path).IsSameAs(_facts))
        {
            throw new StorageException(
                StorageFault.Gone,
                $"The file of runs '{path}' was deleted, moved or replaced while it was open: nothing more is written "
                + "to it. Put it back, then try again.");
        }
    }

    private SafeFileHandle FileToWrite()
    {
        if (_segment > 0 && (_safe < _segmentBytes || _safe <= RunSegment.HeaderLength))
        {
            return _file ?? Opened(_disk.Open(Journal.Segment.PathOf(_folder, _segment), FileMode.Open));
        }

        _file?.Dispose();
        _file = null;
        _disk.MakeFolder(_folder);
        var path = Journal.Segment.PathOf(_folder, _segment + 1);
        var header = RunSegment.Header(_segment + 1, _frames);
        var file = Opened(_disk.Open(path, FileMode.CreateNew));
        _disk.Write(file, [header], 0);
        _disk.Flush(file);
        _disk.FlushFolder(_folder);
        (_segment, _safe) = (_segment + 1, header.Length);
        return file;
    }

    private SafeFileHandle Opened(SafeFileHandle file)
    {
        (_file, _facts) = (file, FileFacts.Of(file));
        return file;
    }

    private sealed class Waiting(byte[] frame)
    {
        public byte[] Frame => frame;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
