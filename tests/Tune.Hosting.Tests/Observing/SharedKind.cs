using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.InMemory;
using Tune.Storage.Opening;

namespace Tune.Hosting.Tests.Observing;

/// <summary>A store that many hosts have at once, as those of a database would: what they close is their way to it and
/// not the store.</summary>
internal sealed class SharedKind : IStoreKind, IAsyncDisposable
{
    private readonly MemoryStore _store = new();

    public SharedKind() => StoreKinds.Add(this);

    public string Scheme { get; } = $"shared{Guid.NewGuid():n}";

    public string Form => $"{Scheme}:";

    public MemoryStore Store => _store;

    /// <summary>Put around each journal that is opened; default nothing.</summary>
    public Func<IJournal, IJournal> Around { get; set; } = static journal => journal;

    /// <summary>What a way to the store does when it is closed; default nothing.</summary>
    public Func<ValueTask> Leave { get; set; } = static () => ValueTask.CompletedTask;

    public string? FolderOf(StoreAddress address) => null;

    public ValueTask<ITuneStore> OpenAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default) => new(new Way(this));

    public ValueTask<ITuneReader?> FindAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default) => new(new Way(this));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private sealed class Way(SharedKind kind) : ITuneStore
    {
        private readonly MemoryStore _store = kind._store;

        public string Location => _store.Location;

        public ITracking Tracking => _store.Tracking;

        public long RefusedAppends => _store.RefusedAppends;

        public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
            _store.ExperimentsAsync(cancellation);

        public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
            _store.ExistsAsync(experiment, cancellation);

        public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
            string experiment, long from = 0, CancellationToken cancellation = default) =>
            _store.ReadJournalAsync(experiment, from, cancellation);

        public IAsyncEnumerable<EventBatch> EventsAsync(
            string experiment, long from = 0, CancellationToken cancellation = default) =>
            _store.EventsAsync(experiment, from, cancellation);

        public ValueTask<StateSnapshot?> SnapshotAsync(string experiment, CancellationToken cancellation = default) =>
            _store.SnapshotAsync(experiment, cancellation);

        public ValueTask<JournalCheck> CheckJournalAsync(
            string experiment, CancellationToken cancellation = default) =>
            _store.CheckJournalAsync(experiment, cancellation);

        public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) =>
            _store.HolderAsync(cancellation);

        public async ValueTask<IJournal> OpenJournalAsync(
            string experiment, CancellationToken cancellation = default) =>
            kind.Around(await _store.OpenJournalAsync(experiment, cancellation));

        public ICheckpointStore Checkpoints(string experiment) => _store.Checkpoints(experiment);

        public ValueTask DisposeAsync() => kind.Leave();
    }
}
