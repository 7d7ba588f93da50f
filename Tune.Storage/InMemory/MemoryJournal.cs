using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Storage.Tracking;

namespace Tune.Storage.InMemory;

/// <summary>The events of one experiment in a list. Durable as soon as they are in it.</summary>
internal sealed class MemoryJournal(string experiment)
{
    private readonly Lock _gate = new();
    private readonly List<ExperimentEvent> _events = [];

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

    public void Append(long expected, IReadOnlyList<ExperimentEvent> events)
    {
        if (events.Count == 0)
        {
            throw new ArgumentException("An append needs one event or more.", nameof(events));
        }

        lock (_gate)
        {
            if (expected != _events.Count)
            {
                throw new JournalConflictException(Experiment, expected, _events.Count);
            }

            _events.AddRange(events);
        }
    }

    public IEnumerable<ExperimentEvent> Read(long from)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        var end = Count;
        for (var at = from; at < end; at++)
        {
            yield return this[(int)at];
        }
    }

    public IEventTail Follow() => new Tail(this);

    private ExperimentEvent this[int index]
    {
        get
        {
            lock (_gate)
            {
                return _events[index];
            }
        }
    }

    private sealed class Tail(MemoryJournal journal) : IEventTail
    {
        private int _at;

        public bool Next(List<ExperimentEvent> into)
        {
            lock (journal._gate)
            {
                into.AddRange(journal._events[_at..]);
                _at = journal._events.Count;
            }

            return into.Count > 0;
        }

        public void Dispose()
        {
        }
    }
}
