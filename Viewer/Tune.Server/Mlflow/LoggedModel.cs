using System.Collections.Immutable;
using System.Text.Json;
using Tune.Engine.Filters;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>What a client of MLflow 3 calls a logged model: a folder of files with a name, made by a run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Experiment">The collection it belongs to.</param>
/// <param name="Name">Its name; several may have the same.</param>
internal sealed record LoggedModel(string Id, string Experiment, string Name) : IFilterable
{
    private const int MetricsMax = 1_000;

    public static IReadOnlyList<string> Statuses { get; } =
        ["LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"];

    public static IReadOnlyList<string> Attributes { get; } =
    [
        "model_id", "name", "model_name", "experiment_id", "status", "model_type", "source_run_id",
        "creation_timestamp", "last_updated_timestamp", "creation_time", "last_updated_time",
    ];

    public required string Location { get; init; }

    public string Status { get; init; } = Statuses[0];

    public string Type { get; init; } = "";

    /// <summary>The run that made it, or empty.</summary>
    public string Run { get; init; } = "";

    public long Created { get; init; }

    public long Changed { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = RunRecord.None;

    public IReadOnlyDictionary<string, string> Tags { get; init; } = RunRecord.None;

    /// <summary>What its metrics stand at, one of each name, dataset and run.</summary>
    public ImmutableList<ModelMetric> Metrics { get; init; } = [];

    /// <summary>With more values of metrics, of which the greatest by step, time and value stays.</summary>
    /// <exception cref="RunException">It would have more than 1,000 metrics.</exception>
    public LoggedModel Measured(IEnumerable<ModelMetric> metrics)
    {
        var all = Metrics.ToBuilder();
        foreach (var metric in metrics)
        {
            var at = all.FindIndex(metric.IsSame);
            if (at < 0)
            {
                all.Add(metric);
            }
            else if (metric.Named.Point > all[at].Named.Point)
            {
                all[at] = metric;
            }
        }

        return all.Count <= MetricsMax ? this with { Metrics = all.ToImmutable() } : throw new RunException(
            RunFault.Invalid, $"A logged model has at most {MetricsMax:N0} metrics.");
    }

    public FilterValue ValueOf(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Parameter => Parameters.TryGetValue(field.Name, out var value)
            ? MlflowSearch.Read(value) : FilterValue.None,
        FilterFieldKind.Tag => FilterValue.Of(Tags.GetValueOrDefault(field.Name)),
        FilterFieldKind.Attribute => field.Name switch
        {
            "model_id" => FilterValue.Of(Id),
            "name" or "model_name" => FilterValue.Of(Name),
            "experiment_id" => FilterValue.Of(Experiment),
            "status" => FilterValue.Of(Status["LOGGED_MODEL_".Length..]),
            "model_type" => FilterValue.Of(Type),
            "source_run_id" => FilterValue.Of(Run),
            "creation_timestamp" or "creation_time" => FilterValue.Of(Created),
            _ => FilterValue.Of(Changed),
        },
        _ => FilterValue.None,
    };

    /// <summary>Writes it as clients read it, and as it is kept.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("info");
        json.WriteString("model_id", Id);
        json.WriteString("experiment_id", Experiment);
        json.WriteString("name", Name);
        json.WriteNumber("creation_timestamp_ms", Created);
        json.WriteNumber("last_updated_timestamp_ms", Changed);
        json.WriteString("artifact_uri", Location);
        json.WriteString("status", Status);
        json.WriteString("model_type", Type);
        json.WriteString("source_run_id", Run);
        MlflowJson.Entries(json, "tags", Tags);
        json.WriteEndObject();
        json.WriteStartObject("data");
        MlflowJson.Entries(json, "params", Parameters);
        if (Metrics.Count > 0)
        {
            json.WriteStartArray("metrics");
            Metrics.ForEach(metric => metric.Write(json));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static LoggedModel Read(JsonElement kept)
    {
        var info = kept.GetProperty("info");
        return new LoggedModel(Text("model_id"), Text("experiment_id"), Text("name"))
        {
            Location = Text("artifact_uri"),
            Status = Statuses.Contains(Text("status")) ? Text("status") : Statuses[0],
            Type = Text("model_type"),
            Run = Text("source_run_id"),
            Created = info.GetProperty("creation_timestamp_ms").GetInt64(),
            Changed = info.GetProperty("last_updated_timestamp_ms").GetInt64(),
            Tags = Entries(info, "tags"),
            Parameters = Entries(kept.GetProperty("data"), "params"),
            Metrics = kept.GetProperty("data").TryGetProperty("metrics", out var metrics)
                ? [.. metrics.EnumerateArray().Select(ModelMetric.Read)] : [],
        };

        string Text(string name) => info.GetProperty(name).GetString()!;
    }

    private static ImmutableSortedDictionary<string, string> Entries(JsonElement of, string name) =>
        of.TryGetProperty(name, out var list)
            ? RunRecord.None.AddRange(list.EnumerateArray().Select(one => KeyValuePair.Create(
                one.GetProperty("key").GetString()!, one.GetProperty("value").GetString()!)))
            : RunRecord.None;
}
