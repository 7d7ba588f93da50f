using Tune.Engine.Checkpoints;

namespace Tune.Engine.Ports;

/// <summary>
/// The checkpoints of one experiment: folders of files, named by a digest that vouches for them. Safe for
/// many threads.
/// </summary>
public interface ICheckpointStore : ICheckpointReader
{
    /// <summary>
    /// Takes a folder in: its files are moved when that is possible, made durable, and only then visible. Every put
    /// gets a digest that no other had or will have, also for the same files: a deletion decided earlier cannot hit it.
    /// </summary>
    /// <exception cref="StorageException">It cannot be written; nothing of it is visible. It never will be when the
    /// fault is <see cref="StorageFault.Refused"/>.</exception>
    ValueTask<CheckpointRef> PutAsync(string folder, int iteration, CancellationToken cancellation = default);

    /// <summary>Deletes a checkpoint; no error if it is gone already.</summary>
    ValueTask DeleteAsync(string digest, CancellationToken cancellation = default);
}
