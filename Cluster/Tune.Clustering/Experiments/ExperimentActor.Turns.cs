using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Engine.Ports;
using Tune.Engine.Stores;

namespace Tune.Clustering.Experiments;

internal sealed partial class ExperimentActor
{
    // Bounds one append; what waits beyond it comes with the next.
    private const int EventsPerTurn = 16_384;

    // Notes and tags are the longest there is: a thousand of them must not make an append that no journal takes.
    private const int WrittenPerTurn = 8 * 1024 * 1024;

    // Thinking in turns of this length costs an append each, so on a slow disk a turn may think as long as it takes to
    // store what comes of it.
    private static readonly TimeSpan OffersPerTurnMin = TimeSpan.FromMilliseconds(4);

    private Task<OpenExperiment?>? _opening;
    private long _storingSince;
    private TimeSpan _lastAppend;

    private void Ask(Asked asked)
    {
        if (_gathering.IsOn && asked is Asked.OfUser)
        {
            _pump.AskLater(asked);
        }
        else
        {
            _pump.Ask(asked);
        }

        if (_pump.State == PumpState.Closed)
        {
            Open();
        }

        TakeTurns();
    }

    /// <summary>Turn after turn until there is nothing to decide, or an append to wait for.</summary>
    private void TakeTurns()
    {
        while (_pump.TryBegin())
        {
            var turn = new Turn(_open!, _desk.Held, _duties, _gathering);
            while (turn.Events.Count < EventsPerTurn && turn.Written < WrittenPerTurn
                && _pump.TryTake(out var asked))
            {
                asked.Take(turn);
            }

            if (turn.HasSession && !_gathering.IsOn)
            {
                _desk.IsHungry = turn.Offer(
                    _parts.Clock, _lastAppend > OffersPerTurnMin ? _lastAppend : OffersPerTurnMin);
                turn.CloseIfDone();
                if (turn.OffersMore)
                {
                    _pump.Poke();
                }
            }

            if (_pump.Decided(turn, turn.Events.Count))
            {
                Store(_open!, turn);
            }
            else
            {
                Finish(turn);
            }
        }
    }

    private void Store(OpenExperiment open, Turn turn)
    {
        _storingSince = _parts.Clock.GetTimestamp();
        ValueTask append;
        try
        {
            append = open.Journal.AppendAsync(_pump.Durable, turn.Events);
        }
        catch (Exception e) when (e is StorageException or ArgumentException)
        {
            append = ValueTask.FromException(e);
        }

        if (append.IsCompletedSuccessfully)
        {
            Stored(turn);
        }
        else
        {
            append.AsTask().PipeTo(
                Self, success: () => new Durable(turn), failure: why => new NotDurable(turn, why));
        }
    }

    private void IsDurable(Durable durable)
    {
        if (_pump.State == PumpState.Storing && durable.Turn == _pump.Turn)
        {
            Stored(durable.Turn);
            TakeTurns();
        }
    }

    private void Stored(Turn turn)
    {
        var wasInTrouble = _pump.Trouble.Length > 0;
        var open = _open!;
        _pump.Stored();
        _lastAppend = _parts.Clock.GetElapsedTime(_storingSince);
        if (wasInTrouble)
        {
            StoreTakes();
        }

        Finish(turn);

        // Writing a state down takes time, for which nobody's answer waits.
        if (_open == open && open.HasSession)
        {
            open.Passed(_pump.Durable);
        }
    }

    // A full disk pauses, it does not end: attempts wait for their answers until the journal takes events again.
    private void CannotStore(NotDurable failed)
    {
        if (_pump.State != PumpState.Storing || failed.Turn != _pump.Turn)
        {
            return;
        }

        switch (failed.Why)
        {
            case StorageException { Kind: StorageFault.NotOwner }:
                Leave();
                break;
            case StorageException full:
                PauseStorage(isNew: _pump.NotStored(full.Message));
                break;
            default:
                Break(failed.Why, over: null);
                break;
        }
    }

    /// <summary>Opens the journal, if it is not open.</summary>
    private void Open()
    {
        var isForUsers = _pump.Waiting.Any(static asked => asked is Asked.OfUser);
        if (!isForUsers && _pump.State == PumpState.Closed && _leaving.StaysAway(_name, _parts.Clock) is { } wait)
        {
            Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, wait);
            return;
        }

        if (!_pump.TryOpen())
        {
            return;
        }

        if (_open is { } before)
        {
            _leaving.Add(_name, before.Journal);
        }

        var (store, name, parts) = (_parts.Store, _name, _parts);
        var gone = _leaving.WhenGoneAsync(_name);
        var mayMake = _open is not null || _pump.Waiting.Any(static asked => asked.Makes);

        // Reading a long journal takes seconds: a thread of its own, not one that serves actors.
        _opening = Task.Factory.StartNew(
            async () =>
            {
                await gone;
                return await OpenExperiment.OpenAsync(
                    store, name, mayMake, parts.Specs, parts.Bind, parts.Clock);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        FoundAsync(_opening, store, name).PipeTo(Self, failure: why => new OpenFailed(why));
    }

    private void OpenAgain()
    {
        if (_pump.State == PumpState.Paused || _pump.Waiting.Count > 0)
        {
            Open();
        }
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
        _pump.NotThere();
        foreach (var asked in _pump.DropUntil(static asked => asked.Makes).OfType<Asked.OfUser>())
        {
            Answer(asked.NotThere(why));
        }

        if (_pump.Waiting.Count > 0)
        {
            Open();
            return;
        }

        Retire();
    }

    private void IsOpen(Opened opened)
    {
        _opening = null;
        var (before, now, turn) = (_open, opened.Experiment, _pump.Turn);
        Asked[] taken = [.. _pump.Taken];
        (_open, _epoch) = (now, now.Epoch);
        if (before is not null)
        {
            now.GoOnFrom(before);
            _desk.Held.Rebuild(now.State);
        }

        switch (_pump.Opened(now.Read))
        {
            case Reopened.Stored:
                StoreTakes();
                Finish(turn!);
                break;
            case Reopened.Undone:
                Undo(turn!, taken);
                break;
            case Reopened.Overtaken:
                Leave();
                return;
            case Reopened.Fresh when now.State is { IsOpen: true, Exists: true }:
                Gather();
                break;
        }

        TakeTurns();
        Publish();
        Retire();
    }

    private void Undo(Turn turn, IEnumerable<Asked> taken)
    {
        foreach (var rejoin in taken.OfType<Asked.Rejoin>())
        {
            _gathering.Unjoin(rejoin.Held.Node.Name);
        }

        if (turn.OpensSession || turn.TakesOver)
        {
            _open!.EndSession();
        }
    }

    private void CannotOpen(Exception why)
    {
        _opening = null;
        if (_pump.CannotOpen(why.Message))
        {
            PauseStorage(isNew: false);
            return;
        }

        foreach (var asked in _pump.DropUntil(static _ => false).OfType<Asked.OfUser>())
        {
            Answer(asked.Refuse(why.Message).For(why));
        }

        _subscribers.Tell(new ExperimentNotice(_name, $"The experiment cannot be opened. {why.Message}"));
        Retire();
    }
}
