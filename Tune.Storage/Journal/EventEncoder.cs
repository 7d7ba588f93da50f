using Tune.Bytes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Journal;

/// <summary>
/// Events as bytes. An event is one byte of <see cref="EventKind"/> and two flags, the time since the event before it
/// in the frame, and its fields; a report with one metric takes about 20 bytes, the decision to continue 9.
/// The layout is told in the README of Tune.Storage.
/// </summary>
internal sealed class EventEncoder(SpecJson specs, NameLists lists)
{
    public const byte SameMoment = 0x40;
    public const byte SameReport = 0x80;
    public const byte KindMask = 0x3F;

    private readonly ByteWriter _definitions = new(256);
    private readonly ByteWriter _events = new();
    private FrameContext _context;
    private int _defined;

    /// <summary>The lists of names of the segment being written.</summary>
    public NameLists Lists => lists;

    /// <summary>Appends the payload of one frame. If this throws, nothing has changed.</summary>
    public void Encode(IReadOnlyList<ExperimentEvent> events, ByteWriter to)
    {
        var listsBefore = lists.Count;
        _definitions.Clear();
        _events.Clear();
        _context = default;
        _defined = 0;
        try
        {
            for (var i = 0; i < events.Count; i++)
            {
                Write(events[i]);
            }
        }
        catch
        {
            lists.CutTo(listsBefore);
            throw;
        }

        to.Count(_defined);
        to.Raw(_definitions.Written);
        to.Raw(_events.Written);
    }

