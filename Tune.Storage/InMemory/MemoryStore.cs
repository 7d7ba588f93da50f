using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Files;
using Tune.Storage.Artifacts;
using Tune.Storage.Disks;
using Tune.Storage.Journal;
using Tune.Storage.Layout;
using Tune.Storage.Purging;
using Tune.Storage.Runs;

namespace Tune.Storage.InMemory;

/// <summary>
/// A store that lives as long as its process: for tests and throw-away runs, and the reference that the others are
/// compared with. Checkpoints and artifacts are laid out in a scratch folder that goes with it.
/// </summary>
public sealed class MemoryStore : ITuneStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryJournal> _journals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemoryCheckpoints> _checkpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArtifactShelf> _artifacts = new(StringComparer.Ordinal);
    private readonly Lazy<string> _scratch = new(() => Directory.CreateTempSubdirectory("tune-").FullName);
    private readonly MemoryTracking _tracking;
    private readonly RunBook _runs;
    private readonly Pulses _pulses = new();
    private readonly JournalFeed _feed;
    private long _refused;
    private long _owners;

    /// <summary>Makes an empty store.</summary>
    public MemoryStore()
    {
        _runs = new RunBook(open: null, new RunBlobs(() => Path.Combine(_scratch.Value, ".runs"), Disk.Real));
        _tracking = new MemoryTracking(Experiments, Exists, name => Journal(name).Follow(), _ => { });
        _feed = new JournalFeed(
            (name, from) => Journal(name).Follow(from), _pulses, TimeProvider.System, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public string Location => "memory";

    /// <inheritdoc />
    public ITracking Tracking => _tracking;

    /// <inheritdoc />
    public IRunBook Runs => _runs;

    /// <inheritdoc />
    public long RefusedAppends
    {
        get
        {
            lock (_gate)
            {
                return _refused + _journals.Values.Sum(journal => journal.Refused);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(Experiments());
    }

    /// <inheritdoc />
    public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(Exists(experiment));
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        return (Find(experiment) ?? new MemoryJournal(experiment)).ReadAsync(from, cancellation);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        return _feed.EventsAsync(experiment, from, cancellation);
    }

    /// <inheritdoc />
    public ValueTask<StateSnapshot?> SnapshotAsync(string experiment, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        cancellation.ThrowIfCancellationRequested();
        return new(Find(experiment)?.Snapshot);
    }

    /// <inheritdoc />
    public ValueTask<JournalCheck> CheckJournalAsync(string experiment, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        cancellation.ThrowIfCancellationRequested();
        return new(new JournalCheck(Find(experiment)?.Count ?? 0, UnfinishedBytes: 0));
    }

    /// <inheritdoc />
    public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) => new((string?)"this process");

    /// <inheritdoc />
    public ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ExperimentName.Check(experiment);
        lock (_gate)
        {
            var journal = JournalNeedsLock(experiment);
            var owner = new OwnerEpoch(++_owners);
            journal.Own(owner);
            return new(new Opened(this, journal, owner));
        }
    }

    /// <inheritdoc />
    public ICheckpointStore Checkpoints(string experiment)
    {
        ExperimentName.Check(experiment);
        lock (_gate)
        {
            if (!_checkpoints.TryGetValue(experiment, out var checkpoints))
            {
                checkpoints = new MemoryCheckpoints(Path.Combine(_scratch.Value, experiment));
                _checkpoints.Add(experiment, checkpoints);
            }

            return checkpoints;
        }
    }

    /// <inheritdoc />
    public IArtifactStore Artifacts(string experiment)
    {
        ExperimentName.Check(experiment);
        var root = ArtifactsOf(experiment);
        lock (_gate)
        {
            if (!_artifacts.TryGetValue(experiment, out var artifacts))
            {
                artifacts = new ArtifactShelf(root, Disk.Real, () => Exists(experiment));
                _artifacts.Add(experiment, artifacts);
            }

            return artifacts;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _pulses.Close();
        _tracking.Dispose();
        if (_scratch.IsValueCreated)
        {
            FolderTree.Delete(_scratch.Value);
        }

        return ValueTask.CompletedTask;
    }

    private string ArtifactsOf(string experiment) => Path.Combine(_scratch.Value, ".artifacts", experiment);

    private IReadOnlyList<string> Experiments()
    {
        lock (_gate)
        {
            return [.. _journals.Where(entry => entry.Value.Count > 0).Select(entry => entry.Key)];
        }
    }

    private bool Exists(string experiment) => Find(experiment) is { Count: > 0 };

    private MemoryJournal? Find(string experiment)
    {
        lock (_gate)
        {
            return _journals.GetValueOrDefault(experiment);
        }
    }

    private MemoryJournal Journal(string experiment)
    {
        lock (_gate)
        {
            return JournalNeedsLock(experiment);
        }
    }

    private MemoryJournal JournalNeedsLock(string experiment)
    {
        if (!_journals.TryGetValue(experiment, out var journal))
        {
            _journals.Add(experiment, journal = new MemoryJournal(experiment));
        }

        return journal;
    }

    private async Task PurgeAsync(MemoryJournal journal, OwnerEpoch epoch, long expected)
    {
        var named = (await _runs.ReadAsync(ModelCheckpoints.Named))[journal.Experiment].ToHashSet();
        lock (_gate)
        {
            journal.End(epoch, expected);
            _journals.Remove(journal.Experiment);
            _refused += journal.Refused;
            _checkpoints.GetValueOrDefault(journal.Experiment)?.Purge(named);
            if (_artifacts.Remove(journal.Experiment))
            {
                FolderTree.Delete(ArtifactsOf(journal.Experiment));
            }
        }

        _tracking.Forget(journal.Experiment);
        _pulses.Beat(journal.Experiment);
    }

    private sealed class Opened(MemoryStore store, MemoryJournal journal, OwnerEpoch epoch) : IJournal
    {
        public string Experiment => journal.Experiment;

        public OwnerEpoch Epoch => epoch;

        public long Count => journal.Count;

        public ValueTask AppendAsync(
            long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            journal.Append(epoch, expected, events);
            store._pulses.Beat(journal.Experiment);
            return ValueTask.CompletedTask;
        }

        public IAsyncEnumerable<ExperimentEvent> ReadAsync(
            long from = 0, CancellationToken cancellation = default) => journal.ReadAsync(from, cancellation);

        public ValueTask<bool> KeepAsync(StateSnapshot snapshot, CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            return new(journal.Keep(epoch, snapshot));
        }

        public ValueTask PurgeAsync(long expected, CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            return new(store.PurgeAsync(journal, epoch, expected));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
