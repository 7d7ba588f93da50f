using Akka.Actor;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Experiments;

/// <remarks>
/// An owner that finds a session open asks the nodes first what runs, and decides nothing before they have spoken or a
/// while has passed, whatever users ask meanwhile.
/// </remarks>
internal sealed partial class ExperimentActor
{
    // Nodes notice that an owner is gone at about the same time, and then speak twice a second.
    private static readonly TimeSpan GatherFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskNodesEvery = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, long> _refusedOrders = new(StringComparer.Ordinal);
    private long _gatheringSince;

    private IEnumerable<string> NodesThatRun => _open!.State.RunningInOrder.Select(static trial => trial.Where.Node);

    private void Gather()
    {
        _gathering.Begin();
        _gatheringSince = _parts.Clock.GetTimestamp();
        _pump.Postpone(static asked => asked is Asked.OfUser);
        if (!EndGatheringIfComplete())
        {
            AskNodes();
        }
    }

    /// <summary>Once more, or no more.</summary>
    private void AskNodes()
    {
        if (!_gathering.IsOn)
        {
            return;
        }

        if (_parts.Clock.GetElapsedTime(_gatheringSince) >= GatherFor)
        {
            EndGathering();
            TakeTurns();
            Retire();
            return;
        }

        _parts.Slots.Tell(new FindNodes(_name));
        Timers.StartSingleTimer(AskAgain.Instance, AskAgain.Instance, AskNodesEvery);
    }

    private void Find(NodesFound found)
    {
        if (!_gathering.IsOn || _open is not { } open)
        {
            return;
        }

        foreach (var node in _gathering.Awaited(NodesThatRun))
        {
            if (found.Nodes.FirstOrDefault(contact => contact.Name == node) is { } contact)
            {
                contact.Agent.Tell(new WhatRuns(_name, open.State.Term, _epoch));
            }
            else if (found.IsAll)
            {
                _gathering.Miss(node);
            }
        }

        Proceed();
    }

    /// <summary>Goes on if the nodes have spoken.</summary>
    private void Proceed()
    {
        if (EndGatheringIfComplete())
        {
            TakeTurns();
            Retire();
        }
    }

    // A turn with what a node has said may not be durable yet: its end comes here as well.
    private bool EndGatheringIfComplete()
    {
        var isComplete = _gathering.IsOn && _pump.State == PumpState.Idle
            && _gathering.Awaited(NodesThatRun).Count == 0;
        if (isComplete)
        {
            EndGathering();
        }

        return isComplete;
    }

    private void EndGathering()
    {
        Timers.Cancel(AskAgain.Instance);
        var missing = _gathering.End(NodesThatRun);
        if (_open is { HasSession: true })
        {
            foreach (var node in missing)
            {
                _pump.Ask(new Asked.NodeGone(node));
            }
        }

        _pump.Recall();
        _pump.Poke();
    }

    private void Take(ReportBatch batch)
    {
        if (_open is not { } open || _gathering.IsOn && !open.HasSession)
        {
            // It is not known yet whose it is; it comes again.
            return;
        }

        if (!open.HasSession || open.State.Term != batch.Term)
        {
            Sender.Tell(new DropAttempts(
                _name, batch.Term, _epoch, $"session {batch.Term} of the experiment is over"));
        }
        else if (_roster.Begin(Sender, batch.Number))
        {
            Ask(new Asked.Batch(Sender, batch));
        }
    }

    /// <summary>What a turn means for the nodes.</summary>
    private void Settle(Turn turn, IEnumerable<Asked> taken)
    {
        foreach (var batch in taken.OfType<Asked.Batch>())
        {
            _roster.End(batch.From, batch.Reports.Number);
        }

        if (turn.OpensSession)
        {
            _roster.CountAnew();
        }

        foreach (var (agent, held) in turn.Joined)
        {
            Meet(held.Node);
            _roster.Expect(agent, held.Oldest);
        }

        if (turn.TakesOver)
        {
            _subscribers.Tell(new ExperimentNotice(_name, "The experiment has a new owner, and what runs goes on."));
            _gatheringSince = _parts.Clock.GetTimestamp();
            AskNodes();
        }
    }

    private void Meet(NodeContact contact)
    {
        var isNew = _roster.Meet(contact, out var replaced);
        if (replaced is not null)
        {
            Lose(contact.Name);
        }

        if (isNew)
        {
            Context.Watch(contact.Agent);
        }
    }

    private void Gone(IActorRef gone)
    {
        _subscribers.Remove(gone);
        foreach (var node in _roster.Remove(gone))
        {
            Lose(node);
        }
    }

    private void Lose(string node)
    {
        _desk.Held.Drop(node);
        if (_open is { HasSession: true })
        {
            Ask(new Asked.NodeGone(node));
        }
    }

    // What is refused would have ended what this owner runs, or run what it does not.
    private void Audit(OrdersRefused refused)
    {
        var isNew = _refusedOrders.Count == 0;
        _refusedOrders[refused.Node] = refused.Count;
        if (isNew)
        {
            _subscribers.Tell(new ExperimentNotice(
                _name, $"Node '{refused.Node}' has refused orders of an earlier owner of the experiment."));
        }
    }

    private void Succeeded(Superseded by)
    {
        if (_open is not null && by.Epoch > _epoch)
        {
            Leave();
        }
    }

    private sealed record AskAgain : INoSerializationVerificationNeeded
    {
        public static readonly AskAgain Instance = new();
    }
}
