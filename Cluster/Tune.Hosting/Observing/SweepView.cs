using System.Threading.Channels;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Hosting.Observing;

/// <summary>A cheap running picture of one experiment for terminals, folded from its durable events. Never read by a
/// decision.</summary>
internal sealed class SweepView
{
    private readonly Lock _gate = new();
    private readonly SweepFold _fold = new();
    private readonly List<Channel<IReadOnlyList<ExperimentEvent>>> _followers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _seen;

    /// <summary>Takes in durable events; those seen before (a journal opened twice) are skipped.</summary>
    public void Show(long at, IReadOnlyList<ExperimentEvent> events)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            for (var i = 0; i < events.Count; i++)
            {
                if (at + i == _seen)
                {
                    _fold.Take(events[i]);
                    _seen++;
                }
            }

            foreach (var follower in _followers)
            {
                follower.Writer.TryWrite(events);
            }

            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    /// <summary>The picture now.</summary>
    public SweepSnapshot Snapshot()
    {
        lock (_gate)
        {
            return _fold.Snapshot();
        }
    }

    /// <summary>Every batch of events from now on, in order.</summary>
    public ChannelReader<IReadOnlyList<ExperimentEvent>> Follow()
    {
        var channel = Channel.CreateUnbounded<IReadOnlyList<ExperimentEvent>>(
            new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            _followers.Add(channel);
        }

        return channel.Reader;
    }

    /// <summary>Ends all following.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _followers.ForEach(follower => follower.Writer.TryComplete());
            _followers.Clear();
        }
    }

    /// <summary>Waits until the picture satisfies a condition.</summary>
    public async Task<SweepSnapshot> WhenAsync(
        Func<SweepSnapshot, bool> condition, CancellationToken cancellation = default)
    {
        while (true)
        {
            Task changed;
            SweepSnapshot snapshot;
            lock (_gate)
            {
                changed = _changed.Task;
                snapshot = _fold.Snapshot();
            }

            if (condition(snapshot))
            {
                return snapshot;
            }

            await changed.WaitAsync(cancellation);
        }
    }
}
