using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;

namespace Tune.Storage.Checkpoints;

/// <summary>The checkpoints of one experiment for somebody who does not own the store. One that the owner deletes may
/// be gone while its files are being read.</summary>
internal sealed class ReadOnlyCheckpoints(string root) : ICheckpointStore
{
    private readonly CheckpointReader _reader = new(root);

    /// <inheritdoc />
    public ValueTask<CheckpointRef> PutAsync(
        string folder, int iteration, CancellationToken cancellation = default) =>
        ValueTask.FromException<CheckpointRef>(Refusal());

    /// <inheritdoc />
    public ValueTask<string> OpenAsync(CheckpointRef checkpoint, CancellationToken cancellation = default) =>
        new(Task.Run(() => _reader.Open(checkpoint, cancellation), cancellation));

    /// <inheritdoc />
    public ValueTask DeleteAsync(string digest, CancellationToken cancellation = default) =>
        ValueTask.FromException(Refusal());

    /// <inheritdoc />
    public IReadOnlyList<string> Digests() => _reader.Digests();

    private StorageException Refusal() =>
        new($"The checkpoints in '{root}' were opened for reading only; they are changed by the owner of the store.");
}
