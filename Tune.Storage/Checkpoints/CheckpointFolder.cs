using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>
/// The checkpoints of one experiment as folders named by their digest. Each holds a manifest and, in <c>files</c>, what
/// was put. A folder gets its name last, when everything in it is durable.
/// </summary>
/// <remarks>
/// No digest is ever given twice, not even for the same files. A deletion that was decided while nobody held a
/// checkpoint may be carried out at any later time; it must not take away what somebody has put since.
/// </remarks>
internal sealed class CheckpointFolder : ICheckpointStore
{
    private const string Unfinished = ".unfinished-";

    private readonly string _root;
    private readonly Disk _disk;
    private readonly CheckpointReader _reader;
    private readonly Lock _deleting = new();
    private Task _deletions = Task.CompletedTask;

    /// <summary>Opens the folder; it is made when something is put. Half-written leftovers are deleted as far as that
    /// is possible: they are in nobody's way.</summary>
    public CheckpointFolder(string root, Disk disk)
    {
        _root = root;
        _disk = disk;
        _reader = new CheckpointReader(root);
        if (Directory.Exists(root))
        {
            Array.ForEach(Directory.GetDirectories(root, Unfinished + "*"), TryDelete);
        }
    }

    /// <inheritdoc />
    public ValueTask<CheckpointRef> PutAsync(
        string folder, int iteration, CancellationToken cancellation = default) =>
        new(Task.Run(() => Put(Path.GetFullPath(folder), iteration, cancellation), cancellation));

    /// <inheritdoc />
    public async ValueTask<ICheckpointLease> OpenAsync(
        CheckpointRef checkpoint, CancellationToken cancellation = default) =>
        new FolderLease(await Task.Run(() => _reader.Open(checkpoint, cancellation), cancellation));

    /// <inheritdoc />
    public ValueTask DeleteAsync(string digest, CancellationToken cancellation = default)
    {
        var deletion = Task.Run(() => Delete(digest), cancellation);
        lock (_deleting)
        {
            _deletions = _deletions.IsCompleted ? deletion : Task.WhenAll(_deletions, deletion);
        }

        return new(deletion);
    }

    /// <summary>Ends when every deletion that was asked for is done or has failed: they are asked for in passing, many
    /// of them at an experiment's end, and the program may end right after that.</summary>
    public async Task SettleAsync()
    {
        Task deletions;
        lock (_deleting)
        {
            deletions = _deletions;
        }

        await deletions.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> DigestsAsync(CancellationToken cancellation = default) =>
        new(Task.Run(_reader.Digests, cancellation));

    private CheckpointRef Put(string folder, int iteration, CancellationToken cancellation)
    {
        var work = Fresh();
        var isMoved = false;
        try
        {
            using var source = OpenFolder.Open(folder);
            _disk.MakeFolder(work);
            var files = Path.Combine(work, CheckpointReader.FilesName);
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
            var bytes = manifest.Write();
            var digest = CheckpointManifest.DigestOf(bytes);
            _disk.Replace(Path.Combine(work, CheckpointManifest.FileName), bytes);
            _disk.Rename(work, _reader.PathOf(digest));
            _disk.FlushFolder(_root);
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
                    _root, "A checkpoint could not be written below", e),
                _ => e,
            };
        }
    }

    private CheckpointManifest FlushedManifest(OpenFolder folder, int iteration, CancellationToken cancellation)
    {
        var files = new List<CheckpointFile>();
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

        foreach (var below in CheckpointPath.FoldersBelow(folder.Path))
        {
            _disk.FlushFolder(below);
        }

        return CheckpointManifest.Of(iteration, files);
    }

    // Takes the name away first: a deletion that is cut short must not leave half a checkpoint.
    private void Delete(string digest)
    {
        var (folder, away) = (_reader.PathOf(digest), Fresh());
        try
        {
            lock (_deleting)
            {
                _reader.Forget(digest);
                if (!Directory.Exists(folder))
                {
                    return;
                }

                _disk.Rename(folder, away);
            }

            FolderTree.Delete(away);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(folder, "A checkpoint could not be deleted:", e);
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            FolderTree.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody needs it; the next opening of the store tries again.
        }
    }

    // Never a name that a leftover could have: its files would be taken for ours.
    private string Fresh() => Path.Combine(_root, Unfinished + Guid.NewGuid().ToString("N"));

    // As much as can be: the files go back to where they came from, and nothing half-written stays.
    private static void Undo(string work, string? origin)
    {
        try
        {
            if (origin is not null && !Directory.Exists(origin))
            {
                Directory.Move(Path.Combine(work, CheckpointReader.FilesName), origin);
            }

            FolderTree.Delete(work);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next opening of the store deletes what is left.
        }
    }
}
