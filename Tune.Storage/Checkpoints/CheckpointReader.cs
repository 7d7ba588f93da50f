using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>Finds and checks checkpoints and lays their files out; changes nothing that is kept.</summary>
internal sealed class CheckpointReader(CheckpointPlaces places, BlobPool pool)
{
    private readonly CheckpointVerifier _verifier = new();

    /// <inheritdoc cref="ICheckpointReader.OpenAsync" />
    /// <param name="checkpoint">Which.</param>
    /// <param name="place">A folder to make for its files; it goes with the lease.</param>
    /// <param name="cancellation">Gives up.</param>
    public ICheckpointLease Open(CheckpointRef checkpoint, string place, CancellationToken cancellation)
    {
        var (manifest, folder) = (places.Manifest(checkpoint.Digest), places.Folder(checkpoint.Digest));
        try
        {
            if (!File.Exists(manifest) && !Directory.Exists(folder))
            {
                throw Missing(checkpoint, manifest);
            }

            if (Damage(checkpoint.Digest, place, cancellation) is not { } damage)
            {
                Directory.CreateDirectory(place);
                return new LeasedFolder(place);
            }

            throw !File.Exists(manifest) && !Directory.Exists(folder)
                ? Missing(checkpoint, manifest)
                : new StorageException(
                    StorageFault.Damaged,
                    $"The checkpoint of iteration {checkpoint.Iteration} in "
                    + $"'{(File.Exists(manifest) ? manifest : folder)}' is damaged: {damage}. "
                    + "Put it back from a backup to go on from it.");
        }
        catch
        {
            FolderTree.TryDelete(place);
            throw;
        }
    }

    private static StorageException Missing(CheckpointRef checkpoint, string manifest) => new(
        StorageFault.Gone,
        $"The checkpoint of iteration {checkpoint.Iteration} is missing: there is no '{manifest}'. "
        + "Put it back from a backup to go on from it.");

    // What is wrong with it; null if it has been laid out.
    private string? Damage(string digest, string place, CancellationToken cancellation)
    {
        try
        {
            return File.Exists(places.Manifest(digest))
                ? DamageOfShared(digest, place, cancellation)
                : DamageOfOld(digest, place, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    // The files are checked where they are laid out: there nobody exchanges them any more.
    private string? DamageOfShared(string digest, string place, CancellationToken cancellation)
    {
        foreach (var file in CheckpointManifest.Of(places, digest).Files)
        {
            var (from, to) = (places.Blob(file.Sha256), CheckpointPath.In(place, file.Path));
            if (!File.Exists(from))
            {
                return $"'{file.Path}' is missing: there is no '{from}'";
            }

            LayOut(from, to, place);
            if (pool.Damage(file, to, cancellation) is { } damage)
            {
                return $"{damage}; it is kept in '{from}'";
            }
        }

        return null;
    }

    private string? DamageOfOld(string digest, string place, CancellationToken cancellation)
    {
        var folder = places.Folder(digest);
        if (_verifier.Damage(folder, CheckpointPlaces.FilesName, digest, cancellation) is { } damage)
        {
            return damage;
        }

        var files = Path.Combine(folder, CheckpointPlaces.FilesName);
        foreach (var path in FolderTree.Files(files))
        {
            LayOut(CheckpointPath.In(files, path), CheckpointPath.In(place, path), place);
        }

        return null;
    }

    // That there is no room to lay a file out says nothing against it.
    private void LayOut(string from, string to, string place)
    {
        try
        {
            pool.LayOut(from, to);
        }
        catch (Exception e) when (e is not FileNotFoundException and (IOException or UnauthorizedAccessException))
        {
            throw Disk.Explain(place, "The files of a checkpoint could not be laid out in", e);
        }
    }
}
