using Tune.Engine.Ports;
using Tune.Storage;

namespace Tune.Hosting;

/// <summary>A store that is only read, possibly while its owner writes.</summary>
internal sealed class ReadingStore(ReadOnlyStore inner) : ITuneStore
{
    public string Location => inner.Location;

    public ITracking Tracking => inner.Tracking;

    public ReadOnlyStore Inner => inner;

    public IReadOnlyList<string> Experiments() => inner.Experiments();

    public ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default) =>
        throw new StorageException($"{Location} was opened for reading only.");

    public ICheckpointStore Checkpoints(string experiment) => inner.Checkpoints(experiment);

    public ValueTask DisposeAsync()
    {
        inner.Dispose();
        return default;
    }
}
