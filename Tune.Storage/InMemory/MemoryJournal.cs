using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.Journal;

namespace Tune.Storage.InMemory;

/// <summary>The events of one experiment in a list. Durable as soon as they are in it.</summary>
internal sealed class MemoryJournal(string experiment)
{
    private readonly Lock _gate = new();
    private readonly List<ExperimentEvent> _events = [];
    private OwnerEpoch _owner;
    private StateSnapshot? _snapshot;
    private long _refused;
    private bool _isGone;

    public string Experiment => experiment;

    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _events.Count;
            }
        }
    }

    /// <summary>The snapshot that was kept last.</summary>
    public StateSnapshot? Snapshot
    {
        get
        {
            lock (_gate)
            {
                return _snapshot;
            }
        }
    }

    /// <summary>How many appends of earlier owners it refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Somebody becomes the owner: nothing of an earlier one is taken any more.</summary>
    public void Own(OwnerEpoch owner)
    {
        lock (_gate)
        {
            _owner = owner;
        }
    }

    public void Append(OwnerEpoch epoch, long expected, IReadOnlyList<ExperimentEvent> events)
    {
        if (events.Count == 0)
        {
            throw new ArgumentException("An append needs one event or more.", nameof(events));
        }

        lock (_gate)
        {
            RequireOwnerNeedsLock(epoch, expected);
            _events.AddRange(events);
        }
    }

    /// <summary>Takes nothing more: all of it goes. Fenced as an append is.</summary>
    public void End(OwnerEpoch epoch, long expected)
    {
        lock (_gate)
        {
            RequireOwnerNeedsLock(epoch, expected);
            _isGone = true;
        }
    }

    private void RequireOwnerNeedsLock(OwnerEpoch epoch, long expected)
    {
        if (epoch != _owner)
        {
            Interlocked.Increment(ref _refused);
            throw StaleOwner.Refusal(Experiment, epoch, _owner);
        }

        if (_isGone)
        {
            throw new StorageException(StorageFault.Gone, $"The experiment '{Experiment}' has been purged.");
        }

        if (expected != _events.Count)
        {
            throw new JournalConflictException(Experiment, expected, _events.Count);
        }
    }

    public bool Keep(OwnerEpoch epoch, StateSnapshot snapshot)
    {
        lock (_gate)
        {
            SnapshotPosition.Check(snapshot, _events.Count);
            if (epoch != _owner)
            {
                return false;
            }

            // Whoever gave the bytes may use their memory for something else.
            _snapshot = snapshot with { Bytes = snapshot.Bytes.ToArray() };
            return true;
        }
    }

    public IAsyncEnumerable<ExperimentEvent> ReadAsync(long from, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return Events(from, cancellation);
    }

    public IEventTail Follow(long from = 0) => new Tail(this, from);

    // There is nothing to wait for; what the list holds never changes, only more comes.
    private async IAsyncEnumerable<ExperimentEvent> Events(
        long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        ExperimentEvent[] all;
        lock (_gate)
        {
            all = [.. _events.Skip((int)Math.Min(from, _events.Count))];
        }

        foreach (var fact in all)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return fact;
        }
    }

    private sealed class Tail(MemoryJournal journal, long from) : IEventTail
    {
        private const int AtOnce = 1024;

        private int _at = (int)Math.Min(from, journal.Count);

        public long Position => _at;

        public bool Next(List<ExperimentEvent> into)
        {
            lock (journal._gate)
            {
                var count = Math.Min(AtOnce, journal._events.Count - _at);
                into.AddRange(journal._events.GetRange(_at, count));
                _at += count;
                return count > 0;
            }
        }

        public void Dispose()
        {
        }
    }
}
