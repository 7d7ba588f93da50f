using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Storage.Journal;

namespace Tune.Storage.Checkpoints;

/// <summary>Finds and checks the checkpoints below a folder; changes nothing there.</summary>
internal sealed class CheckpointReader(string root)
{
    /// <summary>The folder within a checkpoint that holds what was put.</summary>
    public const string FilesName = "files";

    private readonly CheckpointVerifier _verifier = new();

    /// <inheritdoc cref="ICheckpointReader.OpenAsync" />
    public string Open(CheckpointRef checkpoint, CancellationToken cancellation)
    {
        var folder = PathOf(checkpoint.Digest);
        if (!Directory.Exists(folder))
        {
            throw new StorageException(
                StorageFault.Gone,
                $"The checkpoint of iteration {checkpoint.Iteration} is missing: there is no folder '{folder}'. "
                + "Put it back from a backup to go on from it.");
        }

        var damage = _verifier.Damage(folder, FilesName, checkpoint.Digest, cancellation);
        return damage is null
            ? Path.Combine(folder, FilesName)
            : throw new StorageException(
                StorageFault.Damaged,
                $"The checkpoint of iteration {checkpoint.Iteration} in '{folder}' is damaged: {damage}. "
                + "Put it back from a backup to go on from it.");
    }

    /// <inheritdoc cref="ICheckpointReader.DigestsAsync" />
    public IReadOnlyList<string> Digests() => !Directory.Exists(root)
        ? []
        : [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)).Where(Digest.IsDigest)];

    /// <summary>Where a checkpoint is, if it is there.</summary>
    /// <exception cref="ArgumentException">It is no digest, and might lead anywhere.</exception>
    public string PathOf(string digest) => Digest.IsDigest(digest)
        ? Path.Combine(root, digest)
        : throw new ArgumentException(
            $"'{digest}' is not the digest of a checkpoint: 64 lower-case hexadecimal digits.", nameof(digest));

    /// <summary>What was found good of it counts no longer.</summary>
    public void Forget(string digest) => _verifier.Forget(digest);
}
