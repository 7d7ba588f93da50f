using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

public sealed partial class MemoryCarrier
{
    private readonly SharedValues<CheckpointRef> _checkpoints = new();

    /// <summary>A trial's number.</summary>
    public TrialId Trial(TrialId value) => new(Number(value.Number));

    /// <summary>A score.</summary>
    public Score Score(Score value)
    {
        if (!Flag(!value.IsWorst))
        {
            return Engine.Metrics.Score.Worst;
        }

        var raw = Real(value.IsWorst ? 0 : value.Value);
        return double.IsFinite(raw)
            ? Engine.Metrics.Score.Of(raw, Mode.Max)
            : throw new InvalidDataException($"{raw} is no score");
    }

    /// <summary>A checkpoint; one that was met before comes back as the same object.</summary>
    public CheckpointRef Checkpoint(CheckpointRef value) => Shared(_checkpoints, value, static (by, ckpt) =>
        by.IsReading
            ? new CheckpointRef(by.Text(""), by.Number(0L), by.Number(0))
            : new CheckpointRef(by.Text(ckpt.Digest), by.Number(ckpt.Bytes), by.Number(ckpt.Iteration)));

    /// <summary>A decision.</summary>
    public Decision Decision(Decision value)
    {
        const int kinds = 4;
        var kind = value switch
        {
            null or Trials.Decision.Continue => 0,
            Trials.Decision.Pause => 1,
            Trials.Decision.Stop => 2,
            _ => 3,
        };
        switch (Tag(kind, kinds))
        {
            case 0:
                return Trials.Decision.Continue.Instance;
            case 1:
                return Trials.Decision.Pause.Instance;
            case 2:
                var stop = IsReading ? null : (Trials.Decision.Stop)value!;
                var (reason, why) = (Choice(stop?.Reason ?? default), Text(stop?.Why ?? ""));
                return stop ?? new Trials.Decision.Stop(reason, why);
            default:
                return Clone(IsReading ? null! : (Trials.Decision.CloneFrom)value!);
        }
    }

    /// <summary>The decision that a trial goes on as a clone.</summary>
    public Decision.CloneFrom Clone(Decision.CloneFrom value)
    {
        var read = new Decision.CloneFrom(
            Trial(value?.Donor ?? default), Checkpoint(value?.Checkpoint!), Config(value?.Config!));
        return IsReading ? read : value!;
    }

    /// <summary>A report as algorithms see it.</summary>
    public Observation Seen(Observation value) =>
        new(
            Trial(value.Trial), Number(value.Iteration), Score(value.Score), Metrics(value.Metrics),
            Optional(value.Checkpoint, static (by, ckpt) => by.Checkpoint(ckpt)))
        {
            Violation = Real(value.Violation),
            IsPartial = Flag(value.IsPartial),
        };
}
