using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>How what the engine alone knows of is carried.</summary>
internal static class StateMemory
{
    public static Attempt Attempt(this MemoryCarrier by, Attempt value) => new(by.Number(value.Number));

    public static TimeSpan Time(this MemoryCarrier by, TimeSpan value) => new(by.Number(value.Ticks));

    public static SlotSet Slots(this MemoryCarrier by, SlotSet value) =>
        SlotSet.Of(by.Items([.. value], static (by, slot) => by.Number(slot)));

    public static Allocation Where(this MemoryCarrier by, Allocation value)
    {
        var parts = by.Items([.. value], static (by, part) => new NodeShare(
            by.Text(part?.Node ?? ""), by.Slots(part?.Slots ?? default), by.Optional(part?.Each, Each)));
        return by.IsReading ? Read(parts) : value;
    }

    public static TrialLine Line(this MemoryCarrier by, TrialLine line)
    {
        line.Leaving = by.Choice(line.Leaving);
        line.StandingPause = by.Number(line.StandingPause);
        line.GoesOnFrom = by.Optional(line.GoesOnFrom, static (by, value) => by.Checkpoint(value));
        line.Attempt = by.Attempt(line.Attempt);
        line.Iteration = by.Number(line.Iteration);
        line.Reach = by.Number(line.Reach);
        line.Metrics = by.Metrics(line.Metrics);
        line.Best = by.Optional(line.Best, Point);
        line.Begun = Mark(by, line.Begun);
        line.Donated = by.Optional(line.Donated, static (by, value) => by.Checkpoint(value));
        line.Left = Mark(by, line.Left);
        by.List(line.Held, static (by, held) =>
            new HeldCheckpoint(by.Checkpoint(held?.Checkpoint!), Mark(by, held?.At ?? LineMark.Beginning)));
        return line;
    }

    public static IReadOnlyList<Placed> Places(this MemoryCarrier by, IReadOnlyList<Placed> places)
    {
        var read = by.Items(
            [.. places],
            static (by, placed) => new Placed(by.Trial(placed?.Trial ?? default), Point(by, placed?.Best!)));
        return by.IsReading ? read : places;
    }

    private static LinePoint Point(MemoryCarrier by, LinePoint value) => new(
        by.Attempt(value?.Attempt ?? default), by.Number(value?.Iteration ?? 0), by.Score(value?.Score ?? default),
        by.Config(value?.Config!), by.Number(value?.Order ?? 0));

    private static LineMark Mark(MemoryCarrier by, LineMark value) => new(
        by.Attempt(value.Attempt), by.Number(value.Iteration), by.Number(value.Reach), by.Metrics(value.Metrics),
        by.Optional(value.Best, Point));

    private static Resources Each(MemoryCarrier by, Resources value)
    {
        var read = new Resources(
            by.Real(value?.Cpu ?? 0), by.Real(value?.Gpu ?? 0),
            by.Optional(value?.MemoryBytes, static (by, bytes) => by.Number(bytes)));
        var named = new Dictionary<string, double>(value?.Named ?? NamedAmounts.None, StringComparer.Ordinal);
        by.Map(named, static (by, name) => by.Text(name), static (by, amount) => by.Real(amount));
        return read with { Named = NamedAmounts.Of(named) };
    }

    private static Allocation Read(NodeShare[] parts)
    {
        try
        {
            return Allocation.Of(parts);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
