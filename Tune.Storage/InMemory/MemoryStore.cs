using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Files;

namespace Tune.Storage.InMemory;

/// <summary>
/// A store that lives as long as its process: for tests and throw-away runs, and the reference that the others are
/// compared with. Checkpoints are laid out in a scratch folder that goes with it.
/// </summary>
public sealed class MemoryStore : ITuneStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryJournal> _journals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemoryCheckpoints> _checkpoints = new(StringComparer.Ordinal);
    private readonly Lazy<string> _scratch = new(() => Directory.CreateTempSubdirectory("tune-").FullName);
    private readonly MemoryTracking _tracking;

    /// <summary>Makes an empty store.</summary>
    public MemoryStore() => _tracking = new MemoryTracking(Experiments, name => Journal(name).Follow(), _ => { });

    /// <inheritdoc />
    public string Location => "memory";

    /// <inheritdoc />
    public ITracking Tracking => _tracking;

    /// <inheritdoc />
    public IReadOnlyList<string> Experiments()
    {
        lock (_gate)
        {
            return [.. _journals.Where(entry => entry.Value.Count > 0).Select(entry => entry.Key)];
        }
    }

    /// <inheritdoc />
    public ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ExperimentName.Check(experiment);
        return new(new Opened(Journal(experiment)));
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
    public ValueTask DisposeAsync()
    {
        _tracking.Dispose();
        if (_scratch.IsValueCreated)
        {
            FolderTree.Delete(_scratch.Value);
        }

        return ValueTask.CompletedTask;
    }

    private MemoryJournal Journal(string experiment)
    {
        lock (_gate)
        {
            if (!_journals.TryGetValue(experiment, out var journal))
            {
                _journals.Add(experiment, journal = new MemoryJournal(experiment));
            }

            return journal;
        }
    }

    private sealed class Opened(MemoryJournal journal) : IJournal
    {
        public string Experiment => journal.Experiment;

        public long Count => journal.Count;

        public ValueTask AppendAsync(
            long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            journal.Append(expected, events);
            return ValueTask.CompletedTask;
        }

        public IEnumerable<ExperimentEvent> Read(long from = 0) => journal.Read(from);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
