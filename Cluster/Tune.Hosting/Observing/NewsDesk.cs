using System.Globalization;
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

    /// <summary>How often it is tried in vain to tell somebody of an experiment before it is given up.</summary>
    public const int TriesMax = 10;

    private const int AtOnce = 256;

    // Waits double from one to the other: ten tries are about five minutes.
    private static readonly TimeSpan s_firstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Experiment, INewsTaker Taker), NewsRound> _rounds = [];

    // Where those were given up who could not be told; whoever begins again goes on there.
    private readonly Dictionary<(string Experiment, INewsTaker Taker), long> _givenUp = [];
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _gone = new();

    /// <summary>How many are being told of how many experiments.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rounds.Count;
            }
        }
    }

    /// <summary>The same as <see cref="Begin"/> where everybody is being told of the experiment already; null where
    /// not.</summary>
    public NewsAsking? TryJoin(string experiment)
    {
        lock (_gate)
        {
            return takers.All(taker => _rounds.ContainsKey((experiment, taker))) ? Begin(experiment, 0) : null;
        }
    }

    /// <summary>From now on what happens in an experiment is told, until it is over. To be called before it is asked
    /// for something.</summary>
    /// <param name="experiment">Which one; it need not exist yet.</param>
    /// <param name="position">The position of the first event that is told.</param>
    /// <returns>To be disposed of when it is known what came of it.</returns>
    public NewsAsking Begin(string experiment, long position)
    {
        lock (_gate)
        {
            var (asked, begun) = (new List<NewsRound>(), new List<NewsRound>());
            foreach (var taker in _leaving.IsCancellationRequested ? [] : takers)
            {
                if (!_rounds.TryGetValue((experiment, taker), out var round))
                {
                    _rounds[(experiment, taker)] = round = new NewsRound(FromNeedsLock(experiment, position, taker));
                    begun.Add(round);
                    var fresh = round;
                    round.Task = Task.Run(() => RunAsync(experiment, taker, fresh));
                }

                (round.Asks, round.Pending) = (round.Asks + 1, round.Pending + 1);
                asked.Add(round);
            }

            return new NewsAsking(isRefused => End(asked, isRefused ? begun : []));
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
        catch (Exception) when (under.All(static round => round.IsCompleted))
        {
            // Who is told of what people should know has thrown: nobody is left to be told.
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

    private long FromNeedsLock(string experiment, long position, INewsTaker taker)
    {
        var from = taker.BeginAt(experiment, position);
        return _givenUp.Remove((experiment, taker), out var known) ? Math.Min(known, from) : from;
    }

    private void End(List<NewsRound> asked, List<NewsRound> begunForNothing)
    {
        lock (_gate)
        {
            asked.ForEach(static round => round.Pending--);
            foreach (var round in begunForNothing.Where(static round => round is { Asks: 1, IsOver: false }))
            {
                // Who is called because of it is called elsewhere, without this lock.
                _ = round.Withdrawn.CancelAsync();
            }
        }
    }

    // Whatever goes wrong, lack of memory too, is tried again: this is beside the training, and the journal keeps what
    // is not told.
    private async Task RunAsync(string experiment, INewsTaker taker, NewsRound round)
    {
        using var own = round;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token, round.Withdrawn.Token);
        var (tries, wait) = (0, s_firstWait);
        while (true)
        {
            var from = round.Position;
            try
            {
                await FollowAsync(experiment, taker, round, ends.Token);
                if (await IsDoneAsync(experiment, taker, round, ends.Token))
                {
                    return;
                }

                tries = 0;
            }
            catch (Exception e) when (
                e is OperationCanceledException or ObjectDisposedException && ends.IsCancellationRequested)
            {
                // The host has gone, or there is nothing to tell.
                Remove(experiment, taker, round);
                return;
            }
            catch (Exception e)
            {
                (tries, wait) = round.Position > from ? (1, s_firstWait) : (tries + 1, wait);
                if (tries >= TriesMax || ends.IsCancellationRequested)
                {
                    GiveUp(experiment, taker, round, tries, e);
                    return;
                }

                await Task.Delay(wait, time, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < s_waitMax ? wait * 2 : s_waitMax;
            }
        }
    }

    private void Remove(string experiment, INewsTaker taker, NewsRound round)
    {
        lock (_gate)
        {
            RemoveNeedsLock(experiment, taker, round);
        }
    }

    private void RemoveNeedsLock(string experiment, INewsTaker taker, NewsRound round)
    {
        _rounds.Remove((experiment, taker));
        round.IsOver = true;
    }

    private void GiveUp(string experiment, INewsTaker taker, NewsRound round, int tries, Exception why)
    {
        lock (_gate)
        {
            RemoveNeedsLock(experiment, taker, round);
            _givenUp[(experiment, taker)] = round.Position;
        }

        notice(string.Create(
            CultureInfo.InvariantCulture,
            $"{experiment}: somebody outside could not be told of event {round.Position} and what follows it, in {
                tries} tries ({why.GetType().Name}: {why.Message}). It is tried again when the experiment is asked for {
                ""}something."));
    }

    private async Task<bool> IsDoneAsync(
        string experiment, INewsTaker taker, NewsRound round, CancellationToken ends)
    {
        int asks;
        lock (_gate)
        {
            asks = round.Asks;
            if (round.Pending > 0 && !ends.IsCancellationRequested)
            {
                return false;
            }
        }

        // Somebody may have taken it up while its end was told.
        var goesOn = !ends.IsCancellationRequested
            && await store.ReadJournalAsync(experiment, round.Position, ends).AnyAsync(ends);
        lock (_gate)
        {
            var isDone = !goesOn && (round.Asks == asks || ends.IsCancellationRequested);
            if (isDone)
            {
                RemoveNeedsLock(experiment, taker, round);
            }

            return isDone;
        }
    }

    private async Task FollowAsync(string experiment, INewsTaker taker, NewsRound round, CancellationToken ends)
    {
        var isOver = false;
        try
        {
            await foreach (var batch in store.EventsAsync(experiment, round.Position, ends))
            {
                await taker.TakeAsync(
                    experiment, new NewsBatch(batch.Position, batch.Events), _leaving.Token, _gone.Token);
                round.Position = batch.Next;
                if (HasClosed(batch.Events, ref isOver))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested && !_gone.IsCancellationRequested)
        {
            // What is durable by now is told below.
        }

        var rest = new List<ExperimentEvent>();
        await foreach (var fact in store.ReadJournalAsync(experiment, round.Position, _gone.Token))
        {
            rest.Add(fact);
            if (rest.Count == AtOnce)
            {
                await TakeAsync();
            }
        }

        await TakeAsync();

        async Task TakeAsync()
        {
            await taker.TakeAsync(experiment, new NewsBatch(round.Position, [.. rest]), _leaving.Token, _gone.Token);
            round.Position += rest.Count;
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
}
