using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>The checkpoints of one experiment, as their owner has them.</summary>
/// <remarks>
/// No digest is ever given twice, not even for the same files. A deletion that was decided while nobody held a
/// checkpoint may be carried out at any later time; it must not take away what somebody has put since.
/// </remarks>
internal sealed class CheckpointShelf : ICheckpointStore
{
    private readonly CheckpointPlaces _places;
    private readonly Disk _disk;
    private readonly BlobPool _pool;
    private readonly CheckpointReader _reader;
    private readonly CheckpointRemoval _removal;

    /// <summary>Opens the folder; it is made when something is put. What was left unfinished, and files that no
    /// checkpoint names, are deleted as far as that is possible: they are in nobody's way.</summary>
    public CheckpointShelf(string root, Disk disk)
    {
        _disk = disk;
        _places = new CheckpointPlaces(root);
        _pool = new BlobPool(_places, disk);
        _reader = new CheckpointReader(_places, _pool);
        foreach (var leftover in _places.Leftovers())
        {
            TryDelete(leftover);
        }

        _removal = new CheckpointRemoval(_places, disk, _pool);
    }

    /// <inheritdoc />
    public ValueTask<CheckpointRef> PutAsync(
        string folder, int iteration, CancellationToken cancellation = default) =>
        new(Task.Run(() => Put(Path.GetFullPath(folder), iteration, cancellation), cancellation));

    /// <inheritdoc />
    public async ValueTask<ICheckpointLease> OpenAsync(
        CheckpointRef checkpoint, CancellationToken cancellation = default) => await Task.Run(
            () => _reader.Open(checkpoint, _places.Fresh(), cancellation), cancellation);

    /// <inheritdoc />
    public ValueTask DeleteAsync(string digest, CancellationToken cancellation = default)
    {
        _ = _places.Manifest(digest);
        return new(_removal.DeleteAsync(digest).WaitAsync(cancellation));
    }

    /// <summary>Ends when every deletion that was asked for is done or has failed: they are asked for in passing, many
    /// of them at an experiment's end, and the program may end right after that.</summary>
    public Task SettleAsync() => _removal.SettleAsync();

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> DigestsAsync(CancellationToken cancellation = default) =>
        new(Task.Run(_places.Digests, cancellation));

    private CheckpointRef Put(string folder, int iteration, CancellationToken cancellation)
    {
        var work = _places.Fresh();
        var isMoved = false;
        try
        {
            using var source = OpenFolder.Open(folder);
            _disk.MakeFolder(work);
            FileModes.OpenUp(folder);
            var files = Path.Combine(work, CheckpointPlaces.FilesName);
            isMoved = FolderMove.TryRename(folder, files);
            if (!isMoved)
            {
                Directory.CreateDirectory(files);
                FolderTree.Copy(source, files);
            }

            using var taken = OpenFolder.Open(files);
            if (isMoved && !taken.IsSameAs(source))
            {
                throw new InvalidDataException("the folder was exchanged for another while it was taken");
            }

            var manifest = FlushedManifest(taken, iteration, cancellation);
            var digest = Keep(manifest, work, files);
            TryDelete(work);
            if (!isMoved)
            {
                TryDelete(folder);
            }

            return new CheckpointRef(digest, manifest.Bytes, iteration);
        }
        catch (Exception e)
        {
            Undo(work, isMoved ? folder : null);
            throw e switch
            {
                InvalidDataException => new StorageException(
                    StorageFault.Refused, $"The checkpoint in '{folder}' was not taken: {e.Message}.", e),
                IOException or UnauthorizedAccessException => Disk.Explain(
                    _places.Root, "A checkpoint could not be written below", e),
                _ => e,
            };
        }
    }

    // First the files, durably, and only then the name that promises them.
    private string Keep(CheckpointManifest manifest, string work, string files)
    {
        var (bytes, blobs) = (manifest.Write(), manifest.Blobs);
        var digest = CheckpointManifest.DigestOf(bytes);
        var named = false;
        _pool.Uses.Hold(blobs);
        try
        {
            _disk.MakeFolder(_places.Manifests);
            _disk.MakeFolder(_places.Blobs);
            var fresh = Path.Combine(work, CheckpointManifest.FileName);
            _disk.Replace(fresh, bytes);
            var isNew = false;
            foreach (var file in manifest.Files.DistinctBy(file => file.Sha256))
            {
                isNew |= _pool.Take(
                    CheckpointPath.In(files, file.Path), file.Sha256, Path.Combine(work, file.Sha256));
            }

            if (isNew)
            {
                _disk.FlushFolder(_places.Blobs);
            }

            named = true;
            _disk.Rename(fresh, _places.Manifest(digest));
            _disk.FlushFolder(_places.Manifests);
            _pool.Uses.Add(digest, blobs);
            return digest;
        }
        catch when (named)
        {
            FileModes.Delete(_places.Manifest(digest));
            throw;
        }
        finally
        {
            _pool.Uses.Release(blobs);
        }
    }

    private CheckpointManifest FlushedManifest(OpenFolder folder, int iteration, CancellationToken cancellation)
    {
        var files = new List<CheckpointFile>();
        foreach (var below in CheckpointPath.FoldersBelow(folder.Path))
        {
            FileModes.OpenUp(below);
        }

        foreach (var path in CheckpointPath.FilesBelow(folder))
        {
            cancellation.ThrowIfCancellationRequested();
            var (below, name) = CheckpointPath.Split(path);
            using var place = folder.Along(below);
            using var file = place.OpenFile(name);
            var (length, hash) = FileHash.Of(file, cancellation);
            _disk.Flush(file);
            files.Add(new CheckpointFile(path, length, hash));
        }

        return CheckpointManifest.Of(iteration, files);
    }

    // As much as can be: the files go back to where they came from, and nothing half-written stays. What was taken in
    // already and is named by nothing goes at the next opening.
    private static void Undo(string work, string? origin)
    {
        try
        {
            if (origin is not null && !Directory.Exists(origin))
            {
                Directory.Move(Path.Combine(work, CheckpointPlaces.FilesName), origin);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next opening of the store deletes what is left.
            return;
        }

        TryDelete(work);
    }

    private static void TryDelete(string path)
    {
        try
        {
            FolderTree.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody needs it; the next opening of the store tries again.
        }
    }
}
