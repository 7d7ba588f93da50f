using Tune.Engine.Ports;

namespace Tune.Engine.Stores;

/// <summary>
/// What happens in an experiment, as it happens: its journal, followed. Whoever owns it, here or elsewhere, now or
/// after a take-over, the same events come in the same order, each once.
/// </summary>
public interface IExperimentFeed
{
    /// <summary>
    /// The events from a position on: first those that are there, then those to come, once they are durable. It goes on
    /// until it is cancelled, also when the experiment is over: one that is over can be extended. Nothing is kept for
    /// the reader; one that is slow reads on in the journal where it was.
    /// </summary>
    /// <param name="experiment">Which experiment; it need not exist yet.</param>
    /// <param name="from">The position of the first event that is wanted, 0 or more.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StorageException">The journal is damaged. What came before is good.</exception>
    /// <exception cref="ObjectDisposedException">The store has been closed.</exception>
    IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, CancellationToken cancellation = default);
}
