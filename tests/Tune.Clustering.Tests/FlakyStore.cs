using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.InMemory;

namespace Tune.Clustering.Tests;

/// <summary>A store in memory whose disk can be full, slow or somebody else's.</summary>
internal sealed class FlakyStore : ITuneStore
{
    private readonly MemoryStore _inner = new();
    private int _appends;
    private int _openings;
    private int _disposals;

    /// <summary>Asked before each append with its number from 1 and its events; what it returns is thrown.</summary>
    public Func<int, IReadOnlyList<ExperimentEvent>, Exception?> Fails { get; set; } = (_, _) => null;

    /// <summary>Asked with the number of a failing append: whether it reaches the disk all the same.</summary>
    public Func<int, bool> WritesBeforeFailing { get; set; } = _ => false;

    /// <summary>Asked before each opening of a journal with its number from 1; what it returns is thrown.</summary>
    public Func<int, Exception?> JournalFails { get; set; } = _ => null;

    /// <summary>Asked when a journal is disposed of, with the number of that; what it returns is thrown after the
    /// journal was let go.</summary>
    public Func<int, Exception?> DisposeFails { get; set; } = _ => null;

    /// <summary>Appends wait for it; null to go ahead.</summary>
    public Task? Gate { get; set; }

    /// <summary>Whether an append takes a while, so that others come in meanwhile.</summary>
    public bool IsSlow { get; set; }

    /// <summary>Asked before a checkpoint is put; what it returns is thrown.</summary>
    public Func<string, Exception?> PutFails { get; set; } = _ => null;

    /// <summary>Asked before a checkpoint is opened; what it returns is thrown.</summary>
    public Func<Engine.Checkpoints.CheckpointRef, Exception?> OpenFails { get; set; } = _ => null;

    public int Appends => Volatile.Read(ref _appends);

    public string Location => _inner.Location;

    public ITracking Tracking => _inner.Tracking;

    public long RefusedAppends => _inner.RefusedAppends;

    public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
        _inner.ExperimentsAsync(cancellation);

    public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
        _inner.ExistsAsync(experiment, cancellation);

    public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, CancellationToken cancellation = default) =>
        _inner.ReadJournalAsync(experiment, from, cancellation);

    public IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, CancellationToken cancellation = default) =>
        _inner.EventsAsync(experiment, from, cancellation);

    public ValueTask<StateSnapshot?> SnapshotAsync(string experiment, CancellationToken cancellation = default) =>
        _inner.SnapshotAsync(experiment, cancellation);

    public ValueTask<JournalCheck> CheckJournalAsync(string experiment, CancellationToken cancellation = default) =>
        _inner.CheckJournalAsync(experiment, cancellation);

    public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) =>
        _inner.HolderAsync(cancellation);

    public async ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default) =>
        JournalFails(Interlocked.Increment(ref _openings)) is { } failure
            ? throw failure
            : new Journal(this, await _inner.OpenJournalAsync(experiment, cancellation));

    public ICheckpointStore Checkpoints(string experiment) => new Shelf(this, _inner.Checkpoints(experiment));

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    /// <summary>Everything that is in the journal.</summary>
    public async Task<IReadOnlyList<ExperimentEvent>> HistoryAsync(string experiment) =>
        await _inner.ReadJournalAsync(experiment).ToListAsync();

    private sealed class Journal(FlakyStore store, IJournal inner) : IJournal
    {
        public string Experiment => inner.Experiment;

        public OwnerEpoch Epoch => inner.Epoch;

        public long Count => inner.Count;

        public async ValueTask AppendAsync(
            long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default)
        {
            var number = Interlocked.Increment(ref store._appends);
            var failure = store.Fails(number, events);
            if (store.IsSlow)
            {
                await Task.Yield();
            }

            if (store.Gate is { } gate)
            {
                await gate;
            }

            if (failure is null || store.WritesBeforeFailing(number))
            {
                await inner.AppendAsync(expected, events, cancellation);
            }

            if (failure is not null)
            {
                throw failure;
            }
        }

        public IAsyncEnumerable<ExperimentEvent> ReadAsync(
            long from = 0, CancellationToken cancellation = default) => inner.ReadAsync(from, cancellation);

        public ValueTask<bool> KeepAsync(StateSnapshot snapshot, CancellationToken cancellation = default) =>
            inner.KeepAsync(snapshot, cancellation);

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            if (store.DisposeFails(Interlocked.Increment(ref store._disposals)) is { } failure)
            {
                throw failure;
            }
        }
    }

    private sealed class Shelf(FlakyStore store, ICheckpointStore inner) : ICheckpointStore
    {
        public ValueTask<Engine.Checkpoints.CheckpointRef> PutAsync(
            string folder, int iteration, CancellationToken cancellation = default) =>
            store.PutFails(folder) is { } failure
                ? ValueTask.FromException<Engine.Checkpoints.CheckpointRef>(failure)
                : inner.PutAsync(folder, iteration, cancellation);

        public ValueTask<ICheckpointLease> OpenAsync(
            Engine.Checkpoints.CheckpointRef checkpoint, CancellationToken cancellation = default) =>
            store.OpenFails(checkpoint) is { } failure
                ? ValueTask.FromException<ICheckpointLease>(failure)
                : inner.OpenAsync(checkpoint, cancellation);

        public ValueTask DeleteAsync(string digest, CancellationToken cancellation = default) =>
            inner.DeleteAsync(digest, cancellation);

        public ValueTask<IReadOnlyList<string>> DigestsAsync(CancellationToken cancellation = default) =>
            inner.DigestsAsync(cancellation);
    }
}
