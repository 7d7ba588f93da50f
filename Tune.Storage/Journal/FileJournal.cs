using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Journal;

/// <summary>
/// The journal of one experiment as its owner sees it. Appends are encoded by their callers, written by the
/// <see cref="JournalWriter"/>. After an error nothing more is accepted: the file may hold half an append, and a second
/// fsync may report success for pages the first one lost. Only <see cref="JournalRecovery"/> makes it usable again.
/// </summary>
internal sealed class FileJournal
{
    private readonly Lock _gate = new();
    private readonly ByteWriter _frame = new(64 << 10);
    private readonly JournalFiles _files;
    private readonly JournalWriter _writer;
    private readonly TimeProvider _clock;
    private readonly Action<string> _advanced;
    private readonly EventEncoder _encoder;

    // Guarded by the gate: as of the last append that was accepted.
    private long _accepted;
    private long _segmentLength;
    private int _term;
    private bool _opensSegment;
    private Task _last = Task.CompletedTask;
    private StorageException? _failure;
    private OwnerEpoch _owner;
    private long _refused;

    // The writer's thread alone.
    private SafeFileHandle _file;
    private Segment _segment;
    private FileFacts _facts;
    private long _offset;

    private long _durable;

    // One snapshot is written at a time. Guarded by the gate: the last that was begun.
    private readonly Lock _keeping = new();
    private Task<bool> _kept = Task.FromResult(false);

    // Guarded by its own gate: who notes waits for the disk, and nobody else has to.
    private readonly Lock _noting = new();
    private long _noted;

    /// <summary>Goes on from the end of a journal.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="writer">Writes the appends.</param>
    /// <param name="tail">Its end.</param>
    /// <param name="clock">Tells when something was noted.</param>
    /// <param name="advanced">Told its name when there are more durable events; on the writer's thread.</param>
    public FileJournal(
        JournalFiles files, JournalWriter writer, JournalTail tail, TimeProvider clock, Action<string> advanced)
    {
        _files = files;
        _writer = writer;
        _clock = clock;
        _advanced = advanced;
        _encoder = new EventEncoder(files.Specs, tail.Lists);
        (_file, _segment, _offset) = (tail.File, tail.Segment, tail.Offset);
        _facts = FileFacts.Of(_file);
        (_accepted, _durable, _segmentLength, _term) = (tail.Position, tail.Position, tail.Offset, tail.Term);

        // What is there has not been read yet, and may be of a version that this one cannot read: then nothing changes.
        _noted = tail.Position;
    }

    /// <summary>The experiment's name.</summary>
    public string Experiment => _files.Experiment;

    /// <summary>How many events are durable.</summary>
    public long Count => Volatile.Read(ref _durable);

    /// <summary>Up to where the files are known to be good; only to be asked after an error.</summary>
    public DurableEnd End => new(_segment.Number, _offset);

    /// <summary>Whether it refuses appends.</summary>
    public bool HasFailed => Volatile.Read(ref _failure) is not null;

    /// <summary>Where its files are.</summary>
    public JournalFiles Files => _files;

    /// <summary>How many appends of earlier owners it refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Whose appends are taken from now on.</summary>
    public void SetOwner(OwnerEpoch owner)
    {
        lock (_gate)
        {
            _owner = owner;
        }
    }

    /// <inheritdoc cref="IJournal.AppendAsync" />
    public Task AppendAsync(OwnerEpoch epoch, long expected, IReadOnlyList<ExperimentEvent> events)
    {
        if (events.Count == 0)
        {
            throw new ArgumentException("An append needs one event or more.", nameof(events));
        }

        lock (_gate)
        {
            RequireOwnerNeedsLock(epoch, expected);
            var append = EncodeNeedsLock(events);
            _writer.Add(append);
            _accepted = append.Header.Next;
            _segmentLength += append.Header.Length;
            _term = append.Header.Term;
            _opensSegment = false;
            return _last = append.Done;
        }
    }

    /// <summary>Takes nothing more: all of it goes. Fenced as an append is.</summary>
    public void Retire(OwnerEpoch epoch, long expected)
    {
        lock (_gate)
        {
            RequireOwnerNeedsLock(epoch, expected);
            _failure = new StorageException(StorageFault.Gone, $"The experiment '{Experiment}' has been purged.");
        }
    }

    private void RequireOwnerNeedsLock(OwnerEpoch epoch, long expected)
    {
        if (epoch != _owner)
        {
            Interlocked.Increment(ref _refused);
            throw StaleOwner.Refusal(Experiment, epoch, _owner);
        }

        if (_failure is not null)
        {
            throw new StorageException(_failure.Kind, _failure.Message, _failure);
        }

        if (expected != _accepted)
        {
            throw new JournalConflictException(Experiment, expected, _accepted);
        }
    }

    /// <inheritdoc cref="IJournal.KeepAsync" />
    public Task<bool> KeepAsync(OwnerEpoch epoch, StateSnapshot snapshot)
    {
        SnapshotPosition.Check(snapshot, Count);
        lock (_gate)
        {
            return epoch == _owner ? _kept = Task.Run(() => Keep(epoch, snapshot)) : Task.FromResult(false);
        }
    }

