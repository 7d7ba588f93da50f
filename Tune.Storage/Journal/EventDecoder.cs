using Tune.Bytes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Journal;

/// <summary>Bytes as events: what <see cref="EventEncoder"/> wrote.</summary>
internal sealed class EventDecoder(SpecJson specs, NameLists lists)
{
    private static readonly int s_statuses = Enum.GetValues<TrialStatus>().Length;
    private static readonly int s_experimentStatuses = Enum.GetValues<ExperimentStatus>().Length;
    private static readonly int s_reasons = Enum.GetValues<StopReason>().Length;

    // The same node takes up trial after trial.
    private string _node = "";

    /// <summary>Takes in what a frame defines, without decoding its events.</summary>
    public void Collect(ReadOnlySpan<byte> payload)
    {
        var from = new ByteReader(payload);
        Definitions(ref from);
    }

    /// <summary>Decodes one frame.</summary>
    /// <exception cref="InvalidDataException">The bytes make no sense.</exception>
    public void Decode(ReadOnlySpan<byte> payload, int count, List<ExperimentEvent> into)
    {
        var from = new ByteReader(payload);
        Definitions(ref from);
        FrameContext context = default;
        for (var i = 0; i < count; i++)
        {
            into.Add(Read(ref from, ref context));
        }

        if (from.Left > 0)
        {
            throw new InvalidDataException($"{from.Left} bytes follow the last event");
        }
    }

    private void Definitions(ref ByteReader from)
    {
        for (var left = from.Count(); left > 0; left--)
        {
            if (lists.Add(FactBytes.ReadNames(ref from)) == 0)
            {
                throw new InvalidDataException("too many lists of names are defined");
            }
        }
    }

    private ExperimentEvent Read(ref ByteReader from, ref FrameContext context)
    {
        var head = from.Byte();
        var kind = (EventKind)(head & EventEncoder.KindMask);
        if ((head & EventEncoder.SameMoment) == 0)
        {
            var utc = from.ZigZag();
            context.At = unchecked(new Moment(
                context.At.UtcTicks + utc, context.At.ActiveTicks + utc + from.ZigZag()));
        }

        var at = context.At;
        return kind switch
        {
            EventKind.Reported => Reported(ref from, ref context),
            EventKind.DecidedContinue or EventKind.DecidedPause or EventKind.DecidedStop or EventKind.DecidedClone =>
                Decided(kind, (head & EventEncoder.SameReport) != 0, ref from, context),
            EventKind.CheckpointSaved => new ExperimentEvent.CheckpointSaved(
                at, Trial(ref from), Attempt(ref from), Checkpoint(ref from)),
            EventKind.CheckpointLost => new ExperimentEvent.CheckpointLost(
                at, Trial(ref from), Attempt(ref from), Checkpoint(ref from),
                Optional(ref from), from.Text()),
            EventKind.CheckpointDropped => new ExperimentEvent.CheckpointDropped(
                at, Trial(ref from), Checkpoint(ref from)),
            EventKind.TrialProposed => new ExperimentEvent.TrialProposed(at, Trial(ref from), Config(ref from)),
            EventKind.TrialProposedByHand => new ExperimentEvent.TrialProposed(
                at, Trial(ref from), Config(ref from), ByHand: true),
            EventKind.AttemptStarted => new ExperimentEvent.AttemptStarted(
                at, Trial(ref from), Attempt(ref from), Allocation.On(Node(ref from), from.SignedInt()),
                Optional(ref from)),
            EventKind.AttemptStartedWide => StartedWide(at, ref from),
            EventKind.AttemptStartedOn => new ExperimentEvent.AttemptStarted(
                at, Trial(ref from), Attempt(ref from), FactBytes.ReadAllocation(ref from), Optional(ref from)),
            EventKind.AttemptEnded => Ended(at, null, ref from),
            EventKind.AttemptEndedFree => Ended(at, false, ref from),
            EventKind.AttemptEndedParked => Ended(at, true, ref from),
            EventKind.TrialEnded => new ExperimentEvent.TrialEnded(
                at, Trial(ref from), (TrialStatus)from.Choice(s_statuses), from.Text()),
            EventKind.TrialReopened => new ExperimentEvent.TrialReopened(
                at, Trial(ref from), Config(ref from), Optional(ref from)),
            EventKind.MessageRefused => new ExperimentEvent.MessageRefused(
                at, Trial(ref from), Attempt(ref from), from.Text()),
            _ => OfExperiment(kind, at, ref from),
        };
    }

