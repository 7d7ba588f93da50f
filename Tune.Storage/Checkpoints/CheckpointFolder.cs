using System.Globalization;
using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Storage.Disks;
using Tune.Storage.Journal;

namespace Tune.Storage.Checkpoints;

/// <summary>
/// The checkpoints of one experiment as folders named by their digest. Each holds a manifest and, in <c>files</c>, what
/// was put. A folder gets its name last, when everything in it is durable.
/// </summary>
internal sealed class CheckpointFolder : ICheckpointStore
{
    private const string FilesName = "files";
    private const string Unfinished = ".unfinished-";

    private readonly string _root;
    private readonly Disk _disk;
    private readonly CheckpointVerifier _verifier = new();
    private readonly Lock _names = new();
    private int _counter;

    /// <summary>Opens the folder; it is made when something is put. Half-written leftovers are deleted.</summary>
    public CheckpointFolder(string root, Disk disk)
    {
        _root = root;
        _disk = disk;
        if (Directory.Exists(root))
        {
            foreach (var left in Directory.EnumerateDirectories(root, Unfinished + "*"))
            {
                Directory.Delete(left, recursive: true);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask<CheckpointRef> PutAsync(
        string folder, int iteration, CancellationToken cancellation = default) =>
        new(Task.Run(() => Put(Path.GetFullPath(folder), iteration, cancellation), cancellation));

    /// <inheritdoc />
    public ValueTask<string> OpenAsync(CheckpointRef checkpoint, CancellationToken cancellation = default) =>
        new(Task.Run(() => Open(checkpoint, cancellation), cancellation));

    /// <inheritdoc />
    public ValueTask DeleteAsync(string digest, CancellationToken cancellation = default) =>
        new(Task.Run(() => Delete(digest), cancellation));

    /// <inheritdoc />
    public IReadOnlyList<string> Digests() => !Directory.Exists(_root)
        ? []
        : [.. Directory.EnumerateDirectories(_root).Select(path => Path.GetFileName(path)).Where(Digest.IsDigest)];

    private CheckpointRef Put(string folder, int iteration, CancellationToken cancellation)
    {
        var work = Fresh();
        var isMoved = false;
        try
        {
            _disk.MakeFolder(work);
            var files = Path.Combine(work, FilesName);
            isMoved = FolderMove.TryRename(folder, files);
            if (!isMoved)
            {
                FolderMove.Copy(folder, files);
            }

            var manifest = FlushedManifest(files, iteration, cancellation);
            var bytes = manifest.Write();
            var digest = CheckpointManifest.DigestOf(bytes);
            _disk.Replace(Path.Combine(work, CheckpointManifest.FileName), bytes);
            Publish(work, digest);
            if (!isMoved)
            {
                Directory.Delete(folder, recursive: true);
            }

            return new CheckpointRef(digest, manifest.Bytes, iteration);
        }
        catch (Exception e)
        {
            Undo(work, isMoved ? folder : null);
            throw e switch
            {
                InvalidDataException => new StorageException(
                    $"The checkpoint in '{folder}' was not taken: {e.Message}.", e),
                IOException or UnauthorizedAccessException => Disk.Explain(
                    _root, "A checkpoint could not be written below", e),
                _ => e,
            };
        }
    }

    private CheckpointManifest FlushedManifest(string folder, int iteration, CancellationToken cancellation)
    {
        var files = new List<CheckpointFile>();
        foreach (var path in CheckpointPath.FilesBelow(folder))
        {
            cancellation.ThrowIfCancellationRequested();
            var access = OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read;
            using var file = File.OpenHandle(CheckpointPath.In(folder, path), FileMode.Open, access);
            var (length, hash) = FileHash.Of(file, cancellation);
            _disk.Flush(file);
            files.Add(new CheckpointFile(path, length, hash));
        }

        foreach (var below in CheckpointPath.FoldersBelow(folder))
        {
            _disk.FlushFolder(below);
        }

        return new CheckpointManifest(iteration, files);
    }

    // The same content may be there already: then that copy stays, unless it has been damaged in the meantime.
    private void Publish(string work, string digest)
    {
        var target = PathOf(digest);
        lock (_names)
        {
            if (Directory.Exists(target))
            {
                if (_verifier.Damage(target, FilesName, digest, default) is null)
                {
                    Directory.Delete(work, recursive: true);
                    return;
                }

                Delete(digest);
            }

            _disk.Rename(work, target);
            _disk.FlushFolder(_root);
        }
    }

    private string Open(CheckpointRef checkpoint, CancellationToken cancellation)
    {
        var folder = PathOf(checkpoint.Digest);
        if (!Directory.Exists(folder))
        {
            throw new StorageException(
                $"The checkpoint of iteration {checkpoint.Iteration} is missing: there is no folder '{folder}'. "
                + "Put it back from a backup to go on from it.");
        }

        var damage = _verifier.Damage(folder, FilesName, checkpoint.Digest, cancellation);
        return damage is null
            ? Path.Combine(folder, FilesName)
            : throw new StorageException(
                $"The checkpoint of iteration {checkpoint.Iteration} in '{folder}' is damaged: {damage}. "
                + "Put it back from a backup to go on from it.");
    }

    // Takes the name away first: a deletion that is cut short must not leave half a checkpoint.
    private void Delete(string digest)
    {
        var (folder, away) = (PathOf(digest), Fresh());
        try
        {
            lock (_names)
            {
                _verifier.Forget(digest);
                if (!Directory.Exists(folder))
                {
                    return;
                }

                _disk.Rename(folder, away);
            }

            Directory.Delete(away, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(folder, "A checkpoint could not be deleted:", e);
        }
    }

    private string PathOf(string digest) => Digest.IsDigest(digest)
        ? Path.Combine(_root, digest)
        : throw new ArgumentException(
            $"'{digest}' is not the digest of a checkpoint: 64 lower-case hexadecimal digits.", nameof(digest));

    private string Fresh() => Path.Combine(
        _root, Unfinished + Interlocked.Increment(ref _counter).ToString(CultureInfo.InvariantCulture));

    // As much as can be: the files go back to where they came from, and nothing half-written stays.
    private static void Undo(string work, string? origin)
    {
        try
        {
            if (origin is not null && !Directory.Exists(origin))
            {
                Directory.Move(Path.Combine(work, FilesName), origin);
            }

            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next opening of the store deletes what is left.
        }
    }
}
