using System.Text.Json;
using Tune.Bytes;
using Tune.Engine.Runs;

namespace Tune.Storage.Runs;

/// <summary>Facts as bytes: one byte for the form, then JSON with its length, or for values of metrics the run, the
/// names, each once, and the points.</summary>
internal static class RunFactBytes
{
    private const byte Json = 1;
    private const byte Points = 2;

    public static void Write(ByteWriter into, RunFact fact)
    {
        if (fact is RunFact.RunMeasured measured)
        {
            into.Byte(Points);
            Write(into, measured);
            return;
        }

        into.Byte(Json);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(fact, RunFactJson.Default.RunFact);
        into.Count(bytes.Length);
        into.Raw(bytes);
    }

    /// <exception cref="InvalidDataException">The bytes make no sense, or are of a newer version.</exception>
    public static List<RunFact> ReadAll(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var facts = new List<RunFact>();
        while (reader.Left > 0)
        {
            facts.Add(reader.Byte() switch
            {
                Json => FromJson(reader.Raw(reader.Int())),
                Points => Measured(ref reader),
                var other => throw new InvalidDataException($"facts of the form {other} are not known"),
            });
        }

        return facts;
    }

    private static RunFact FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RunFactJson.Default.RunFact)
                ?? throw new InvalidDataException("a fact is empty");
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
        {
            throw new InvalidDataException("a fact is of a kind that is not known", wrong);
        }
    }

    private static void Write(ByteWriter into, RunFact.RunMeasured measured)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (metric, _) in measured.Points)
        {
            names.TryAdd(metric, names.Count);
        }

        into.Text(measured.Run);
        into.Count(names.Count);
        foreach (var name in names.Keys)
        {
            into.Text(name);
        }

        into.Count(measured.Points.Count);
        var (step, time) = (0L, 0L);
        foreach (var (metric, point) in measured.Points)
        {
            into.Count(names[metric]);
            into.ZigZag(unchecked(point.Step - step));
            into.ZigZag(unchecked(point.Time - time));
            into.Fixed(point.Value);
            (step, time) = (point.Step, point.Time);
        }
    }

    private static RunFact.RunMeasured Measured(ref ByteReader reader)
    {
        var run = reader.Text();
        var names = new string[reader.Count()];
        for (var at = 0; at < names.Length; at++)
        {
            names[at] = reader.Text();
        }

        var points = new NamedPoint[reader.Count()];
        var (step, time) = (0L, 0L);
        for (var at = 0; at < points.Length; at++)
        {
            var name = reader.Int();
            step = unchecked(step + reader.ZigZag());
            time = unchecked(time + reader.ZigZag());
            points[at] = name < names.Length
                ? new NamedPoint(names[name], new MetricPoint(reader.Double(), time, step))
                : throw new InvalidDataException("a value is of a metric that has no name");
        }

        return new RunFact.RunMeasured(run, points);
    }
}
