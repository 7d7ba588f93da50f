using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>Runs and what belongs to them as MLflow's clients read them: empty lists and what is not known are left
/// out, numbers that JSON does not have are texts.</summary>
internal static class MlflowJson
{
    /// <summary>Nothing is escaped that need not be: the answers are read by programs, as JSON and nothing else.
    /// </summary>
    public static JsonWriterOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    public static void Experiment(Utf8JsonWriter json, MlflowExperiment one)
    {
        json.WriteString("experiment_id", one.Id);
        json.WriteString("name", one.Name);
        json.WriteString("artifact_location", one.Location);
        json.WriteString("lifecycle_stage", Stage(one.IsDeleted));
        if (one.Changed > 0)
        {
            json.WriteNumber("last_update_time", one.Changed);
        }

        if (one.Created > 0)
        {
            json.WriteNumber("creation_time", one.Created);
        }

        Entries(json, "tags", one.Tags);
    }

    public static void Run(Utf8JsonWriter json, MlflowRun run)
    {
        json.WriteStartObject("info");
        Info(json, run);
        json.WriteEndObject();
        json.WriteStartObject("data");
        if (run.Record.Metrics.Count > 0)
        {
            json.WriteStartArray("metrics");
            foreach (var (name, point) in run.Record.Metrics)
            {
                Point(json, name, point);
            }

            json.WriteEndArray();
        }

        Entries(json, "params", run.Record.Parameters);
        Entries(json, "tags", run.Record.Tags);
        json.WriteEndObject();
        Attached(json, "inputs", "dataset_inputs", "model_inputs", run.Record.Inputs);
        Attached(json, "outputs", "dataset_outputs", "model_outputs", run.Record.Outputs);
    }

    public static void Info(Utf8JsonWriter json, MlflowRun run)
    {
        var record = run.Record;
        json.WriteString("run_uuid", record.Id);
        json.WriteString("run_id", record.Id);
        json.WriteString("experiment_id", run.Experiment);
        json.WriteString("run_name", record.Name);
        json.WriteString("user_id", record.User);
        json.WriteString("status", StatusOf(record.Status));
        json.WriteNumber("start_time", record.Start);
        if (record.End is { } end)
        {
            json.WriteNumber("end_time", end);
        }

        json.WriteString("artifact_uri", run.ArtifactUri);
        json.WriteString("lifecycle_stage", Stage(record.IsDeleted));
    }

    public static void Point(Utf8JsonWriter json, string name, MetricPoint point, string? run = null)
    {
        json.WriteStartObject();
        PointFields(json, name, point);
        if (run is not null)
        {
            json.WriteString("run_id", run);
        }

        json.WriteEndObject();
    }

    public static void PointFields(Utf8JsonWriter json, string name, MetricPoint point)
    {
        json.WriteString("key", name);
        if (double.IsFinite(point.Value))
        {
            json.WriteNumber("value", point.Value);
        }
        else
        {
            json.WriteString("value", double.IsNaN(point.Value) ? "NaN" : point.Value > 0 ? "Infinity" : "-Infinity");
        }

        json.WriteNumber("timestamp", point.Time);
        json.WriteNumber("step", point.Step);
    }

    public static void Entries(
        Utf8JsonWriter json, string name, IReadOnlyCollection<KeyValuePair<string, string>> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

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

    public static string StatusOf(RunStatus status) => status.ToString().ToUpperInvariant();

    public static string Stage(bool isDeleted) => isDeleted ? "deleted" : "active";

    private static void Attached(
        Utf8JsonWriter json, string name, string data, string models, ImmutableList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var kind in texts.ToLookup(IsModel))
        {
            json.WriteStartArray(kind.Key ? models : data);
            foreach (var text in kind)
            {
                json.WriteRawValue(text, skipInputValidation: true);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static bool IsModel(string text)
    {
        using var parsed = JsonDocument.Parse(text);
        return parsed.RootElement.TryGetProperty("model_id", out _);
    }
}
