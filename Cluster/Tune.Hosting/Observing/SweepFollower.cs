using System.Runtime.CompilerServices;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Hosting.Observing;

/// <summary>
/// Looks at one experiment through its feed, whoever owns it, and folds what it reads into a picture. Nothing is kept
/// in between: one that is slow reads on where it was. For one reader; the picture is for everybody.
/// </summary>
/// <param name="store">Where the experiment is, or will be.</param>
/// <param name="experiment">Which one.</param>
internal sealed class SweepFollower(ITuneReader store, string experiment)
{
    private const int AtOnce = 1024;

    // What people query may still be made again from the journals; then it is as quick to read this one here.
    private static readonly TimeSpan s_portraitWithin = TimeSpan.FromSeconds(2);

    private long _needed;

    /// <summary>What has been read so far.</summary>
    public SweepView View { get; } = new();

    /// <summary>Which experiment.</summary>
    public string Experiment => experiment;

    private bool HasSettled => View.Position >= _needed && View.Snapshot().IsSettled;

    /// <summary>Reads what there is before anything is asked of the experiment. What is damaged is not read: whoever
    /// opens it says so.</summary>
    public async Task LookBackAsync(CancellationToken cancellation)
    {
        var events = new List<ExperimentEvent>();
        try
        {
            await TakeUpAsync(cancellation);
            await foreach (var fact in store.ReadJournalAsync(experiment, View.Position, cancellation))
            {
                events.Add(fact);
                if (events.Count == AtOnce)
                {
                    View.Show(View.Position, events);
                    events.Clear();
                }
            }
        }
        catch (StorageException)
        {
            // What came before is shown.
        }

        View.Show(View.Position, events);
        View.Begin();
    }

    // What the store has folded for its own answers need not be folded again.
    private async Task TakeUpAsync(CancellationToken cancellation)
    {
        try
        {
            if (await store.ExistsAsync(experiment, cancellation)
                && await store.Tracking.PortraitAsync(experiment, cancellation).AsTask()
                    .WaitAsync(s_portraitWithin, cancellation) is { } portrait)
            {
                View.TakeUp(portrait);
            }
        }
        catch (TimeoutException)
        {
            // The journal has it all.
        }
    }

    /// <summary>What is durable now has to be read before the experiment can be seen to have settled: an earlier end
    /// does not count.</summary>
    public async Task NeedAsync(CancellationToken cancellation)
    {
        var from = View.Position;
        _needed = from + await store.ReadJournalAsync(experiment, from, cancellation).LongCountAsync(cancellation);
    }

    /// <summary>What happens from where the picture is, each event once, until the experiment has settled. The picture
    /// shows it already.</summary>
    /// <param name="broken">Ends, with the reason, when nothing more will come.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">The reason for which nothing more came.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ExperimentEvent>> FollowAsync(
        Task<Exception> broken, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (HasSettled)
        {
            yield break;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var batches = store.EventsAsync(experiment, View.Position, enough.Token)
            .GetAsyncEnumerator(enough.Token);
        while (await NextAsync(batches, broken, enough))
        {
            if (View.Show(batches.Current.Position, batches.Current.Events) is { Count: > 0 } news)
            {
                yield return news;
            }

            if (HasSettled)
            {
                yield break;
            }
        }

        // What became durable before it broke is seen all the same, and may be the end.
        cancellation.ThrowIfCancellationRequested();
        await foreach (var fact in store.ReadJournalAsync(experiment, View.Position, cancellation))
        {
            View.Show(View.Position, [fact]);
            yield return [fact];
        }

        if (!HasSettled)
        {
            throw await broken;
        }
    }

    /// <summary>Where the experiment stands, then what happens, until it is over and nothing runs. What is paused or
    /// without an owner is waited for. Call <see cref="LookBackAsync"/> first.</summary>
    /// <param name="from">The position of the first event that is wanted; null for none that was looked back
    /// at.</param>
    /// <param name="gone">Fails, and the watch with it, when the store is about to be closed here.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<WatchStep> WatchAsync(
        long? from, Task gone, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var next = from ?? View.Position;
        yield return new WatchStep(next, [], View.Summary()!);
        if (IsOver(next))
        {
            yield break;
        }

        // What the picture lacks is read too, whatever is wanted, and so is what is wanted though the picture has it.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var batches = store.EventsAsync(experiment, Math.Min(next, View.Position), enough.Token)
            .GetAsyncEnumerator(enough.Token);
        while (await NextAsync(batches, gone, enough))
        {
            var batch = batches.Current;
            View.Show(batch.Position, batch.Events);
            var skip = (int)Math.Clamp(next - batch.Position, 0, batch.Events.Count);
            if (skip < batch.Events.Count)
            {
                next = batch.Position + batch.Events.Count;
                yield return new WatchStep(next, [.. batch.Events.Skip(skip)], View.Summary()!);
            }

            if (IsOver(next))
            {
                yield break;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        if (gone.IsCompleted)
        {
            await gone;
        }
    }

    // The picture may be ahead of what was handed out.
    private bool IsOver(long next) => next >= View.Position && View.Snapshot().IsOver;

    /// <summary>Reads until the experiment has settled.</summary>
    /// <inheritdoc cref="FollowAsync" />
    public Task EndAsync(Task<Exception> broken, CancellationToken cancellation = default) =>
        EndAsync(FollowAsync(broken, cancellation));

    /// <summary>Reads news to their end, for who only looks at the picture.</summary>
    public static async Task EndAsync(IAsyncEnumerable<IReadOnlyList<ExperimentEvent>> news)
    {
        await foreach (var _ in news)
        {
            // The picture shows it.
        }
    }

    // False once nothing more will come, or nobody wants it.
    private static async Task<bool> NextAsync(
        IAsyncEnumerator<EventBatch> batches, Task broken, CancellationTokenSource enough)
    {
        var next = batches.MoveNextAsync().AsTask();
        if (await Task.WhenAny(next, broken) != next)
        {
            await enough.CancelAsync();
        }

        try
        {
            return await next;
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            return false;
        }
    }
}
