using System.Threading.Channels;
using Tune.Server.Acting;

namespace Tune.Server.Feeding;

/// <summary>One follower for each experiment that somebody listens to.</summary>
internal sealed class Followers(Served served, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Follower> _all = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _running = [];

    /// <summary>How many journals are followed.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>Listens to an experiment until it is disposed of.</summary>
    public async Task<Listening> JoinAsync(string experiment, CancellationToken cancellation)
    {
        var glance = await served.GlanceAsync(experiment, cancellation);
        lock (_gate)
        {
            if (_all.TryGetValue(experiment, out var known) && known.Join() is { } channel)
            {
                return new Listening(known, channel);
            }

            var follower = new Follower(served, glance, time);
            var listening = new Listening(follower, follower.Join()!);
            _all[experiment] = follower;
            _running.RemoveWhere(static running => running.IsCompleted);
            _running.Add(RunAsync(experiment, follower));
            return listening;
        }
    }

    /// <summary>Done when those have ended that nobody listens to any more.</summary>
    public Task QuietAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running);
        }
    }

    private async Task RunAsync(string experiment, Follower follower)
    {
        using var running = follower;
        await follower.RunAsync();
        lock (_gate)
        {
            if (_all.TryGetValue(experiment, out var known) && known == follower)
            {
                _all.Remove(experiment);
            }
        }
    }

    /// <summary>Somebody who listens.</summary>
    internal readonly struct Listening(Follower follower, Channel<Slice> channel) : IDisposable
    {
        public ChannelReader<Slice> Slices => channel.Reader;

        public void Dispose() => follower.Leave(channel);
    }
}
