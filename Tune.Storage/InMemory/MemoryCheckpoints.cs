using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Checkpoints;

namespace Tune.Storage.InMemory;

/// <summary>Checkpoints as bytes in memory; laid out in a scratch folder when one is opened.</summary>
internal sealed class MemoryCheckpoints(string scratch) : ICheckpointStore
{
    private readonly Lock _gate = new();
    private int _opened;
    private readonly Dictionary<string, Content> _held = new(StringComparer.Ordinal);

    // Of experiments of that name that are gone; who deletes what is not needed has no eye on them.
    private readonly Dictionary<string, Content> _kept = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask<CheckpointRef> PutAsync(
        string folder, int iteration, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var files = Read(folder);
            var manifest = CheckpointManifest.Of(iteration, [.. files.Select(file =>
                new CheckpointFile(file.Key, file.Value.Length, CheckpointManifest.DigestOf(file.Value)))]);
            var digest = CheckpointManifest.DigestOf(manifest.Write());
            lock (_gate)
            {
                _held.Add(digest, new Content(files));
            }

            FolderTree.Delete(folder);
            return new(new CheckpointRef(digest, manifest.Bytes, iteration));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new StorageException(
                e is InvalidDataException ? StorageFault.Refused : StorageFault.Other,
                $"The checkpoint in '{folder}' was not taken: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <inheritdoc />
    public ValueTask<ICheckpointLease> OpenAsync(
        CheckpointRef checkpoint, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_held.TryGetValue(checkpoint.Digest, out var content)
                && !_kept.TryGetValue(checkpoint.Digest, out content))
            {
                throw new StorageException(
                    StorageFault.Gone,
                    $"The checkpoint of iteration {checkpoint.Iteration} is missing: there is none with the digest "
                    + $"{checkpoint.Digest}.");
            }

            var folder = Path.Combine(scratch, $"{checkpoint.Digest}-{++_opened}");
            Directory.CreateDirectory(folder);
            foreach (var (path, bytes) in content.Files)
            {
                var target = CheckpointPath.In(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, bytes);
            }

            return new(new LeasedFolder(folder));
        }
    }

    /// <inheritdoc />
    public ValueTask DeleteAsync(string digest, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _held.Remove(digest);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> DigestsAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new([.. _held.Keys]);
        }
    }

    /// <summary>The experiment is gone: what models name stays, the rest goes.</summary>
    public void Purge(IReadOnlySet<string> named)
    {
        lock (_gate)
        {
            foreach (var (digest, content) in _held.Where(entry => named.Contains(entry.Key)))
            {
                _kept[digest] = content;
            }

            _held.Clear();
            foreach (var digest in _kept.Keys.Except(named).ToArray())
            {
                _kept.Remove(digest);
            }
        }
    }

    private static Dictionary<string, byte[]> Read(string folder)
    {
        using var open = OpenFolder.Open(folder);
        return CheckpointPath.FilesBelow(open).ToDictionary(path => path, path =>
        {
            using var file = new FileStream(open.OpenFileAlong(path), FileAccess.Read);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }, StringComparer.Ordinal);
    }

    private sealed record Content(IReadOnlyDictionary<string, byte[]> Files);
}
