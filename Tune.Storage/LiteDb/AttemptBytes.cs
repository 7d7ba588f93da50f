using Tune.Bytes;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;
using Tune.Storage.Journal;

namespace Tune.Storage.LiteDb;

/// <summary>An attempt as bytes.</summary>
internal static class AttemptBytes
{
    private static readonly int s_reasons = Enum.GetValues<StopReason>().Length;

    public static void Write(AttemptPortrait run, ByteWriter to)
    {
        to.ZigZag(run.Attempt.Number);
        FactBytes.Write(run.Where, to);
        FactBytes.Write(run.Started, to);
        to.ZigZag(run.FromIteration);
        to.ZigZag(run.Follows.Number);
        to.ZigZag(run.FollowsTo);
        to.ZigZag(run.Reports);
        to.ZigZag(run.Iteration);
        to.Byte(run.Ended is null ? (byte)0 : (byte)1);
        if (run.Ended is { } ended)
        {
            FactBytes.Write(ended, to);
            FactBytes.Write(run.Outcome!, to);
        }

        Write(run.Decision, to);
    }

    public static AttemptPortrait Read(ref ByteReader from)
    {
        var run = new AttemptPortrait(
            new Attempt(from.SignedInt()), FactBytes.ReadAllocation(ref from), FactBytes.ReadMoment(ref from),
            from.SignedInt())
        {
            Follows = new Attempt(from.SignedInt()),
            FollowsTo = from.SignedInt(),
            Reports = from.SignedInt(),
            Iteration = from.SignedInt(),
        };
        if (from.Choice(2) == 1)
        {
            run.Ended = FactBytes.ReadMoment(ref from);
            run.Outcome = FactBytes.ReadOutcome(ref from);
        }

        run.Decision = ReadDecision(ref from);
        return run;
    }

    private static void Write(Decision decision, ByteWriter to)
    {
        switch (decision)
        {
            case Decision.Stop stop:
                to.Byte((byte)EventKind.DecidedStop);
                to.Byte((byte)stop.Reason);
                to.Text(stop.Why);
                break;
            case Decision.CloneFrom clone:
                to.Byte((byte)EventKind.DecidedClone);
                to.ZigZag(clone.Donor.Number);
                FactBytes.Write(clone.Checkpoint, to);
                FactBytes.Write(FactBytes.NamesOf(clone.Config), to);
                FactBytes.WriteValues(clone.Config, to);
                break;
            default:
                to.Byte((byte)(decision is Decision.Pause ? EventKind.DecidedPause : EventKind.DecidedContinue));
                break;
        }
    }

    private static Decision ReadDecision(ref ByteReader from) => (EventKind)from.Byte() switch
    {
        EventKind.DecidedContinue => Decision.Continue.Instance,
        EventKind.DecidedPause => Decision.Pause.Instance,
        EventKind.DecidedStop => new Decision.Stop((StopReason)from.Choice(s_reasons), from.Text()),
        EventKind.DecidedClone => new Decision.CloneFrom(
            new TrialId(from.SignedInt()), FactBytes.ReadCheckpoint(ref from),
            FactBytes.ReadValues(FactBytes.ReadNames(ref from), ref from)),
        var kind => throw new InvalidDataException($"the decision {kind} is not known"),
    };
}
