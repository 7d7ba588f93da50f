using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>Checkpoints that models name, of an experiment that is gone: they can be opened, no more.</summary>
/// <param name="root">Where they are kept.</param>
/// <param name="taken">Where they are until they are moved to that place.</param>
/// <param name="disk">What they are on.</param>
internal sealed class KeptCheckpoints(string root, Func<IReadOnlyList<string>> taken, Disk disk)
{
    private readonly CheckpointPlaces _places = new(root);
    private readonly Lazy<CheckpointReader> _reader = new(() => ReaderOf(new CheckpointPlaces(root), disk));

    /// <summary>Opens one, unless it is not here, or the experiment that has the name now has it.</summary>
    public ICheckpointLease? Open(CheckpointRef checkpoint, CheckpointPlaces own, CancellationToken cancellation)
    {
        if (Has(own, checkpoint.Digest))
        {
            return null;
        }

        if (!Has(_places, checkpoint.Digest))
        {
            try
            {
                if (taken().Select(each => new CheckpointPlaces(each))
                    .FirstOrDefault(each => Has(each, checkpoint.Digest)) is { } places)
                {
                    return Open(ReaderOf(places, disk), checkpoint, cancellation);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException
                && Has(_places, checkpoint.Digest))
            {
                // It was moved meanwhile.
            }
        }

        return Has(_places, checkpoint.Digest) ? Open(_reader.Value, checkpoint, cancellation) : null;
    }

    private static CheckpointReader ReaderOf(CheckpointPlaces places, Disk disk) =>
        new(places, new BlobPool(places, disk));

    private static ICheckpointLease Open(
        CheckpointReader reader, CheckpointRef checkpoint, CancellationToken cancellation) => reader.Open(
            checkpoint, Directory.CreateTempSubdirectory("tune-checkpoint-").FullName, cancellation);

    private static bool Has(CheckpointPlaces places, string digest) =>
        File.Exists(places.Manifest(digest)) || Directory.Exists(places.Folder(digest));
}
