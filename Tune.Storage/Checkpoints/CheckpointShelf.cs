using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>The checkpoints of one experiment in a folder, as their owner has them: for any store that keeps them in
/// one, wherever its journals are.</summary>
/// <remarks>
/// No digest is ever given twice, not even for the same files. A deletion that was decided while nobody held a
/// checkpoint may be carried out at any later time; it must not take away what somebody has put since.
/// </remarks>
public sealed class CheckpointShelf : ICheckpointStore
{
    private readonly CheckpointPlaces _places;
    private readonly Disk _disk;
    private readonly BlobPool _pool;
    private readonly CheckpointReader _reader;
    private readonly CheckpointRemoval _removal;
    private readonly KeptCheckpoints? _kept;

    /// <summary>Opens the folder; it is made when something is put. What was left unfinished, and files that no
    /// checkpoint names, are deleted as far as that is possible: they are in nobody's way.
    /// </summary>
    /// <param name="root">A folder of its own.</param>
    public CheckpointShelf(string root)
        : this(root, Disk.Real)
    {
    }

    /// <inheritdoc cref="CheckpointShelf(string)" />
    /// <param name="root">A folder of its own.</param>
    /// <param name="disk">What it is on.</param>
    /// <param name="kept">Checkpoints of an experiment of that name which is gone; null for none.</param>
    internal CheckpointShelf(string root, Disk disk, KeptCheckpoints? kept = null)
    {
        _disk = disk;
        _kept = kept;
        _places = new CheckpointPlaces(root);
        _pool = new BlobPool(_places, disk);
        _reader = new CheckpointReader(_places, _pool);
        foreach (var leftover in _places.Leftovers())
        {
            FolderTree.TryDelete(leftover);
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
            () => _kept?.Open(checkpoint, _places, cancellation)
                ?? _reader.Open(checkpoint, _places.Fresh(), cancellation),
            cancellation);

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
            FolderTree.OpenUp(source);
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

            var flushed = Flushed(taken, cancellation);
            var manifest = CheckpointManifest.Of(iteration, [.. flushed.Select(file =>
                new CheckpointFile(file.Path, file.Content.Length, file.Content.Sha256))]);
            var digest = Keep(manifest, flushed, work, files);
            FolderTree.TryDelete(work);
            if (!isMoved)
            {
                FolderTree.TryDelete(folder);
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
    private string Keep(
        CheckpointManifest manifest, List<(string Path, HashedFile Content)> flushed, string work, string files)
    {
        var bytes = manifest.Write();
        var digest = CheckpointManifest.DigestOf(bytes);
        _pool.Uses.Add(digest, manifest.Blobs);
        try
        {
            _disk.MakeFolder(_places.Manifests);
            _disk.MakeFolder(_places.Blobs);
            var fresh = Path.Combine(work, CheckpointManifest.FileName);
            _disk.Replace(fresh, bytes);
            foreach (var (path, content) in flushed.DistinctBy(file => file.Content.Sha256))
            {
                if (!_pool.TryTake(CheckpointPath.In(files, path), content, Path.Combine(work, content.Sha256)))
                {
                    throw new InvalidDataException($"'{path}' was changed while it was taken");
                }
            }

            _disk.FlushFolder(_places.Blobs);
            _disk.Rename(fresh, _places.Manifest(digest));
            _disk.FlushFolder(_places.Manifests);
            return digest;
        }
        catch
        {
            Unname(digest);
            throw;
        }
    }

    // A name that cannot be taken away goes on needing its files.
    private void Unname(string digest)
    {
        FileModes.Delete(_places.Manifest(digest));
        if (!File.Exists(_places.Manifest(digest)))
        {
            _pool.Uses.Remove(digest);
        }
    }

    private List<(string Path, HashedFile Content)> Flushed(OpenFolder folder, CancellationToken cancellation)
    {
        var files = new List<(string, HashedFile)>();
        foreach (var path in CheckpointPath.FilesBelow(folder))
        {
            using var file = folder.OpenFileAlong(path);
            files.Add((path, HashedFile.Of(file, cancellation)));
            _disk.Flush(file);
        }

        return files;
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

        FolderTree.TryDelete(work);
    }
}
