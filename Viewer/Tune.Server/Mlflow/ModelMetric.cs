using System.Text.Json;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>What a metric of a logged model stands at. The whole history is the run's.</summary>
/// <param name="Model">The id of the model.</param>
/// <param name="Run">The run that logged it.</param>
/// <param name="Named">The metric and its value.</param>
/// <param name="Dataset">The name of the dataset it was measured on, or empty.</param>
/// <param name="Digest">The digest of that dataset, or empty.</param>
internal sealed record ModelMetric(string Model, string Run, NamedPoint Named, string Dataset, string Digest)
{
    /// <summary>What a value of a metric says of a logged model; null if it names none.</summary>
    /// <param name="model">The id of the model, as it was sent.</param>
    /// <param name="run">The run that logs it.</param>
    /// <param name="named">The metric and its value.</param>
    /// <param name="dataset">The name of the dataset, as it was sent.</param>
    /// <param name="digest">The digest of that dataset, as it was sent.</param>
    /// <exception cref="RunException">A name is too long.</exception>
    public static ModelMetric? Of(string? model, string run, NamedPoint named, string? dataset, string? digest)
    {
        if (string.IsNullOrEmpty(model))
        {
            return null;
        }

        RunNames.CheckText("dataset_name", dataset ?? "", RunNames.NameMax);
        RunNames.CheckText("dataset_digest", digest ?? "", RunNames.KeyMax);
        return new ModelMetric(model, run, named, dataset ?? "", digest ?? "");
    }

    /// <summary>Whether two are the same metric, so that one value takes the other's place.</summary>
    public bool IsSame(ModelMetric other) => Named.Metric == other.Named.Metric && Run == other.Run
        && Dataset == other.Dataset && Digest == other.Digest;

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        MlflowJson.PointFields(json, Named.Metric, Named.Point);
        json.WriteString("model_id", Model);
        json.WriteString("run_id", Run);
        if (Dataset.Length > 0)
        {
            json.WriteString("dataset_name", Dataset);
            json.WriteString("dataset_digest", Digest);
        }

        json.WriteEndObject();
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static ModelMetric Read(JsonElement kept)
    {
        return new ModelMetric(
            Text("model_id"), Text("run_id"),
            new NamedPoint(Text("key"), new MetricPoint(
                MlflowRequest.RealOf(kept.GetProperty("value")) ?? double.NaN,
                kept.GetProperty("timestamp").GetInt64(), kept.GetProperty("step").GetInt64())),
            Text("dataset_name"), Text("dataset_digest"));

        string Text(string name) => kept.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }
}
