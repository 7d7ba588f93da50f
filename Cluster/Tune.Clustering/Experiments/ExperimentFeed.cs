using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Experiments;

/// <summary>Those who watch an experiment.</summary>
internal sealed class ExperimentFeed
{
    private readonly Dictionary<IActorRef, bool> _watchers = [];

    public bool IsEmpty => _watchers.Count == 0;

    public void Add(IActorRef watcher, bool wantsEvents) => _watchers[watcher] = wantsEvents;

    public void Remove(IActorRef watcher) => _watchers.Remove(watcher);

    public void Tell(ExperimentNews news)
    {
        foreach (var watcher in _watchers.Keys)
        {
            watcher.Tell(news);
        }
    }

    public void TellEvents(string experiment, IReadOnlyCollection<ExperimentEvent> events)
    {
        if (events.Count == 0 || !_watchers.ContainsValue(true))
        {
            return;
        }

        var news = new ExperimentEvents(experiment, [.. events]);
        foreach (var (watcher, _) in _watchers.Where(entry => entry.Value))
        {
            watcher.Tell(news);
        }
    }
}
