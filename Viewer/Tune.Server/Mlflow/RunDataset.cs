using System.Text.Json;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>A dataset that a run was given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Digest">Tells it from others of that name.</param>
/// <param name="Context">What for, such as train; null if nobody said.</param>
internal readonly record struct RunDataset(string Name, string Digest, string? Context)
{
    private const string ContextTag = "mlflow.data.context";

    /// <summary>Those of a run, in the order they were logged.</summary>
    public static IEnumerable<RunDataset> Of(RunRecord run)
    {
        foreach (var text in run.Inputs)
        {
            using var input = JsonDocument.Parse(text);
            if (ObjectOf(input.RootElement, "dataset") is { } dataset)
            {
                yield return new RunDataset(
                    TextOf(dataset, "name") ?? "", TextOf(dataset, "digest") ?? "", ContextOf(input.RootElement));
            }
        }
    }

    /// <summary>What is wrong with an input that a client sends, so that no client could read the run again; null if
    /// nothing is.</summary>
    public static string? Problem(JsonElement input)
    {
        if (ObjectOf(input, "dataset") is not { } dataset)
        {
            return "Missing value for required parameter 'dataset'.";
        }

        foreach (var (name, most) in new[] { ("name", RunNames.NameMax), ("digest", 36) })
        {
            if (TextOf(dataset, name) is not { Length: > 0 } text || text.Length > most)
            {
                return $"The {name} of a dataset must have 1 to {most} characters.";
            }
        }

        return dataset.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String) ? null
            : "What a dataset says of itself must be texts.";
    }

    private static string? ContextOf(JsonElement input) =>
        input.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
            ? tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.Object
                && TextOf(tag, "key") == ContextTag).Select(tag => TextOf(tag, "value")).FirstOrDefault()
            : null;

    private static JsonElement? ObjectOf(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? TextOf(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
