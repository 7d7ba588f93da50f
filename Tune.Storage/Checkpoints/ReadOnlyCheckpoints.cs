using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>The checkpoints of one experiment for somebody who does not own the store. One that the owner deletes while
/// it is being opened may be found missing; once it is open, its files are there to stay.</summary>
internal sealed class ReadOnlyCheckpoints : ICheckpointReader
{
    private readonly CheckpointPlaces _places;
    private readonly CheckpointReader _reader;
    private readonly KeptCheckpoints _kept;

    public ReadOnlyCheckpoints(string root, Disk disk, KeptCheckpoints kept)
    {
        _kept = kept;
        _places = new CheckpointPlaces(root);
        _reader = new CheckpointReader(_places, new BlobPool(_places, disk));
    }

    /// <inheritdoc />
    public async ValueTask<ICheckpointLease> OpenAsync(
        CheckpointRef checkpoint, CancellationToken cancellation = default) => await Task.Run(
            () => _kept.Open(checkpoint, _places, cancellation) ?? _reader.Open(
                checkpoint, Directory.CreateTempSubdirectory("tune-checkpoint-").FullName, cancellation),
            cancellation);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> DigestsAsync(CancellationToken cancellation = default) =>
        new(Task.Run(_places.Digests, cancellation));
}