    private ExperimentEvent OfExperiment(EventKind kind, Moment at, ref ByteReader from) => kind switch
    {
        EventKind.Created => new ExperimentEvent.Created(at, Spec(ref from)),
        EventKind.Extended => new ExperimentEvent.Extended(at, Spec(ref from)),
        EventKind.SessionOpened => new ExperimentEvent.SessionOpened(
            at, new Term(from.SignedInt()), from.Text(), from.SignedInt()),
        EventKind.ProgramSeen => new ExperimentEvent.ProgramSeen(at, FactBytes.ReadProgram(ref from)),
        EventKind.Beat => new ExperimentEvent.Beat(at),
        EventKind.DrainStarted => new ExperimentEvent.DrainStarted(at),
        EventKind.SessionClosed => new ExperimentEvent.SessionClosed(at),
        EventKind.Paused => new ExperimentEvent.Paused(at),
        EventKind.Resumed => new ExperimentEvent.Resumed(at),
        EventKind.SlotsHeld => new ExperimentEvent.SlotsHeld(at, Node(ref from), FactBytes.ReadSlots(ref from)),
        EventKind.Acted => ActBytes.Read(ref from) is var (act, by)
            ? new ExperimentEvent.Acted(at, act, by) : throw new InvalidDataException("an act is missing"),
        EventKind.Ended => new ExperimentEvent.Ended(
            at, (ExperimentStatus)from.Choice(s_experimentStatuses), from.Text()),
        _ => throw new InvalidDataException("an event of an unknown kind", new UnknownKindException(kind)),
    };

    private ExperimentEvent.Reported Reported(ref ByteReader from, ref FrameContext context)
    {
        context.Trial = Trial(ref from);
        context.Attempt = Attempt(ref from);
        context.Sequence = from.SignedInt();
        context.Iteration = unchecked((int)(context.Sequence + from.ZigZag()));
        var metrics = MetricValues.Read(ListOrInline(ref from), ref from);
        return new ExperimentEvent.Reported(
            context.At, context.Trial, context.Attempt, context.Sequence, context.Iteration, metrics);
    }

    private static ExperimentEvent.AttemptEnded Ended(Moment at, bool? parked, ref ByteReader from) =>
        new(at, Trial(ref from), Attempt(ref from), FactBytes.ReadOutcome(ref from), parked);

    private ExperimentEvent.Decided Decided(
        EventKind kind, bool isOnLastReport, ref ByteReader from, FrameContext context)
    {
        if (!isOnLastReport)
        {
            context.Trial = Trial(ref from);
            context.Attempt = Attempt(ref from);
            context.Sequence = from.SignedInt();
            context.Iteration = from.SignedInt();
        }

        var hash = from.Fixed();
        Decision decision = kind switch
        {
            EventKind.DecidedPause => Decision.Pause.Instance,
            EventKind.DecidedStop => new Decision.Stop((StopReason)from.Choice(s_reasons), from.Text()),
            EventKind.DecidedClone => new Decision.CloneFrom(Trial(ref from), Checkpoint(ref from), Config(ref from)),
            _ => Decision.Continue.Instance,
        };
        return new ExperimentEvent.Decided(
            context.At, context.Trial, context.Attempt, context.Sequence, context.Iteration, decision, hash);
    }

    private ExperimentSpec Spec(ref ByteReader from)
    {
        var text = from.Text();
        try
        {
            return specs.Read(text);
        }
        catch (Exception e)
        {
            // Options of algorithms check themselves while they are read, each in its own way.
            throw new InvalidDataException($"the spec cannot be read: {e.Message}", e);
        }
    }

    private Configuration Config(ref ByteReader from) => FactBytes.ReadValues(ListOrInline(ref from), ref from);

    private string[] ListOrInline(ref ByteReader from)
    {
        var number = from.Int();
        return number == 0 ? FactBytes.ReadNames(ref from) : lists[number];
    }

    private string Node(ref ByteReader from)
    {
        var node = from.Text();
        return _node = node == _node ? _node : node;
    }

    private ExperimentEvent.AttemptStarted StartedWide(Moment at, ref ByteReader from)
    {
        var (trial, attempt, node, slot) = (Trial(ref from), Attempt(ref from), Node(ref from), from.SignedInt());
        var checkpoint = Optional(ref from);
        var slots = SlotSet.Of([slot, .. FactBytes.ReadSlots(ref from)]);
        return new ExperimentEvent.AttemptStarted(at, trial, attempt, Allocation.On(node, slots), checkpoint);
    }

    private static TrialId Trial(ref ByteReader from) => new(from.SignedInt());

    private static Attempt Attempt(ref ByteReader from) => new(from.SignedInt());

    private static CheckpointRef? Optional(ref ByteReader from) => FactBytes.ReadOptionalCheckpoint(ref from);

    private static CheckpointRef Checkpoint(ref ByteReader from) => FactBytes.ReadCheckpoint(ref from);
}
