using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Storage.Journal;
using Tune.Storage.Tracking;

namespace Tune.Storage.LiteDb;

/// <summary>Rows of the projection as payloads of documents. Their form may change freely: a file of another form is
/// made again from the journals.</summary>
internal static class RowBytes
{
    private static readonly int s_statuses = Enum.GetValues<TrialStatus>().Length;
    private static readonly int s_experimentStatuses = Enum.GetValues<ExperimentStatus>().Length;
    private static readonly int s_leavings = Enum.GetValues<Leaving>().Length;
    private static readonly int s_reasons = Enum.GetValues<StopReason>().Length;

    public static void Write(TrialRow row, ByteWriter to)
    {
        to.ZigZag(row.Trial.Number);
        FactBytes.Write(FactBytes.NamesOf(row.Config), to);
        FactBytes.WriteValues(row.Config, to);
        to.Byte((byte)row.Status);
        to.Text(row.Why);
        to.ZigZag(row.Failures);
        to.ZigZag(row.Reports);
        to.ZigZag(row.Iteration);
        FactBytes.Write([.. row.LastMetrics.Select(metric => metric.Name)], to);
        MetricValues.Write(row.LastMetrics, to);
        Write(row.BestScore, to);
        to.ZigZag(row.BestIteration);
        Write(row.BestConfig, row.Config, to);
        to.Byte(row.Error is null ? (byte)0 : (byte)1);
        if (row.Error is not null)
        {
            FactBytes.Write(row.Error, to);
        }

        FactBytes.Write(row.Last, to);
        to.ZigZag(row.Used.Ticks);
        to.Byte((byte)row.Leaving);
        to.ZigZag(row.PausedAt);
        to.ZigZag(row.ResumesFrom);
        to.Count(row.Held.Count);
        row.Held.ForEach(checkpoint => FactBytes.Write(checkpoint, to));
        to.Count(row.Runs.Count);
        row.Runs.ForEach(run => Write(run, to));
        to.Count(row.Seen.Count);
        row.Seen.ForEach(seen =>
        {
            to.Text(seen.Metric);
            to.ZigZag(seen.Count);
        });
        to.Count(row.Chunks);
        to.Raw(row.Tail.Bytes);
    }

    public static TrialRow ReadTrial(ReadOnlySpan<byte> payload)
    {
        var from = new ByteReader(payload);
        var row = new TrialRow(new TrialId(from.SignedInt()))
        {
            Config = FactBytes.ReadValues(FactBytes.ReadNames(ref from), ref from),
            Status = (TrialStatus)from.Choice(s_statuses),
            Why = from.Text(),
            Failures = from.SignedInt(),
            Reports = from.SignedInt(),
            Iteration = from.SignedInt(),
            LastMetrics = MetricValues.Read(FactBytes.ReadNames(ref from), ref from),
            BestScore = ReadScore(ref from),
            BestIteration = from.SignedInt(),
            BestConfig = ReadBestConfig(ref from),
            Error = from.Choice(2) == 0 ? null : (AttemptOutcome.Failed)FactBytes.ReadOutcome(ref from),
            Last = FactBytes.ReadMoment(ref from),
            Used = new TimeSpan(from.ZigZag()),
            Leaving = (Leaving)from.Choice(s_leavings),
            PausedAt = from.SignedInt(),
            ResumesFrom = from.SignedInt(),
        };
        row.BestConfig ??= row.BestIteration > 0 ? row.Config : null;
        for (var left = from.Count(); left > 0; left--)
        {
            row.Held.Add(FactBytes.ReadCheckpoint(ref from));
        }

        for (var left = from.Count(); left > 0; left--)
        {
            row.Runs.Add(ReadRun(ref from));
        }

        for (var left = from.Count(); left > 0; left--)
        {
            row.Seen.Add((from.Text(), from.SignedInt()));
        }

        row.Chunks = from.Int();
        row.Tail.Load(from.Raw(from.Left));
        return row;
    }

    public static void Write(ExperimentRow row, SpecJson specs, ByteWriter to)
    {
        to.Text(row.Name);
        to.Byte((byte)row.Status);
        to.Byte(row.IsOpen ? (byte)1 : (byte)0);
        to.Text(row.Why);
        to.ZigZag(row.Trials);
        to.ZigZag(row.Reports);
        to.ZigZag(row.Events);
        FactBytes.Write(row.Created, to);
        FactBytes.Write(row.Last, to);
        to.Byte(row.Best is null ? (byte)0 : (byte)1);
        if (row.Best is { } best)
        {
            to.ZigZag(best.Trial.Number);
            to.ZigZag(best.Iteration);
            Write(best.Score, to);
            to.Fixed(best.Value);
            FactBytes.Write(FactBytes.NamesOf(best.Config), to);
            FactBytes.WriteValues(best.Config, to);
        }

        to.Text(row.Spec is null ? "" : specs.Write(row.Spec));
    }

    public static ExperimentRow ReadExperiment(ref ByteReader from, SpecJson specs)
    {
        var row = new ExperimentRow(from.Text())
        {
            Status = (ExperimentStatus)from.Choice(s_experimentStatuses),
            IsOpen = from.Choice(2) == 1,
            Why = from.Text(),
            Trials = from.SignedInt(),
            Reports = from.ZigZag(),
            Events = from.ZigZag(),
            Created = FactBytes.ReadMoment(ref from),
            Last = FactBytes.ReadMoment(ref from),
            Best = from.Choice(2) == 0 ? null : new BestResult(
                new TrialId(from.SignedInt()), from.SignedInt(), ReadScore(ref from), from.Double(),
                FactBytes.ReadValues(FactBytes.ReadNames(ref from), ref from)),
        };
        var spec = from.Text();
        row.Spec = spec.Length == 0 ? null : specs.Read(spec);
        return row;
    }

    // Only clones have another than their own: the others take no room for it.
    private static void Write(Configuration? best, Configuration now, ByteWriter to)
    {
        var differs = best is not null && !best.Equals(now);
        to.Byte(differs ? (byte)1 : (byte)0);
        if (differs)
        {
            FactBytes.Write(FactBytes.NamesOf(best!), to);
            FactBytes.WriteValues(best!, to);
        }
    }

    private static Configuration? ReadBestConfig(ref ByteReader from) => from.Choice(2) == 0
        ? null
        : FactBytes.ReadValues(FactBytes.ReadNames(ref from), ref from);

    private static void Write(RunRow run, ByteWriter to)
    {
        to.ZigZag(run.Attempt.Number);
        to.Text(run.Node);
        to.ZigZag(run.Slot);
        FactBytes.Write(run.Started, to);
        to.ZigZag(run.FromIteration);
        to.Byte(run.Ended is null ? (byte)0 : (byte)1);
        if (run.Ended is { } ended)
        {
            FactBytes.Write(ended, to);
            FactBytes.Write(run.Outcome!, to);
        }

        Write(run.Decision, to);
    }

    private static RunRow ReadRun(ref ByteReader from)
    {
        var run = new RunRow(
            new Attempt(from.SignedInt()), from.Text(), from.SignedInt(), FactBytes.ReadMoment(ref from),
            from.SignedInt());
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

    private static void Write(Score score, ByteWriter to) => to.Fixed(score.IsWorst ? double.NaN : score.Value);

    private static Score ReadScore(ref ByteReader from) => Score.Of(from.Double(), Mode.Max);
}
