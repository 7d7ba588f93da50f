using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Storage.Journal;

/// <summary>
/// The feed of a store: each follower reads the journal through a tail of its own. Nothing is kept in between, so that
/// a slow follower costs nobody anything.
/// </summary>
/// <param name="follow">Opens a journal's tail at a position, or before it; also that of an experiment which does not
/// exist yet.</param>
/// <param name="pulses">Told when a journal has become longer by this process.</param>
/// <param name="clock">Measures <paramref name="lookEvery"/>.</param>
/// <param name="lookEvery">How long to wait at most before looking again; infinite where nobody else writes.</param>
public sealed class JournalFeed(
    Func<string, long, IEventTail> follow, Pulses pulses, TimeProvider clock, TimeSpan lookEvery)
{
    private const int BatchMax = 4096;

    /// <inheritdoc cref="IExperimentFeed.EventsAsync" />
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="from"/> is below 0.</exception>
    public IAsyncEnumerable<EventBatch> EventsAsync(string experiment, long from, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return FollowAsync(experiment, from, cancellation);
    }

    private async IAsyncEnumerable<EventBatch> FollowAsync(
        string experiment, long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var tail = await Task.Run(() => follow(experiment, from), cancellation).ConfigureAwait(false);
        while (true)
        {
            // Before looking: what comes in meanwhile is not missed.
            var more = pulses.Next(experiment);
            ObjectDisposedException.ThrowIf(pulses.IsClosed, typeof(ITuneStore));
            var at = tail.Position;
            var events = await Task.Run(() => Read(tail), cancellation).ConfigureAwait(false);
            var skip = (int)Math.Clamp(from - at, 0, events.Count);
            if (skip < events.Count)
            {
                yield return new EventBatch(at + skip, skip == 0 ? events : events[skip..]);
            }
            else if (events.Count == 0)
            {
                await WaitAsync(more, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(Task more, CancellationToken cancellation)
    {
        try
        {
            await more.WaitAsync(lookEvery, clock, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Somebody else may have written.
        }
    }

    private static List<ExperimentEvent> Read(IEventTail tail)
    {
        var events = new List<ExperimentEvent>();
        var whole = 0;
        try
        {
            while (events.Count < BatchMax && tail.Next(events))
            {
                whole = events.Count;
            }
        }
        catch (StorageException) when (whole > 0)
        {
            // What came before the damage is good; the next look meets it again.
            events.RemoveRange(whole, events.Count - whole);
        }

        return events;
    }
}
