using Akka.Actor;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Experiments;

/// <summary>Those who are told what an experiment's owner has to say. What happens in it they read in its
/// journal.</summary>
internal sealed class Subscribers
{
    private readonly HashSet<IActorRef> _subscribers = [];

    public bool IsEmpty => _subscribers.Count == 0;

    public void Add(IActorRef subscriber) => _subscribers.Add(subscriber);

    public void Remove(IActorRef subscriber) => _subscribers.Remove(subscriber);

    public void Tell(ExperimentNews news)
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.Tell(news);
        }
    }
}
