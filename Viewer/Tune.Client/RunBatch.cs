using System.Text.Json;

namespace Tune.Client;

/// <summary>What a run sends at once.</summary>
internal sealed class RunBatch(string run)
{
    public List<(string Key, double Value, long Step, long Time)> Points { get; } = [];

    public List<(string Key, string Value)> Parameters { get; } = [];

    public List<(string Key, string Value)> Tags { get; } = [];

    public int Count => Points.Count + Parameters.Count + Tags.Count;

    /// <summary>The same in two parts, neither of them empty.</summary>
    public IEnumerable<RunBatch> Halves()
    {
        var (first, second) = (new RunBatch(run), new RunBatch(run));
        var half = Count / 2;
        for (var at = 0; at < Count; at++)
        {
            var into = at < half ? first : second;
            if (at < Parameters.Count)
            {
                into.Parameters.Add(Parameters[at]);
            }
            else if (at < Parameters.Count + Tags.Count)
            {
                into.Tags.Add(Tags[at - Parameters.Count]);
            }
            else
            {
                into.Points.Add(Points[at - Parameters.Count - Tags.Count]);
            }
        }

        return [first, second];
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("run_id", run);
        json.WriteStartArray("metrics");
        foreach (var (key, value, step, time) in Points)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            if (double.IsFinite(value))
            {
                json.WriteNumber("value", value);
            }
            else
            {
                json.WriteString("value", double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            }

            json.WriteNumber("timestamp", time);
            json.WriteNumber("step", step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "params", Parameters);
        Write(json, "tags", Tags);
    }

    private static void Write(Utf8JsonWriter json, string name, List<(string Key, string Value)> entries)
    {
        json.WriteStartArray(name);
        foreach (var (key, value) in entries)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