    private bool Keep(OwnerEpoch epoch, StateSnapshot snapshot)
    {
        lock (_keeping)
        {
            return _files.Snapshot.Save(snapshot, IsOwner);
        }

        bool IsOwner()
        {
            lock (_gate)
            {
                return epoch == _owner;
            }
        }
    }

    /// <summary>Ends when everything accepted so far is written or has failed.</summary>
    public async Task SettleAsync()
    {
        Task last, kept;
        lock (_gate)
        {
            (last, kept) = (_last, _kept);
        }

        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)kept).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Closes the file. Nothing may be under way.</summary>
    public void Close()
    {
        Note();
        _file.Dispose();
    }

    /// <summary>Notes how many events are safe, if there are more than when it was noted last.</summary>
    public void Note()
    {
        lock (_noting)
        {
            if (Count is var count && count > _noted)
            {
                _noted = count;
                new ReadMark(count, _clock.GetUtcNow().UtcDateTime).Save(_files.MarkPath);
            }
        }
    }

    /// <summary>Writes appends in order and completes them. Called by the writer's thread.</summary>
    public void Write(List<Append> appends)
    {
        var from = 0;
        try
        {
            while (from < appends.Count)
            {
                if (HasFailed)
                {
                    throw new StorageException(_failure!.Kind, _failure.Message, _failure);
                }

                var to = from + 1;
                while (to < appends.Count && !appends[to].OpensSegment)
                {
                    to++;
                }

                WriteRun(appends, from, to);
                Volatile.Write(ref _durable, appends[to - 1].Header.Next);
                _advanced(Experiment);
                for (; from < to; from++)
                {
                    appends[from].Succeed();
                }
            }
        }
        catch (Exception e)
        {
            Fail(e, appends.Skip(from));
        }
        finally
        {
            appends.ForEach(append => ArrayPool<byte>.Shared.Return(append.Frame));
        }
    }

    // Frames that go into one file.
    private void WriteRun(List<Append> appends, int from, int to)
    {
        if (appends[from].OpensSegment)
        {
            var (file, segment) = _files.Create(_segment.Number + 1, appends[from].Header.First);
            _file.Dispose();
            (_file, _segment, _offset) = (file, segment, segment.HeaderLength);
            _facts = FileFacts.Of(file);
        }

        RequireInPlace();

        var bytes = new ReadOnlyMemory<byte>[to - from];
        var length = 0L;
        for (var i = from; i < to; i++)
        {
            var append = appends[i];
            var header = append.Header with { Back = (uint)length };
            header.Write(append.Frame);
            bytes[i - from] = append.Frame.AsMemory(0, header.Length);
            length += header.Length;
        }

        _files.Disk.Write(_file, bytes, _offset);
        _files.Disk.Flush(_file);
        _offset += length;
    }

    // What is written to a file without a name is gone with this process.
    private void RequireInPlace()
    {
        var path = Segment.PathOf(_files.Folder, _segment.Number);
        if (OperatingSystem.IsLinux() && !FileFacts.Of(path).IsSameAs(_facts))
        {
            throw new StorageException(
                StorageFault.Gone,
                $"The journal file '{path}' was deleted, moved or replaced while it was open: nothing more is written "
                + "to it. Put it back, then resume.");
        }
    }

    private void Fail(Exception cause, IEnumerable<Append> appends)
    {
        var failure = cause as StorageException
            ?? Disk.Explain(
                Segment.PathOf(_files.Folder, _segment.Number), "The journal could not be written to", cause);
        lock (_gate)
        {
            _failure ??= failure;
        }

        foreach (var append in appends)
        {
            append.Fail(new StorageException(failure.Kind, failure.Message, cause));
        }
    }

    private Append EncodeNeedsLock(IReadOnlyList<ExperimentEvent> events)
    {
        if (!_opensSegment && _segmentLength >= _files.SegmentBytes)
        {
            _opensSegment = true;
            _segmentLength = 0;
            _encoder.Lists.Clear();
        }

        _frame.Clear();
        _frame.Take(FrameHeader.Size);
        var lists = _encoder.Lists.Count;
        _encoder.Encode(events, _frame);
        if (_frame.Length > FrameHeader.PayloadMax)
        {
            _encoder.Lists.CutTo(lists);
            throw new ArgumentException(
                $"An append of {_frame.Length:N0} bytes is too large; at most {FrameHeader.PayloadMax:N0} are "
                + "allowed.");
        }

        var opened = events.OfType<ExperimentEvent.SessionOpened>().LastOrDefault();
        var header = new FrameHeader(
            _frame.Length - FrameHeader.Size, events.Count, 0, Math.Max(_term, opened?.Term.Number ?? 0), _accepted);
        var bytes = ArrayPool<byte>.Shared.Rent(_frame.Length);
        _frame.Written.CopyTo(bytes);
        return new Append(this, bytes, header, _opensSegment);
    }
}
