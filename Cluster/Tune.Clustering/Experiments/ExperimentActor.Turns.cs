using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Tune.Clustering.Nodes;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Clustering.Experiments;

internal sealed partial class ExperimentActor
{
    // Bounds one append; what waits beyond it comes with the next.
    private const int EventsPerTurn = 16_384;

    private Queue<Asked> _queue = new();
    private OpenExperiment? _open;
    private Task<OpenExperiment?>? _opening;
    private Turn? _deciding;
    private Turn? _storing;
    private Turn? _unstored;
    private Task _closing = Task.CompletedTask;
    private bool _hasNewSlots;

    private void Ask(Asked asked)
    {
        _queue.Enqueue(asked);
        if (_open is null && _opening is null)
        {
            Open();
        }

        TakeTurns();
    }

    /// <summary>Turn after turn until there is nothing to decide, or an append to wait for.</summary>
    private void TakeTurns()
    {
        while (_open is { } open && _storing is null && !IsPaused
            && (_queue.Count > 0 || _hasNewSlots))
        {
            _hasNewSlots = false;
            var turn = _deciding = new Turn(open, _slots, _duties, _gathering);
            Decide(turn);
            _deciding = null;
            if (turn.Events.Count > 0)
            {
                Store(open, turn);
            }
            else
            {
                Finish(turn);
            }
        }
    }

    private void Decide(Turn turn)
    {
        while (turn.Events.Count < EventsPerTurn && _queue.TryDequeue(out var asked))
        {
            turn.Asked.Add(asked);
            asked.Take(turn);
        }

        if (turn.HasSession && !_gathering.IsOn)
        {
            _isHungry = turn.Offer();
            turn.CloseIfDone();
        }
    }

    private void Store(OpenExperiment open, Turn turn)
    {
        _storing = turn;
        ValueTask append;
        try
        {
            append = open.Journal.AppendAsync(open.Durable, turn.Events);
        }
        catch (Exception e) when (e is StorageException or ArgumentException)
        {
            append = ValueTask.FromException(e);
        }

        if (append.IsCompletedSuccessfully)
        {
            IsDurable(new Durable(turn), goOn: false);
        }
        else
        {
            append.AsTask().PipeTo(
                Self, success: () => new Durable(turn), failure: why => new NotDurable(turn, why));
        }
    }

    private void IsDurable(Durable durable) => IsDurable(durable, goOn: true);

    private void IsDurable(Durable durable, bool goOn)
    {
        if (durable.Turn != _storing)
        {
            return;
        }

        _storing = null;
        _open!.Added(durable.Turn.Events.Count);
        StoreTakes();
        Finish(durable.Turn);
        if (goOn)
        {
            TakeTurns();
        }
    }

    // A full disk pauses, it does not end: attempts wait for their answers until the journal takes events again.
    private void CannotStore(NotDurable failed)
    {
        if (failed.Turn != _storing)
        {
            return;
        }

        if (failed.Why is not StorageException { Kind: not StorageFault.NotOwner })
        {
            Break(failed.Why);
            return;
        }

        _storing = null;
        _unstored = failed.Turn;
        PauseStorage(failed.Why.Message);
    }

