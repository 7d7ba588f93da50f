using System.Globalization;
using System.Text.Json;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>Reads JSON of MLflow: whole numbers and numbers may be texts, and what is not known is not there.</summary>
internal static class MlflowJson
{
    /// <summary>A text; null if there is none.</summary>
    public static string? Text(JsonElement of, string name) => Find(of, name) is not { } value ? null
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };

    /// <summary>A whole number; null if there is none.</summary>
    public static long? Whole(JsonElement of, string name) => Text(of, name) is { } text
        && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    /// <summary>A number, also one that JSON does not have; null if there is none.</summary>
    public static double? Real(JsonElement of, string name) =>
        Text(of, name) is { } text ? CellText.Number(text) : null;

    /// <summary>An object; null if there is none.</summary>
    public static JsonElement? Object(JsonElement of, string name) =>
        Find(of, name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    /// <summary>The objects of a list; none if there is none.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement of, string name) =>
        Find(of, name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>A list of keys and values.</summary>
    public static IReadOnlyDictionary<string, string> Entries(JsonElement of, string name)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in Objects(of, name))
        {
            if (Text(one, "key") is { } key)
            {
                entries[key] = Text(one, "value") ?? "";
            }
        }

        return entries;
    }

    private static JsonElement? Find(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : null;
}
