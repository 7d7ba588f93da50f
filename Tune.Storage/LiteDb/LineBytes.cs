using Tune.Bytes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;
using Tune.Storage.Journal;

namespace Tune.Storage.LiteDb;

/// <summary>A trial's line as bytes.</summary>
internal static class LineBytes
{
    private static readonly int s_leavings = Enum.GetValues<Leaving>().Length;

    /// <summary>Enters the configurations that the line speaks of.</summary>
    public static void Collect(TrialLine line, ConfigTable configs)
    {
        LinePoint?[] points = [line.Best, line.Begun.Best, line.Left.Best, .. line.Held.Select(held => held.At.Best)];
        foreach (var point in points.OfType<LinePoint>())
        {
            configs.Add(point.Config);
        }
    }

    public static void Write(TrialLine line, ConfigTable configs, ByteWriter to)
    {
        to.Byte((byte)line.Leaving);
        to.ZigZag(line.StandingPause);
        FactBytes.WriteOptional(line.GoesOnFrom, to);
        to.ZigZag(line.Attempt.Number);
        to.ZigZag(line.Iteration);
        to.ZigZag(line.Reach);
        Write(line.Metrics, to);
        Write(line.Best, configs, to);
        Write(line.Begun, configs, to);
        FactBytes.WriteOptional(line.Donated, to);
        Write(line.Left, configs, to);
        to.Count(line.Held.Count);
        foreach (var held in line.Held)
        {
            FactBytes.Write(held.Checkpoint, to);
            Write(held.At, configs, to);
        }
    }

    public static TrialLine Read(ConfigTable configs, ref ByteReader from)
    {
        var line = new TrialLine
        {
            Leaving = (Leaving)from.Choice(s_leavings),
            StandingPause = from.SignedInt(),
            GoesOnFrom = FactBytes.ReadOptionalCheckpoint(ref from),
            Attempt = new Attempt(from.SignedInt()),
            Iteration = from.SignedInt(),
            Reach = from.SignedInt(),
            Metrics = ReadMetrics(ref from),
            Best = ReadPoint(configs, ref from),
            Begun = ReadMark(configs, ref from),
            Donated = FactBytes.ReadOptionalCheckpoint(ref from),
            Left = ReadMark(configs, ref from),
        };
        for (var left = from.Count(); left > 0; left--)
        {
            line.Held.Add(new HeldCheckpoint(FactBytes.ReadCheckpoint(ref from), ReadMark(configs, ref from)));
        }

        return line;
    }

    public static void Write(LinePoint? point, ConfigTable configs, ByteWriter to)
    {
        to.Byte(point is null ? (byte)0 : (byte)1);
        if (point is not null)
        {
            to.ZigZag(point.Attempt.Number);
            to.ZigZag(point.Iteration);
            to.Fixed(point.Score.Value);
            to.Count(configs.IndexOf(point.Config));
            to.ZigZag(point.Order);
        }
    }

    public static LinePoint? ReadPoint(ConfigTable configs, ref ByteReader from) => from.Choice(2) == 0
        ? null
        : new LinePoint(
            new Attempt(from.SignedInt()), from.SignedInt(), Score.Of(from.Double(), Mode.Max), configs[from.Int()],
            from.ZigZag());

    private static void Write(LineMark mark, ConfigTable configs, ByteWriter to)
    {
        to.Byte(mark == LineMark.Beginning ? (byte)0 : (byte)1);
        if (mark != LineMark.Beginning)
        {
            to.ZigZag(mark.Attempt.Number);
            to.ZigZag(mark.Iteration);
            to.ZigZag(mark.Reach);
            Write(mark.Metrics, to);
            Write(mark.Best, configs, to);
        }
    }

    private static LineMark ReadMark(ConfigTable configs, ref ByteReader from) => from.Choice(2) == 0
        ? LineMark.Beginning
        : new LineMark(
            new Attempt(from.SignedInt()), from.SignedInt(), from.SignedInt(), ReadMetrics(ref from),
            ReadPoint(configs, ref from));

    private static void Write(MetricSet metrics, ByteWriter to)
    {
        FactBytes.Write([.. metrics.Select(metric => metric.Name)], to);
        MetricValues.Write(metrics, to);
    }

    private static MetricSet ReadMetrics(ref ByteReader from) =>
        MetricValues.Read(FactBytes.ReadNames(ref from), ref from);
}
