using System.Collections.Immutable;
using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

internal sealed partial class ExperimentActor
{
    private static readonly TimeSpan DropEvery = TimeSpan.FromSeconds(1);

    private OwnerStanding? _told;
    private bool _hasClosed;
    private bool _mayDrop;
    private long _dropped;

    /// <summary>What follows from a turn whose events are durable.</summary>
    private void Finish(Turn turn)
    {
        Asked[] taken = [.. _pump.Taken];
        _handWork = taken.Any(static asked => asked is HandWork) ? _parts.Clock.GetTimestamp() : _handWork;
        _pump.Finished();
        turn.Reply(Self, _requests);

        // A trial that ends, and a session that begins, may leave some over as well as one more that is saved.
        _mayDrop |= turn.Saved || turn.ChangesDuties;
        Delete(turn.Deletable);
        Settle(turn, taken);
        if (turn.OpensSession || turn.TakesOver)
        {
            _parts.Program?.PipeTo(Self, success: program => new ProgramKnown(program));
        }

        if (turn.OpensSession || turn.Tidies)
        {
            DeleteOrphans();
        }

        if (turn.ChangesDuties)
        {
            TellNodes();
        }

        if (turn.ClosesSession)
        {
            _open!.EndSession();
        }

        // The journal may have been opened again since the turn was decided.
        if (_open!.HasSession)
        {
            _desk.ReturnOwed();
            Claim(again: false);
        }
        else if (!_gathering.IsOn)
        {
            Close();
        }

        EndGatheringIfComplete();
    }

    private void TellHoldings(AskHoldings asked)
    {
        foreach (var part in _desk.Tell(asked))
        {
            Sender.Tell(part);
        }
    }

    private void NoteProgram(ProgramKnown known)
    {
        if (_open is { HasSession: true })
        {
            Ask(new Asked.Timed(at => new ExperimentCommand.NoteProgram(at, known.Program)));
        }
    }

    /// <summary>The session is closed, or there never was one.</summary>
    private void Close()
    {
        _desk.Close();
        _handWork = _drainers.Count > 0 ? null : _handWork;
        foreach (var drainer in _drainers.Keys.ToArray())
        {
            Answer(new Drained(_name) { Id = drainer });
        }

        Publish();
        Retire();
    }

    private void TellNodes()
    {
        var state = _open!.State;
        var owed = _duties.Settle(state);
        foreach (var node in owed.Runs.GroupBy(run => run.Where.Node))
        {
            foreach (var part in Parts(node.Select(Order)))
            {
                Tell(node.Key, new RunAttempts(_name, state.Term, _epoch, Settings(state.Spec!), part));
            }
        }

        var ended = owed.Leaves.Count == 0 ? [] : Ended();
        foreach (var node in owed.Leaves.Where(leave => !ended.Contains((leave.Trial, leave.Attempt)))
            .GroupBy(leave => leave.Where.Node))
        {
            Tell(node.Key, new LeaveAttempts(
                _name, state.Term, _epoch,
                [.. node.Select(leave => new LeaveOrder(leave.Trial, leave.Attempt, leave.How))]));
        }

        if (owed.NeverStarted.Count > 0)
        {
            _pump.Ask(new Asked.NeverStarted(
                [.. owed.NeverStarted.Select(leave => (leave.Trial, leave.Attempt))]));
        }
    }

    // Those whose last word is here already and only waits for its turn.
    private HashSet<(TrialId Trial, Attempt Attempt)> Ended() =>
    [
        .. _pump.Waiting.OfType<Asked.Batch>().SelectMany(batch => batch.Reports.Messages).OfType<TrialMessage.End>()
            .Select(end => (end.Trial, end.Attempt)),
    ];

    // A node that has gone meanwhile is on its way as Terminated, and its attempts will be lost then.
    private void Tell(string node, INodeMessage message) => _roster.Find(node)?.Tell(message);

    private static IEnumerable<ImmutableArray<AttemptOrder>> Parts(IEnumerable<AttemptOrder> orders)
    {
        var part = ImmutableArray.CreateBuilder<AttemptOrder>();
        var bytes = 0;
        foreach (var order in orders)
        {
            var size = WireSize.Of(order);
            if (part.Count > 0 && bytes + size > WireLimit.PartBytes)
            {
                yield return part.DrainToImmutable();
                bytes = 0;
            }

            part.Add(order);
            bytes += size;
        }

        yield return part.DrainToImmutable();
    }

    private static RunSettings Settings(ExperimentSpec spec) =>
        new(spec.Trainable, spec.Objective.Metric, spec.Checkpoints, spec.Limits, spec.Resources);

    private AttemptOrder Order(Duty.Run run) => new(
        run.Trial, run.Attempt, _desk.Held.Grants(run.Where, _open!.State.Spec!.Resources), run.Config,
        KeyedRandom.For(_open.State.Spec.Seed, "engine/trial", run.Trial.Number).NextWord(), run.From,
        run.Milestone);

    private void Grant(SlotsGranted granted)
    {
        foreach (var contact in granted.Nodes)
        {
            Meet(contact);
        }

        if (!_desk.Held.Take(granted))
        {
            return;
        }

        _pump.Poke();
        if (_open is not { HasSession: true })
        {
            _desk.ReturnFree();
            return;
        }

        TakeTurns();
    }

    private void GiveBack(GiveBackSlots message)
    {
        _desk.Held.Owe(message.Owed);
        if (message.Owed.IsEmpty)
        {
            _pump.Poke();
        }

        _desk.ReturnOwed();
        TakeTurns();
    }

    private void Claim(bool again)
    {
        if (_open is { HasSession: true, State: { } state } && !_gathering.IsOn)
        {
            _desk.Claim(state, again);
        }
    }

    private void Passed()
    {
        if (_open is { HasSession: true } open && !_gathering.IsOn
            && _pump.State is not (PumpState.Paused or PumpState.Reopening))
        {
            if (open.State.Status == ExperimentStatus.Active)
            {
                _pump.Ask(new Asked.Timed(at => new ExperimentCommand.Tick(at)));
            }

            if (_mayDrop && _parts.Clock.GetElapsedTime(_dropped) >= DropEvery)
            {
                _mayDrop = false;
                _dropped = _parts.Clock.GetTimestamp();
                _pump.Ask(new Asked.Timed(at => new ExperimentCommand.DropCheckpoints(at)));
            }

            TakeTurns();
        }

        LeaveInTime();
        Publish();
        Retire();
    }

    private void Publish()
    {
        if (Standing() is var now && now != _told)
        {
            _told = now;
            _subscribers.Tell(now);
        }
    }

    private void Delete(IEnumerable<string> digests)
    {
        foreach (var digest in digests)
        {
            _parts.Store.Checkpoints(_name).DeleteAsync(digest).AsTask().PipeTo(
                Self, failure: why => new NodeNotice(_name, $"A checkpoint could not be deleted. {why.Message}"));
        }
    }

    /// <summary>Checkpoints that were stored just before a crash and never made it into the journal.</summary>
    private void DeleteOrphans()
    {
        var state = _open!.State;
        if (state.Exists)
        {
            Delete(_open.FoundCheckpoints.Where(digest => !state.Checkpoints.Holds(digest)));
        }
    }

    private OwnerStanding Standing() => new(_name)
    {
        IsOwner = _open is { HasSession: true },
        RefusedOrders = _refusedOrders.Values.Sum(),
        Slots = _desk.Held.Count,
        Pending = _desk.Pending,
        StoragePaused = _pump.Trouble,
    };
}