    private void Open()
    {
        if (_opening is not null)
        {
            return;
        }

        var (before, closing) = (_open?.Journal, _closing);
        var (store, name, bind, clock) = (_parts.Store, _name, _parts.Bind, _parts.Clock);
        var mayMake = before is not null || _queue.Any(asked => asked.Makes);

        // Reading a long journal takes seconds: a thread of its own, not one that serves actors.
        _opening = Task.Factory.StartNew(
            async () =>
            {
                await closing;
                if (before is not null)
                {
                    await before.DisposeAsync();
                }

                return await OpenExperiment.OpenAsync(store, name, mayMake, bind, clock);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        FoundAsync(_opening, store, name).PipeTo(Self, failure: why => new OpenFailed(why));
    }

    private static async Task<object> FoundAsync(Task<OpenExperiment?> opening, ITuneStore store, string name)
    {
        if (await opening is { } open)
        {
            return new Opened(open);
        }

        const int shown = 20;
        var known = await store.ExperimentsAsync();
        return new NotThere(known.Count == 0
            ? $"There is no experiment '{name}'; this store is empty."
            : $"There is no experiment '{name}'; there are {string.Join(", ", known.Take(shown))}.");
    }

    // Who asked for something that is there is told so; whoever asked meanwhile to make it is not kept waiting.
    private void IsNotThere(string why)
    {
        _opening = null;
        var asked = _queue;
        _queue = new Queue<Asked>(asked.SkipWhile(one => !one.Makes));
        foreach (var one in asked.TakeWhile(one => !one.Makes))
        {
            one.Refuse(_name, why);
        }

        if (_queue.Count > 0)
        {
            Open();
            return;
        }

        _feed.Tell(Progress());
        Retire();
    }

    private void IsOpen(Opened opened)
    {
        _opening = null;
        var before = _open;
        _open = opened.Experiment;
        if (before is not null)
        {
            GoOnFrom(before, opened.Experiment);
        }

        TakeTurns();
        _feed.Tell(Progress());
        Retire();
    }

    /// <summary>The journal is back. Either the last append is in it as a whole, or it is not there at all.</summary>
    private void GoOnFrom(OpenExperiment before, OpenExperiment now)
    {
        now.GoOnFrom(before);
        _slots.Rebuild(now.State);
        _isTrying = true;
        if (_unstored is not { } unstored)
        {
            return;
        }

        _unstored = null;
        if (now.Durable == before.Durable + unstored.Events.Count)
        {
            StoreTakes();
            Finish(unstored);
        }
        else if (now.Durable == before.Durable)
        {
            _queue = new Queue<Asked>(unstored.Asked.Concat(_queue));
            foreach (var rejoin in unstored.Asked.OfType<Asked.Rejoin>())
            {
                _gathering.Unjoin(rejoin.Held.Node.Name);
            }

            if (unstored.OpensSession || unstored.TakesOver)
            {
                now.EndSession();
            }
        }
        else
        {
            Break(new JournalConflictException(_name, before.Durable, now.Durable));
        }
    }

    private void CannotOpen(Exception why)
    {
        _opening = null;
        if (_open is not null)
        {
            PauseStorage(why.Message);
            return;
        }

        foreach (var asked in _queue)
        {
            asked.Refuse(_name, why.Message);
        }

        _queue.Clear();
        _feed.Tell(new ExperimentNotice(_name, $"The experiment cannot be opened. {why.Message}"));
        Retire();
    }

    /// <summary>Something broke that another try would not mend.</summary>
    private void Break(Exception why)
    {
        _feed.Tell(new ExperimentBroken(_name, why.Message));
        RefuseAll(why.Message);
        if (_open is { State.Exists: true } open)
        {
            foreach (var agent in _agents.Values)
            {
                agent.Tell(new DropAttempts(_name, open.State.Term, $"the experiment broke: {why.Message}"));
            }
        }

        Return(_slots.All);
        Context.GetLogger().Error(why, "The experiment {0} cannot go on.", _name);
        Context.Stop(Self);
    }

    /// <summary>Nobody shall wait for an answer that will not come.</summary>
    private void RefuseAll(string why)
    {
        foreach (var asked in (_deciding?.Asked ?? []).Concat(_storing?.Asked ?? []).Concat(_unstored?.Asked ?? [])
            .Concat(_queue))
        {
            asked.Refuse(_name, why);
        }

        foreach (var drainer in _drainers)
        {
            drainer.Tell(new Refused(_name, [why]));
        }

        (_deciding, _storing, _unstored) = (null, null, null);
        _queue.Clear();
        _drainers.Clear();
    }

    /// <summary>With no session there is nothing to hold the journal for.</summary>
    private void Retire()
    {
        if (_queue.Count > 0 || _storing is not null || _opening is not null || _open is { HasSession: true })
        {
            return;
        }

        if (_open is { } open)
        {
            _last = Progress();
            _open = null;
            _closing = open.Journal.DisposeAsync().AsTask();
        }

        if (_feed.IsEmpty)
        {
            Context.Parent.Tell(new Passivate(PoisonPill.Instance));
        }
    }
}
