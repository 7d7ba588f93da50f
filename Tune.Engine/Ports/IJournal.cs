using Tune.Engine.Experiments;

namespace Tune.Engine.Ports;

/// <summary>The ledger of one experiment: the truth. Events are only ever added.</summary>
/// <remarks>
/// One appender at a time; readers on any thread, at any time. Disposing waits for appends under way.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>The experiment's name.</summary>
    string Experiment { get; }

    /// <summary>How many events are durable.</summary>
    long Count { get; }

    /// <summary>
    /// Adds events as one unit: after a crash either all of them are there or none. Completes when they are durable.
    /// </summary>
    /// <param name="expected">The count the appender believes in: the fence against a second appender.</param>
    /// <param name="events">One or more.</param>
    /// <param name="cancellation">Gives up waiting; the events may be written all the same.</param>
    /// <exception cref="JournalConflictException">The count is another.</exception>
    /// <exception cref="StorageException">They could not be made durable. Nothing more will be accepted until the store
    /// is opened again.</exception>
    ValueTask AppendAsync(
        long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default);

    /// <summary>
    /// The durable events from a position on, in order; those added after the call began may be missing.
    /// </summary>
    IEnumerable<ExperimentEvent> Read(long from = 0);
}
