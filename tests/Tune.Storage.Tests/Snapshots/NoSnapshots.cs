using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.InMemory;

namespace Tune.Storage.Tests.Snapshots;

/// <summary>A store that knows nothing of snapshots: what a back-end is before somebody adds them.</summary>
internal sealed class NoSnapshots : ITuneStore
{
    private readonly MemoryStore _rest = new();

    public string Location => _rest.Location;

    public ITracking Tracking => _rest.Tracking;

    public long RefusedAppends => _rest.RefusedAppends;

    public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
        _rest.ExperimentsAsync(cancellation);

    public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
        _rest.ExistsAsync(experiment, cancellation);

    public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, CancellationToken cancellation = default) =>
        _rest.ReadJournalAsync(experiment, from, cancellation);

    public IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, CancellationToken cancellation = default) =>
        _rest.EventsAsync(experiment, from, cancellation);

    public ValueTask<JournalCheck> CheckJournalAsync(string experiment, CancellationToken cancellation = default) =>
        _rest.CheckJournalAsync(experiment, cancellation);

    public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) => _rest.HolderAsync(cancellation);

    public async ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default) =>
        new Journal(await _rest.OpenJournalAsync(experiment, cancellation));

    public ICheckpointStore Checkpoints(string experiment) => _rest.Checkpoints(experiment);

    public ValueTask DisposeAsync() => _rest.DisposeAsync();

    private sealed class Journal(IJournal journal) : IJournal
    {
        public string Experiment => journal.Experiment;

        public OwnerEpoch Epoch => journal.Epoch;

        public long Count => journal.Count;

        public ValueTask AppendAsync(
            long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default) =>
            journal.AppendAsync(expected, events, cancellation);

        public IAsyncEnumerable<ExperimentEvent> ReadAsync(
            long from = 0, CancellationToken cancellation = default) => journal.ReadAsync(from, cancellation);

        public ValueTask DisposeAsync() => journal.DisposeAsync();
    }
}
