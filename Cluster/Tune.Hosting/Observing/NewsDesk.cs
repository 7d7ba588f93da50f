using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Hosting.Observing;

/// <summary>
/// Tells those outside what happens in the experiments of a host. Each has a reader of its own in the journal, which is
/// the queue: who is slow reads on where it was, and nothing is kept for it.
/// </summary>
/// <param name="store">Where the experiments are.</param>
/// <param name="takers">Who is told.</param>
/// <param name="notice">Told what people should know.</param>
/// <param name="time">The clock.</param>
internal sealed class NewsDesk(
    ITuneReader store, IReadOnlyList<INewsTaker> takers, Action<string> notice, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long takers have to hear the rest when the host goes.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const int AtOnce = 256;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Experiment, INewsTaker Taker), Round> _rounds = [];
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _gone = new();

    /// <summary>From now on what happens in an experiment is told, until it is over.</summary>
    /// <param name="experiment">Which one; it need not exist yet.</param>
    /// <param name="position">The position of the first event that is told.</param>
    public void Begin(string experiment, long position)
    {
        lock (_gate)
        {
            foreach (var taker in _leaving.IsCancellationRequested ? [] : takers)
            {
                if (_rounds.TryGetValue((experiment, taker), out var under))
                {
                    under.IsAskedAgain = true;
                    continue;
                }

                var round = new Round();
                _rounds[(experiment, taker)] = round;
                var from = taker.BeginAt(experiment, position);
                round.Task = Task.Run(() => RunAsync(experiment, from, taker, round));
            }
        }
    }

    /// <summary>Lets everybody hear the rest, for a while.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] under;
        lock (_gate)
        {
            under = [.. _rounds.Values.Select(round => round.Task)];
        }

        // Outside of the lock: what waits for it may go on at once.
        await _leaving.CancelAsync();
        try
        {
            await Task.WhenAll(under).WaitAsync(Grace, time);
        }
        catch (TimeoutException)
        {
            notice("Not everybody outside has heard how the experiments went on; the host no longer waits for them.");
        }

        await _gone.CancelAsync();
        await Task.WhenAll(under).WaitAsync(Grace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var taker in takers)
        {
            await taker.DisposeAsync();
        }
    }

    private async Task RunAsync(string experiment, long position, INewsTaker taker, Round round)
    {
        try
        {
            do
            {
                position = await FollowAsync(experiment, position, taker);
            }
            while (!IsDone(experiment, taker, round));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The host has gone.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            notice($"{experiment}: nobody outside is told any more how it goes on ({e.GetType().Name}: {e.Message}).");
            lock (_gate)
            {
                _rounds.Remove((experiment, taker));
            }
        }
    }

    private bool IsDone(string experiment, INewsTaker taker, Round round)
    {
        lock (_gate)
        {
            if (round.IsAskedAgain && !_leaving.IsCancellationRequested)
            {
                round.IsAskedAgain = false;
                return false;
            }

            _rounds.Remove((experiment, taker));
            return true;
        }
    }

    private async Task<long> FollowAsync(string experiment, long position, INewsTaker taker)
    {
        var isOver = false;
        try
        {
            await foreach (var batch in store.EventsAsync(experiment, position, _leaving.Token))
            {
                await taker.TakeAsync(
                    experiment, new NewsBatch(batch.Position, batch.Events), _leaving.Token, _gone.Token);
                position = batch.Next;
                if (HasClosed(batch.Events, ref isOver))
                {
                    return position;
                }
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested && !_gone.IsCancellationRequested)
        {
            // What is durable by now is told below.
        }

        var rest = new List<ExperimentEvent>();
        await foreach (var fact in store.ReadJournalAsync(experiment, position, _gone.Token))
        {
            rest.Add(fact);
            if (rest.Count == AtOnce)
            {
                await TakeAsync();
            }
        }

        await TakeAsync();
        return position;

        async Task TakeAsync()
        {
            await taker.TakeAsync(experiment, new NewsBatch(position, [.. rest]), _leaving.Token, _gone.Token);
            position += rest.Count;
            rest.Clear();
        }
    }

    // Over and left by its owner: nothing follows unless somebody takes it up again.
    private static bool HasClosed(IReadOnlyList<ExperimentEvent> events, ref bool isOver)
    {
        var hasClosed = false;
        foreach (var fact in events)
        {
            switch (fact)
            {
                case ExperimentEvent.Ended:
                    isOver = true;
                    break;
                case ExperimentEvent.Extended or ExperimentEvent.Resumed or ExperimentEvent.SessionOpened:
                    (isOver, hasClosed) = (false, false);
                    break;
                case ExperimentEvent.SessionClosed:
                    hasClosed = isOver;
                    break;
                default:
                    break;
            }
        }

        return hasClosed;
    }

    private sealed class Round
    {
        public Task Task { get; set; } = Task.CompletedTask;

        public bool IsAskedAgain { get; set; }
    }
}
