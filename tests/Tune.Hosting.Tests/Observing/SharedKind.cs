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

    public string? FolderOf(StoreAddress address) => null;

    public ValueTask<ITuneStore> OpenAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default) => new(new Way(_store));

    public ValueTask<ITuneReader?> FindAsync(
        StoreAddress address, StoreSetup setup, CancellationToken cancellation = default) => new(new Way(_store));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private sealed class Way(MemoryStore store) : ITuneStore
    {
        public string Location => store.Location;

        public ITracking Tracking => store.Tracking;

        public long RefusedAppends => store.RefusedAppends;

        public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
            store.ExperimentsAsync(cancellation);

        public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
            store.ExistsAsync(experiment, cancellation);

        public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
            string experiment, long from = 0, CancellationToken cancellation = default) =>
            store.ReadJournalAsync(experiment, from, cancellation);

        public IAsyncEnumerable<EventBatch> EventsAsync(
            string experiment, long from = 0, CancellationToken cancellation = default) =>
            store.EventsAsync(experiment, from, cancellation);

        public ValueTask<StateSnapshot?> SnapshotAsync(string experiment, CancellationToken cancellation = default) =>
            store.SnapshotAsync(experiment, cancellation);

        public ValueTask<JournalCheck> CheckJournalAsync(
            string experiment, CancellationToken cancellation = default) =>
            store.CheckJournalAsync(experiment, cancellation);

        public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) =>
            store.HolderAsync(cancellation);

        public ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default) =>
            store.OpenJournalAsync(experiment, cancellation);

        public ICheckpointStore Checkpoints(string experiment) => store.Checkpoints(experiment);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
