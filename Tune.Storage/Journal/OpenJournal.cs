using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Storage.Journal;

/// <summary>One opening of a journal. Several may be open at once; only the latest may add.</summary>
internal sealed class OpenJournal(
    FileJournal journal, OwnerEpoch epoch, Func<FileJournal, ValueTask> release,
    Func<string, long, ValueTask> room, Func<FileJournal, OwnerEpoch, long, Task> purge) : IJournal
{
    private int _isClosed;

    /// <inheritdoc />
    public string Experiment => journal.Experiment;

    /// <inheritdoc />
    public OwnerEpoch Epoch => epoch;

    /// <inheritdoc />
    public long Count => journal.Count;

    /// <inheritdoc />
    public ValueTask AppendAsync(
        long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        cancellation.ThrowIfCancellationRequested();
        var written = WriteAsync(expected, events);
        return new(cancellation.CanBeCanceled ? written.WaitAsync(cancellation) : written);
    }

    // The answer, not the append, waits for whoever follows the journal, so that appends keep their order.
    private async Task WriteAsync(long expected, IReadOnlyList<ExperimentEvent> events)
    {
        await journal.AppendAsync(epoch, expected, events);
        await room(journal.Experiment, journal.Count);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ExperimentEvent> ReadAsync(long from = 0, CancellationToken cancellation = default) =>
        journal.Files.ReadAsync(from, journal.Count, cancellation);

    /// <inheritdoc />
    public ValueTask<bool> KeepAsync(StateSnapshot snapshot, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        cancellation.ThrowIfCancellationRequested();
        return new(journal.KeepAsync(epoch, snapshot).WaitAsync(cancellation));
    }

    /// <inheritdoc />
    public ValueTask PurgeAsync(long expected, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        cancellation.ThrowIfCancellationRequested();
        return new(purge(journal, epoch, expected).WaitAsync(cancellation));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() =>
        Interlocked.Exchange(ref _isClosed, 1) == 0 ? release(journal) : ValueTask.CompletedTask;
}
