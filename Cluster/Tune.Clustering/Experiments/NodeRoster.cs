using Akka.Actor;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Experiments;

/// <summary>
/// The nodes an experiment talks to, and the order of what their agents say: a batch is taken once, and one after a gap
/// is not taken.
/// </summary>
internal sealed class NodeRoster
{
    private readonly Dictionary<string, IActorRef> _nodes = new(StringComparer.Ordinal);

    // By the agent of this experiment on a node: the number of the batch that comes next.
    private readonly Dictionary<IActorRef, long> _nextBatch = [];
    private readonly HashSet<(IActorRef Agent, long Number)> _inWork = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<IActorRef> All => _nodes.Values;

    /// <summary>The agent of a node; null if it is not known, or gone.</summary>
    public IActorRef? Find(string node) => _nodes.GetValueOrDefault(node);

    /// <summary>Notes a node.</summary>
    /// <param name="contact">Its name and its agent.</param>
    /// <param name="replaced">The agent that had the name before, if there was another one.</param>
    /// <returns>Whether the agent was not known.</returns>
    public bool Meet(NodeContact contact, out IActorRef? replaced)
    {
        var isKnown = _nodes.TryGetValue(contact.Name, out var known);
        replaced = isKnown && !known!.Equals(contact.Agent) ? known : null;
        _nodes[contact.Name] = contact.Agent;
        return !isKnown || replaced is not null;
    }

    /// <summary>An agent is gone.</summary>
    /// <returns>The nodes it stood for.</returns>
    public IReadOnlyList<string> Remove(IActorRef gone)
    {
        string[] names = [.. _nodes.Where(node => node.Value.Equals(gone)).Select(node => node.Key)];
        foreach (var name in names)
        {
            _nodes.Remove(name);
        }

        return names;
    }

    /// <summary>A batch has come. One that is in work already is answered once that is done; after a gap, what is
    /// missing comes again, and the batch with it.</summary>
    /// <returns>Whether it is to be taken in.</returns>
    public bool Begin(IActorRef agent, long number)
    {
        var next = _nextBatch.GetValueOrDefault(agent, 1);
        if (number > next || !_inWork.Add((agent, number)))
        {
            return false;
        }

        _nextBatch[agent] = Math.Max(next, number + 1);
        return true;
    }

    /// <summary>A batch was answered.</summary>
    public void End(IActorRef agent, long number) => _inWork.Remove((agent, number));

    /// <summary>An agent goes on from a batch that another owner has not answered.</summary>
    public void Expect(IActorRef agent, long oldest) =>
        _nextBatch[agent] = Math.Max(_nextBatch.GetValueOrDefault(agent), oldest);

    /// <summary>A session begins, in which all count anew.</summary>
    public void CountAnew()
    {
        _nextBatch.Clear();
        _inWork.Clear();
    }
}
