using Tune.Engine.Checkpoints;

namespace Tune.Engine.Ports;

/// <summary>The checkpoints of one experiment, for those who only look. Safe for many threads.</summary>
public interface ICheckpointReader
{
    /// <summary>The files of a checkpoint, after each has been checked against its digest. They stay until the lease is
    /// given back; with one that is not its owner's, only as long as the owner keeps them.</summary>
    /// <exception cref="StorageException">It is missing (<see cref="StorageFault.Gone"/>) or damaged; the message names
    /// the file.</exception>
    ValueTask<ICheckpointLease> OpenAsync(CheckpointRef checkpoint, CancellationToken cancellation = default);

    /// <summary>The digests of all checkpoints present, in any order.</summary>
    ValueTask<IReadOnlyList<string>> DigestsAsync(CancellationToken cancellation = default);
}
