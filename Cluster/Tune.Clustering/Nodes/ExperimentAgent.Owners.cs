using System.Collections.Immutable;
using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Clustering.Trials;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Nodes;

/// <remarks>
/// When the owner of the experiment is gone, attempts go on and what they say waits here. Whoever owns the experiment
/// next hears, through its name, what there is; if the session is still the same it goes on with it, and gets the
/// unanswered batches once more. Reports it has in its journal are answered as they were before.
/// </remarks>
internal sealed partial class ExperimentAgent
{
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OrphanedMax = TimeSpan.FromSeconds(30);

    // An owner that breaks over what is sent to it would break again: after that many in a row the attempts are ended.
    private const int OwnersWithoutAnswerMax = 3;

    // By attempt, because a trial may have a new one here while the end of the last is unanswered.
    private readonly Dictionary<(TrialId Trial, Attempt Attempt), ImmutableArray<SlotGrant>> _held = [];

    // What the next owner was told of and believes to run here.
    private readonly HashSet<(TrialId Trial, Attempt Attempt)> _promised = [];
    private OwnerEpoch _epoch;
    private bool _isOrphaned;
    private long _orphanedAt;
    private int _ownersWithoutAnswer;

    private void Take(INodeMessage message)
    {
        if (!_owners.Hear(_experiment, message.Epoch))
        {
            var (latest, refused) = _owners.Of(_experiment);
            Sender.Tell(new Superseded(_experiment, latest));
            if (!_head.Equals(Sender))
            {
                _head.Tell(new OrdersRefused(_experiment, _node.Name, refused));
            }

            return;
        }

        Supersede(message.Epoch);
        switch (message)
        {
            case RunAttempts run:
                Run(run);
                break;
            case LeaveAttempts leave:
                Leave(leave);
                break;
            case BatchAnswers answers:
                Answer(answers);
                break;
            case AttemptsKept kept:
                GoOn(kept);
                break;
            case DropAttempts drop:
                Drop(drop);
                break;
            case WhatRuns asked:
                Say(asked);
                break;
        }
    }

    // An owner with nothing to append would not notice by itself that there is a later one.
    private void Supersede(OwnerEpoch latest)
    {
        if (latest <= _epoch)
        {
            return;
        }

        _epoch = latest;
        if (!_head.IsNobody() && !_head.Equals(Sender))
        {
            _head.Tell(new Superseded(_experiment, latest));
        }
    }

    // The owner it follows until it is told to go on may be a stale one, whose answers are refused from now on.
    private void Say(WhatRuns asked)
    {
        if (asked.Term.Number > _term.Number)
        {
            Fence("another session has taken over");
            (_term, _number) = (asked.Term, 0);
            _promised.Clear();
        }

        if (asked.Term == _term)
        {
            Announce(Sender, asked.Epoch);
        }
    }

    private void Follow(IActorRef head)
    {
        if (!_head.IsNobody())
        {
            Context.Unwatch(_head);
        }

        _head = head;
        _isOrphaned = false;
        Context.Watch(head);

        // With no owner, or a full window, collecting stopped without putting the outbox to sleep: it wakes nobody.
        Self.Tell(Collect.Instance);
    }

    private void Orphan()
    {
        _head = ActorRefs.Nobody;
        if (_held.Count == 0 && _sent.Count == 0)
        {
            return;
        }

        if (++_ownersWithoutAnswer > OwnersWithoutAnswerMax)
        {
            Fence("the experiment's owners went away one after the other");
            return;
        }

        _isOrphaned = true;
        _orphanedAt = _node.Clock.GetTimestamp();
        Announce(_node.Experiments());
    }

    /// <summary>Called twice a second while there is no owner.</summary>
    private void Wait()
    {
        if (_node.Clock.GetElapsedTime(_orphanedAt) > OrphanedMax)
        {
            Fence("the experiment's owner is gone");
        }
        else
        {
            Announce(_node.Experiments());
        }
    }

    private void Announce(ICanTell whom, OwnerEpoch asked = default)
    {
        _promised.UnionWith(_held.Keys);
        var oldest = _sent.TryPeek(out var batch) ? batch.Number : _number + 1;
        whom.Tell(
            new AttemptsHeld(
                _experiment, _term, new NodeContact(_node.Name, Context.Parent), oldest,
                [.. _held.Select(held => new HeldAttempt(
                    held.Key.Trial, held.Key.Attempt, held.Value, Told(held.Key.Trial, held.Key.Attempt)))],
                asked),
            Self);
    }

    private Leaving Told(TrialId trial, Attempt attempt) =>
        _running.TryGetValue(trial, out var running) && running.Attempt == attempt ? running.Line.Leaving : Leaving.No;

    private void GoOn(AttemptsKept kept)
    {
        if (kept.Term != _term)
        {
            return;
        }

        if (!Sender.Equals(_head))
        {
            Follow(Sender);
        }

        KeepPromises();
        foreach (var order in kept.Superfluous)
        {
            if (_running.TryGetValue(order.Trial, out var running) && running.Attempt == order.Attempt)
            {
                running.Line.Tell(order.How);
            }
        }

        SendAgain();
        Send();
    }

    // The last owner's order to end everything may have come after the next one was told what runs. What it believes to
    // run has ended then, and the batches it expects were thrown away.
    private void KeepPromises()
    {
        var broken = _promised.Where(promise => !_held.ContainsKey(promise)).ToArray();
        _promised.Clear();
        if (broken.Length == 0)
        {
            return;
        }

        Announce(_head);
        _promised.Clear();
        var lost = new AttemptOutcome.Lost("it was ended before its owner's successor had taken it over");
        foreach (var (trial, attempt) in broken)
        {
            _outbox.Post(new LastWord(new TrialMessage.End(trial, attempt, lost)));
        }
    }

    private void Drop(DropAttempts drop)
    {
        if (drop.Term == _term)
        {
            Fence(drop.Why);
        }
    }

    private void SendAgain()
    {
        var now = _node.Clock.GetTimestamp();
        for (var left = _sent.Count; left > 0; left--)
        {
            var batch = _sent.Dequeue() with { Sent = now };
            _sent.Enqueue(batch);
            _head.Tell(Message(batch, isAgain: true));
        }
    }

    private ReportBatch Message(Batch batch, bool isAgain) =>
        new(_experiment, _term, batch.Number, isAgain, [.. batch.Parcels.Select(static parcel => parcel.Message)]);

    private void Forget(TrialMessage message)
    {
        if (message is TrialMessage.End)
        {
            _held.Remove((message.Trial, message.Attempt));
            _promised.Remove((message.Trial, message.Attempt));
        }
    }

    /// <summary>Said for an attempt that has nobody left to say it.</summary>
    private sealed class LastWord(TrialMessage.End end) : Parcel
    {
        public override TrialMessage Message => end;

        public override void Answer(TrialAnswer answer)
        {
        }
    }
}
