using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>Checkpoints that models name, of an experiment that is gone: they can be opened, no more.</summary>
internal sealed class KeptCheckpoints(string root, Disk disk)
{
    private readonly CheckpointPlaces _places = new(root);
    private readonly Lazy<CheckpointReader> _reader = new(() =>
    {
        var places = new CheckpointPlaces(root);
        return new CheckpointReader(places, new BlobPool(places, disk));
    });

    /// <summary>Opens one, unless it is not here, or the experiment that has the name now has it.</summary>
    public ICheckpointLease? Open(CheckpointRef checkpoint, CheckpointPlaces own, CancellationToken cancellation) =>
        Has(own, checkpoint.Digest) || !Has(_places, checkpoint.Digest)
            ? null
            : _reader.Value.Open(
                checkpoint, Directory.CreateTempSubdirectory("tune-checkpoint-").FullName, cancellation);

    private static bool Has(CheckpointPlaces places, string digest) =>
        File.Exists(places.Manifest(digest)) || Directory.Exists(places.Folder(digest));
}
