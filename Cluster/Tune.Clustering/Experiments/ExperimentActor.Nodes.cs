using Akka.Actor;
using Tune.Clustering.Nodes;
using Tune.Clustering.Placement;

namespace Tune.Clustering.Experiments;

internal sealed partial class ExperimentActor
{
    // Nodes notice that an owner is gone at about the same time, and then speak twice a second.
    private static readonly TimeSpan GatherFor = TimeSpan.FromSeconds(10);

    // By the agent of this experiment on a node: the number of the batch that comes next.
    private readonly Dictionary<IActorRef, long> _nextBatch = [];
    private readonly HashSet<(IActorRef Agent, long Number)> _inWork = [];

    private readonly Gathering _gathering = new();

    /// <summary>
    /// Takes in a batch, in the order of their numbers. One that is in work already is answered once that is done; one
    /// after a gap is not taken: what is missing comes again, and it with it.
    /// </summary>
    private void Take(ReportBatch batch)
    {
        if (_open is not { HasSession: true } open || open.State.Term != batch.Term)
        {
            Sender.Tell(new DropAttempts(_name, batch.Term, $"session {batch.Term} of the experiment is over"));
            return;
        }

        var next = _nextBatch.GetValueOrDefault(Sender, 1);
        if (batch.Number <= next && _inWork.Add((Sender, batch.Number)))
        {
            _nextBatch[Sender] = Math.Max(next, batch.Number + 1);
            Ask(new Asked.Batch(Sender, batch));
        }
    }

    /// <summary>What a turn means for the nodes.</summary>
    private void Settle(Turn turn)
    {
        foreach (var batch in turn.Asked.OfType<Asked.Batch>())
        {
            _inWork.Remove((batch.From, batch.Reports.Number));
        }

        if (turn.OpensSession)
        {
            // Nodes count anew in every session.
            _nextBatch.Clear();
            _inWork.Clear();
        }

        foreach (var (agent, held) in turn.Joined)
        {
            Meet(held.Node);
            _nextBatch[agent] = Math.Max(_nextBatch.GetValueOrDefault(agent), held.Oldest);
        }

        if (turn.TakesOver)
        {
            _feed.Tell(new ExperimentNotice(_name, "The experiment has a new owner, and what runs goes on."));
            Timers.StartSingleTimer(Missing.Instance, Missing.Instance, GatherFor);
        }

        if (_gathering.IsOn && _open!.State.RunningInOrder.All(trial => _agents.ContainsKey(trial.Node)))
        {
            _gathering.End();
            _hasNewSlots = true;
            Timers.Cancel(Missing.Instance);
        }
    }

    private void GiveUpMissing()
    {
        if (!_gathering.IsOn)
        {
            return;
        }

        _gathering.End();
        _hasNewSlots = true;
        foreach (var node in _open!.State.RunningInOrder.Select(trial => trial.Node).Distinct()
            .Where(node => !_agents.ContainsKey(node)).ToArray())
        {
            _queue.Enqueue(new Asked.NodeGone(node));
        }

        TakeTurns();
    }

    private void Meet(NodeContact contact)
    {
        if (_agents.TryGetValue(contact.Name, out var known) && !known.Equals(contact.Agent))
        {
            Gone(known);
        }

        if (_agents.TryAdd(contact.Name, contact.Agent))
        {
            Context.Watch(contact.Agent);
        }
    }

    private void Gone(IActorRef gone)
    {
        _feed.Remove(gone);
        foreach (var node in _agents.Where(agent => agent.Value.Equals(gone)).Select(agent => agent.Key).ToArray())
        {
            _agents.Remove(node);
            _slots.Drop(node);
            if (_open is { HasSession: true })
            {
                Ask(new Asked.NodeGone(node));
            }
        }
    }
}
