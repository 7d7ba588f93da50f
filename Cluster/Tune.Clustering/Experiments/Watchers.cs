using Akka.Actor;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Experiments;

/// <summary>Those who watch an experiment. What happens in it they read in its journal.</summary>
internal sealed class Watchers
{
    private readonly HashSet<IActorRef> _watchers = [];

    public bool IsEmpty => _watchers.Count == 0;

    public void Add(IActorRef watcher) => _watchers.Add(watcher);

    public void Remove(IActorRef watcher) => _watchers.Remove(watcher);

    public void Tell(ExperimentNews news)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Tell(news);
        }
    }
}
