using System.Text.Json.Nodes;

namespace Tune.Clustering.Children.Code;

/// <summary>Says where two descriptions of training code differ.</summary>
internal static class CodeDifference
{
    private const int TextMax = 80;

    /// <summary>The first difference, as a sentence; that there is one if it cannot be found.</summary>
    /// <param name="wanted">What the experiment was started with.</param>
    /// <param name="met">What this process has.</param>
    public static string Sentence(string wanted, string met)
    {
        try
        {
            return Find(JsonNode.Parse(wanted), JsonNode.Parse(met), "") ?? "Something it has captured is another.";
        }
        catch (System.Text.Json.JsonException)
        {
            return "It is described otherwise.";
        }
    }

    private static string? Find(JsonNode? wanted, JsonNode? met, string path)
    {
        if (JsonNode.DeepEquals(wanted, met))
        {
            return null;
        }

        if (wanted is not JsonObject one || met is not JsonObject other || Text(one, "kind") != Text(other, "kind"))
        {
            return Captured(path, wanted, met);
        }

        return Text(one, "kind") switch
        {
            "code" => Code(one, other, path),
            "object" => Parts(one["fields"]!.AsObject(), other["fields"]!.AsObject(), path)
                ?? Captured(path, wanted, met),
            _ => Captured(path, wanted, met),
        };
    }

    private static string? Code(JsonObject one, JsonObject other, string path)
    {
        if (Text(one, "of") != Text(other, "of") || Text(one, "token") != Text(other, "token"))
        {
            return $"The experiment was started with {Method(one)}, and here it is {Method(other)}.";
        }

        return Text(one, "build") != Text(other, "build")
            ? $"{Method(one)} is of another build here: the program was replaced while it ran."
            : Find(one["target"], other["target"], path);
    }

    private static string? Parts(JsonObject one, JsonObject other, string path) => one
        .Select(part => Find(part.Value, other[part.Key], Join(path, part.Key)))
        .FirstOrDefault(found => found is not null);

    private static string Captured(string path, JsonNode? wanted, JsonNode? met) =>
        $"The captured '{path}' was {Value(wanted)} where the experiment was started, and is {Value(met)} here.";

    private static string Value(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject plain when Text(plain, "kind") == "value" => Cut(Text(plain, "is")),
        JsonObject code when Text(code, "kind") == "code" => Method(code),
        _ => Cut(node.ToJsonString()),
    };

    private static string Method(JsonObject code) =>
        $"{Text(code, "of").Split(',')[0]}.{Text(code, "method")}";

    private static string Join(string path, string field)
    {
        var name = field.StartsWith('<') && field.IndexOf('>', 1) is > 1 and var end ? field[1..end] : field;
        return path.Length > 0 ? $"{path}.{name}" : name;
    }

    private static string Text(JsonObject node, string name) => node[name]?.ToString() ?? "";

    private static string Cut(string text) => text.Length <= TextMax ? text : text[..TextMax] + "…";
}
