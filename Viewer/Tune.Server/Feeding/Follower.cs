using System.Text.Json;
using System.Threading.Channels;
using Tune.Client;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Feeding;

/// <summary>
/// Follows the journal of one experiment for all who listen to it: what it costs does not depend on how many they are.
/// Nothing is kept for the slow: who misses a slice reads on in the journal.
/// </summary>
internal sealed class Follower(Served served, ExperimentGlance begun, TimeProvider time) : IDisposable
{
    private const int SlicesMax = 4;
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(500);

    // A journal that is made anew brings no event to who follows the old one.
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(10);

    private readonly List<Channel<Slice>> _listeners = [];
    private readonly CancellationTokenSource _left = new();
    private readonly ChangeForm _form = new(served, begun.Name);
    private readonly Lock _gate = new();
    private bool _isOver;

    /// <summary>Begins to listen; null if it is over.</summary>
    public Channel<Slice>? Join()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return null;
            }

            var listener = Channel.CreateBounded<Slice>(new BoundedChannelOptions(SlicesMax)
            {
                FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true,
            });
            _listeners.Add(listener);
            return listener;
        }
    }

    /// <summary>Stops listening; the last one to leave ends it.</summary>
    public void Leave(Channel<Slice> listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
            if (_listeners.Count == 0 && !_isOver)
            {
                // What waits for it goes on elsewhere, and not under this lock.
                _isOver = true;
                _ = _left.CancelAsync();
            }
        }
    }

    /// <summary>To be called when it has ended.</summary>
    public void Dispose() => _left.Dispose();

    /// <summary>Follows until nobody listens any more.</summary>
    public async Task RunAsync()
    {
        Exception? why = null;
        try
        {
            await FollowAsync(_left.Token);
        }
        catch (Exception problem)
        {
            // Whatever it is: who listens is let go, asks again, and is told then.
            why = problem;
        }

        lock (_gate)
        {
            _isOver = true;
            _listeners.ForEach(listener => listener.Writer.TryComplete(why));
        }
    }

    private async Task FollowAsync(CancellationToken left)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(left);
        await using var batches = served.Store.EventsAsync(begun.Name, begun.Position, ending.Token)
            .GetAsyncEnumerator(ending.Token);
        var gathered = new Gathered(begun.Position);
        var next = batches.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (await Task.WhenAny(next, Task.Delay(s_lookEvery, time, left)) != next)
                {
                    await LookAsync(left);
                }

                var due = Task.Delay(s_every, time, left);
                do
                {
                    await next;
                    gathered = await TakeAsync(gathered, batches.Current, left);
                    next = batches.MoveNextAsync().AsTask();
                }
                while (!due.IsCompleted && await Task.WhenAny(next, due) == next);
                gathered = await PublishAsync(gathered, left);
            }
        }
        finally
        {
            // An enumerator is not disposed of while it moves, and a quiet journal would never let it end.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Gathered> TakeAsync(Gathered gathered, EventBatch batch, CancellationToken left)
    {
        foreach (var fact in batch.Events)
        {
            gathered.Add(fact);
            if (gathered.IsFull)
            {
                gathered = await PublishAsync(gathered, left);
            }
        }

        return gathered;
    }

    private async Task<Gathered> PublishAsync(Gathered gathered, CancellationToken left)
    {
        if (gathered.Next > gathered.Since)
        {
            var changes = await _form.OfAsync(gathered, await LookAsync(left), left);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(
                changes with { More = false }, TuneJson.Default.Changes);
            var slice = new Slice(gathered.Since, gathered.Next, bytes);
            lock (_gate)
            {
                _listeners.ForEach(listener => listener.Writer.TryWrite(slice));
            }
        }

        return new Gathered(gathered.Next);
    }

    private async Task<ExperimentGlance> LookAsync(CancellationToken left)
    {
        var glance = await served.GlanceAsync(begun.Name, left);
        return Forms.JournalOf(glance) == Forms.JournalOf(begun)
            ? glance
            : throw new InvalidDataException($"The journal of '{begun.Name}' has been made anew.");
    }
}
