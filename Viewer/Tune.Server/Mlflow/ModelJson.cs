using System.Globalization;
using System.Text.Json;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>Models and versions as MLflow's clients read them. A version is ready at once: they would ask for minutes
/// until it is.</summary>
internal static class ModelJson
{
    public static void Model(Utf8JsonWriter json, RegisteredModel model)
    {
        json.WriteString("name", model.Name);
        json.WriteNumber("creation_timestamp", model.Created);
        json.WriteNumber("last_updated_timestamp", model.Changed);
        if (model.Note.Length > 0)
        {
            json.WriteString("description", model.Note);
        }

        MlflowRoutes.List(
            json, "latest_versions", [.. Latest(model)], (json, version) => Version(json, model, version));
        MlflowJson.Entries(json, "tags", model.Tags);
        MlflowRoutes.List(json, "aliases", [.. model.Aliases], static (json, alias) =>
        {
            json.WriteString("alias", alias.Key);
            json.WriteString("version", Text(alias.Value));
        });
    }

    /// <summary>The newest version of each stage.</summary>
    public static IEnumerable<ModelVersion> Latest(RegisteredModel model) => model.Versions.Values
        .GroupBy(version => version.Stage).Select(stage => stage.MaxBy(version => version.Number)!)
        .OrderBy(version => version.Number);

    public static void Version(Utf8JsonWriter json, RegisteredModel model, ModelVersion version)
    {
        json.WriteString("name", model.Name);
        json.WriteString("version", Text(version.Number));
        json.WriteNumber("creation_timestamp", version.Created);
        json.WriteNumber("last_updated_timestamp", version.Changed);
        json.WriteString("current_stage", version.Stage);
        if (version.Note.Length > 0)
        {
            json.WriteString("description", version.Note);
        }

        json.WriteString("source", version.Origin.Source);
        if (version.Origin.Run is { } run)
        {
            json.WriteString("run_id", run);
        }

        json.WriteString("status", "READY");
        MlflowJson.Entries(json, "tags", version.Tags);
        var aliases = model.Aliases.Where(alias => alias.Value == version.Number).Select(alias => alias.Key).ToList();
        if (aliases.Count > 0)
        {
            json.WriteStartArray("aliases");
            aliases.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
