using System.Threading.Channels;
using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;

namespace Tune.Hosting.Observing;

/// <summary>A cheap running picture of one experiment for terminals, folded from its durable events. Never read by a
/// decision.</summary>
internal sealed class SweepView
{
    private readonly Lock _gate = new();
    private readonly LivePortrait _portrait = new("");
    private readonly List<Channel<IReadOnlyList<ExperimentEvent>>> _followers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SweepSnapshot? _before;
    private Exception? _broken;
    private long _seen;

    /// <summary>What there was before anything was added by this process.</summary>
    public SweepSnapshot Before
    {
        get
        {
            lock (_gate)
            {
                return _before ?? SweepSnapshot.Of(_portrait);
            }
        }
    }

    /// <summary>Takes in what is read of a journal; what was seen before (it is opened again) is skipped. Followers
    /// hear only of what an append left there without saying so.</summary>
    public void Recall(long at, ExperimentEvent fact)
    {
        lock (_gate)
        {
            if (_before is null)
            {
                Take(at, fact);
                return;
            }
        }

        Show(at, [fact]);
    }

    /// <summary>Takes in events that have just become durable, and passes them on to followers.</summary>
    public void Show(long at, IReadOnlyList<ExperimentEvent> events)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _before ??= SweepSnapshot.Of(_portrait);
            List<ExperimentEvent> news = [.. events.Where((fact, i) => Take(at + i, fact))];
            if (news.Count == 0)
            {
                return;
            }

            _followers.ForEach(follower => follower.Writer.TryWrite(news));
            changed = Changed();
        }

        changed.TrySetResult();
    }

    /// <summary>Nothing more will come: whoever waits is told why.</summary>
    public void Break(Exception why)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _broken = why;
            changed = Changed();
        }

        changed.TrySetResult();
    }

    /// <summary>The picture now.</summary>
    public SweepSnapshot Snapshot()
    {
        lock (_gate)
        {
            return SweepSnapshot.Of(_portrait);
        }
    }

    /// <summary>Every batch of events that becomes durable from now on, in order.</summary>
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
    /// <exception cref="InvalidOperationException">It never will: the experiment broke.</exception>
    public async Task<SweepSnapshot> WhenAsync(
        Func<SweepSnapshot, bool> condition, CancellationToken cancellation = default)
    {
        while (true)
        {
            Task changed;
            SweepSnapshot snapshot;
            Exception? broken;
            lock (_gate)
            {
                changed = _changed.Task;
                snapshot = SweepSnapshot.Of(_portrait);
                broken = _broken;
            }

            if (condition(snapshot))
            {
                return snapshot;
            }

            if (broken is not null)
            {
                throw broken;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private bool Take(long at, ExperimentEvent fact)
    {
        if (at != _seen)
        {
            return false;
        }

        _portrait.Apply(fact);
        _seen++;
        return true;
    }

    private TaskCompletionSource Changed()
    {
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return changed;
    }
}
