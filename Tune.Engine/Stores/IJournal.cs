using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Engine.Stores;

/// <summary>The ledger of one experiment: the truth. Events are only ever added.</summary>
/// <remarks>
/// One opening is one owner, known by its <see cref="Epoch"/>. Several may exist, in one process or in many; only the
/// latest can add. Readers on any thread, at any time. Disposing waits for appends under way.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>The experiment's name.</summary>
    string Experiment { get; }

    /// <summary>The number under which it was opened; every append is made under it.</summary>
    OwnerEpoch Epoch { get; }

    /// <summary>How many events are durable.</summary>
    long Count { get; }

    /// <summary>
    /// Adds events as one unit: after a crash either all of them are there or none. Completes when they are durable.
    /// </summary>
    /// <param name="expected">The count the appender believes in: the fence against a second appender.</param>
    /// <param name="events">One or more.</param>
    /// <param name="cancellation">Gives up waiting; the events may be written all the same.</param>
    /// <exception cref="JournalConflictException">The count is another.</exception>
    /// <exception cref="StorageException">The journal has been opened again by somebody else, whatever the count:
    /// <see cref="StorageFault.NotOwner"/>. Or they could not be made durable: nothing more will be accepted until the
    /// journal is opened again.</exception>
    ValueTask AppendAsync(
        long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default);

    /// <summary>
    /// The durable events from a position on, in order; those added after the call began may be missing.
    /// </summary>
    IAsyncEnumerable<ExperimentEvent> ReadAsync(long from = 0, CancellationToken cancellation = default);

    /// <summary>
    /// Keeps a snapshot in place of the one before, to be found by <see cref="ITuneReader.SnapshotAsync"/>. Nothing
    /// depends on it, so nothing is thrown for a disk that takes none; a kind of store may keep none at all.
    /// </summary>
    /// <param name="snapshot">Of this journal; its position is the end of an append, or 0.</param>
    /// <param name="cancellation">Gives up waiting; it may be kept all the same.</param>
    /// <returns>Whether it is kept. It is not when the journal has been opened again by somebody else.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The journal has fewer events than the snapshot.</exception>
    ValueTask<bool> KeepAsync(StateSnapshot snapshot, CancellationToken cancellation = default) => new(false);

    /// <summary>
    /// Removes the experiment for good, with all that the store keeps of it: the last thing that an owner can do, under
    /// the fence of an append. After a crash all of it is there, or none of it and the next opening of the store clears
    /// up. Checkpoints that versions of registered models name stay and can be opened. The name is free for another.
    /// </summary>
    /// <param name="expected">The count up to which it was judged that it may go.</param>
    /// <param name="cancellation">Gives up waiting; it may be done all the same.</param>
    /// <exception cref="JournalConflictException">The count is another; nothing has changed.</exception>
    /// <exception cref="StorageException">The journal has been opened again by somebody else:
    /// <see cref="StorageFault.NotOwner"/>. Or this kind of store removes nothing: <see cref="StorageFault.Refused"/>,
    /// which is what a store answers that does not say otherwise.</exception>
    ValueTask PurgeAsync(long expected, CancellationToken cancellation = default) => throw new StorageException(
        StorageFault.Refused, $"This kind of store removes nothing; '{Experiment}' stays.");
}
