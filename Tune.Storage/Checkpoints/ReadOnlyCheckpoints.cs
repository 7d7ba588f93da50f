using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;

namespace Tune.Storage.Checkpoints;

/// <summary>The checkpoints of one experiment for somebody who does not own the store. One that the owner deletes may
/// be gone while its files are being read.</summary>
internal sealed class ReadOnlyCheckpoints(string root) : ICheckpointReader
{
    private readonly CheckpointReader _reader = new(root);

    /// <inheritdoc />
    public async ValueTask<ICheckpointLease> OpenAsync(
        CheckpointRef checkpoint, CancellationToken cancellation = default) =>
        new FolderLease(await Task.Run(() => _reader.Open(checkpoint, cancellation), cancellation));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> DigestsAsync(CancellationToken cancellation = default) =>
        new(Task.Run(_reader.Digests, cancellation));
}