    private void Write(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Reported reported:
                WriteReported(reported);
                break;
            case ExperimentEvent.Decided decided:
                WriteDecided(decided);
                break;
            case ExperimentEvent.CheckpointSaved saved:
                Head(EventKind.CheckpointSaved, fact);
                Subject(saved.Trial, saved.Attempt);
                Checkpoint(saved.Checkpoint);
                break;
            case ExperimentEvent.CheckpointLost lost:
                Head(EventKind.CheckpointLost, fact);
                Subject(lost.Trial, lost.Attempt);
                Checkpoint(lost.Checkpoint);
                Optional(lost.Instead);
                _events.Text(lost.Why);
                break;
            case ExperimentEvent.CheckpointDropped dropped:
                Head(EventKind.CheckpointDropped, fact);
                Trial(dropped.Trial);
                Checkpoint(dropped.Checkpoint);
                break;
            case ExperimentEvent.TrialProposed proposed:
                Head(proposed.ByHand ? EventKind.TrialProposedByHand : EventKind.TrialProposed, fact);
                Trial(proposed.Trial);
                Config(proposed.Config);
                break;
            case ExperimentEvent.AttemptStarted started:
                WriteStarted(started);
                break;
            case ExperimentEvent.AttemptEnded ended:
                Head(KindOf(ended), fact);
                Subject(ended.Trial, ended.Attempt);
                FactBytes.Write(ended.Outcome, _events);
                break;
            case ExperimentEvent.TrialEnded ended:
                Head(EventKind.TrialEnded, fact);
                Trial(ended.Trial);
                _events.Byte((byte)ended.Status);
                _events.Text(ended.Why);
                break;
            case ExperimentEvent.TrialReopened reopened:
                Head(EventKind.TrialReopened, fact);
                Trial(reopened.Trial);
                Config(reopened.Config);
                Optional(reopened.From);
                break;
            case ExperimentEvent.MessageRefused refused:
                Head(EventKind.MessageRefused, fact);
                Subject(refused.Trial, refused.Attempt);
                _events.Text(refused.Why);
                break;
            default:
                WriteOfExperiment(fact);
                break;
        }
    }

    private void WriteOfExperiment(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Created created:
                Head(EventKind.Created, fact);
                _events.Text(specs.Write(created.Spec));
                break;
            case ExperimentEvent.Extended extended:
                Head(EventKind.Extended, fact);
                _events.Text(specs.Write(extended.Spec));
                break;
            case ExperimentEvent.SessionOpened opened:
                Head(EventKind.SessionOpened, fact);
                _events.ZigZag(opened.Term.Number);
                _events.Text(opened.Host);
                _events.ZigZag(opened.ProcessId);
                break;
            case ExperimentEvent.ProgramSeen seen:
                Head(EventKind.ProgramSeen, fact);
                FactBytes.Write(seen.Program, _events);
                break;
            case ExperimentEvent.Beat:
                Head(EventKind.Beat, fact);
                break;
            case ExperimentEvent.DrainStarted:
                Head(EventKind.DrainStarted, fact);
                break;
            case ExperimentEvent.SessionClosed:
                Head(EventKind.SessionClosed, fact);
                break;
            case ExperimentEvent.Paused:
                Head(EventKind.Paused, fact);
                break;
            case ExperimentEvent.Resumed:
                Head(EventKind.Resumed, fact);
                break;
            case ExperimentEvent.SlotsHeld held:
                Head(EventKind.SlotsHeld, fact);
                _events.Text(held.Node);
                FactBytes.Write(held.Slots, _events);
                break;
            case ExperimentEvent.Acted acted:
                Head(EventKind.Acted, fact);
                ActBytes.Write(acted.Act, acted.By, _events);
                break;
            case ExperimentEvent.Ended ended:
                Head(EventKind.Ended, fact);
                _events.Byte((byte)ended.Status);
                _events.Text(ended.Why);
                break;
            default:
                throw new ArgumentException($"The journal has no form for {fact.GetType().Name}.", nameof(fact));
        }
    }

    private void WriteReported(ExperimentEvent.Reported reported)
    {
        Head(EventKind.Reported, reported);
        Subject(reported.Trial, reported.Attempt);
        _events.ZigZag(reported.Sequence);
        _events.ZigZag((long)reported.Iteration - reported.Sequence);
        Names(new MetricNames(reported.Metrics));
        MetricValues.Write(reported.Metrics, _events);
        _context.Remember(reported);
    }

    // Slots of one node have had their own, shorter forms from the start.
    private void WriteStarted(ExperimentEvent.AttemptStarted started)
    {
        var where = started.Where;
        if (where.Count != 1 || where[0].Each is not null)
        {
            Head(EventKind.AttemptStartedOn, started);
            Subject(started.Trial, started.Attempt);
            FactBytes.Write(where, _events);
            Optional(started.From);
            return;
        }

        var isWide = where.Width > 1;
        Head(isWide ? EventKind.AttemptStartedWide : EventKind.AttemptStarted, started);
        Subject(started.Trial, started.Attempt);
        _events.Text(where.Node);
        _events.ZigZag(where.Slot);
        Optional(started.From);
        if (isWide)
        {
            FactBytes.Write(SlotSet.Of(where[0].Slots.Skip(1)), _events);
        }
    }

    private static EventKind KindOf(ExperimentEvent.AttemptEnded ended) => ended.Parked switch
    {
        null => EventKind.AttemptEnded,
        false => EventKind.AttemptEndedFree,
        true => EventKind.AttemptEndedParked,
    };

    private void WriteDecided(ExperimentEvent.Decided decided)
    {
        var kind = decided.Decision switch
        {
            Decision.Continue => EventKind.DecidedContinue,
            Decision.Pause => EventKind.DecidedPause,
            Decision.Stop => EventKind.DecidedStop,
            Decision.CloneFrom => EventKind.DecidedClone,
            _ => throw new ArgumentException($"The journal has no form for the decision {decided.Decision}."),
        };
        if (_context.IsOnLastReport(decided))
        {
            Head(kind, decided, SameReport);
        }
        else
        {
            Head(kind, decided);
            Subject(decided.Trial, decided.Attempt);
            _events.ZigZag(decided.Sequence);
            _events.ZigZag(decided.Iteration);
        }

        _events.Fixed(decided.InputsHash);
        if (decided.Decision is Decision.Stop stop)
        {
            _events.Byte((byte)stop.Reason);
            _events.Text(stop.Why);
        }
        else if (decided.Decision is Decision.CloneFrom clone)
        {
            Trial(clone.Donor);
            Checkpoint(clone.Checkpoint);
            Config(clone.Config);
        }
    }

    private void Head(EventKind kind, ExperimentEvent fact, byte flags = 0)
    {
        if (fact.At == _context.At)
        {
            _events.Byte((byte)((byte)kind | flags | SameMoment));
            return;
        }

        _events.Byte((byte)((byte)kind | flags));
        var utc = unchecked(fact.At.UtcTicks - _context.At.UtcTicks);
        _events.ZigZag(utc);
        _events.ZigZag(unchecked(fact.At.ActiveTicks - _context.At.ActiveTicks - utc));
        _context.At = fact.At;
    }

    private void Trial(TrialId trial) => _events.ZigZag(trial.Number);

    private void Subject(TrialId trial, Attempt attempt)
    {
        _events.ZigZag(trial.Number);
        _events.ZigZag(attempt.Number);
    }

    private void Optional(CheckpointRef? checkpoint) => FactBytes.WriteOptional(checkpoint, _events);

    private void Checkpoint(CheckpointRef checkpoint) => FactBytes.Write(checkpoint, _events);

    private void Config(Configuration config)
    {
        Names(new ListedNames(FactBytes.NamesOf(config)));
        FactBytes.WriteValues(config, _events);
    }

    private void Names<T>(T names)
        where T : struct, INames
    {
        var number = lists.Find(names);
        if (number == 0)
        {
            var list = new string[names.Count];
            for (var i = 0; i < list.Length; i++)
            {
                list[i] = names[i];
            }

            number = lists.Add(list);
            _events.Count(number);
            var to = number > 0 ? _definitions : _events;
            _defined += number > 0 ? 1 : 0;
            FactBytes.Write(list, to);
            return;
        }

        _events.Count(number);
    }
}
