using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Hosting.Tests.Observing;

/// <summary>A store whose journals cannot be read as often as a test says.</summary>
/// <param name="store">What is behind it.</param>
internal sealed class FlakyReader(ITuneReader store) : ITuneReader
{
    private int _failures;

    /// <summary>How often readers still meet an error, each time before the first event they ask for.</summary>
    public int Failures
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    /// <summary>What they meet.</summary>
    public Func<Exception> Failure { get; init; } =
        static () => new StorageException(StorageFault.Other, "the disk is away");

    public string Location => store.Location;

    public ITracking Tracking => store.Tracking;

    public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
        store.ExperimentsAsync(cancellation);

    public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
        store.ExistsAsync(experiment, cancellation);

    public async IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Meet();
        await foreach (var fact in store.ReadJournalAsync(experiment, from, cancellation))
        {
            yield return fact;
        }
    }

    public async IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Meet();
        await foreach (var batch in store.EventsAsync(experiment, from, cancellation))
        {
            yield return batch;
            Meet();
        }
    }

    public ValueTask<JournalCheck> CheckJournalAsync(string experiment, CancellationToken cancellation = default) =>
        store.CheckJournalAsync(experiment, cancellation);

    public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) =>
        store.HolderAsync(cancellation);

    public ICheckpointReader Checkpoints(string experiment) => store.Checkpoints(experiment);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Meet()
    {
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw Failure();
        }
    }
}
