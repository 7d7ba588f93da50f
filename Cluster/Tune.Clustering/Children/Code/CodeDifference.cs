using System.Text.Json.Nodes;
using Tune.Clustering.Children.Code.Reach;

namespace Tune.Clustering.Children.Code;

/// <summary>Says where two descriptions of training code differ, and what to do about it.</summary>
internal static class CodeDifference
{
    private const int TextMax = 80;
    private const int DigitsMax = 12;
    private const string OtherAdvice =
        " Give different code different names, or let the child run what it is told: put "
        + "'if (await TuneChild.RunIfChildAsync()) return;' on the first line of Main.";

    /// <summary>The first difference, as a sentence; that there is one if it cannot be found.</summary>
    /// <param name="wanted">What the experiment was started with.</param>
    /// <param name="met">What this process has.</param>
    public static string Sentence(string wanted, string met)
    {
        try
        {
            var (one, other) = (Parse(wanted), Parse(met));
            return Find(one["code"], other["code"], "", Captured) is { } found ? found + OtherAdvice
                : Parts(one, other, "builds") is { } assembly ? Build(assembly)
                : Parts(one, other, "statics") is { } field
                ? StaticField(StaticFields.Short(field), one["statics"]![field], other["statics"]![field])
                : "Something it has captured is another." + OtherAdvice;
        }
        catch (System.Text.Json.JsonException)
        {
            return "It is described otherwise." + OtherAdvice;
        }
    }

    private static JsonNode Parse(string text) => JsonNode.Parse(text, documentOptions: TrainingCode.Deep)!;

    /// <summary>That an assembly is another one here.</summary>
    public static string Build(string assembly) =>
        $"The assembly {assembly} is of another build here than where the experiment was started: it was replaced "
        + "while the program ran. Start the program again.";

    /// <summary>That a static field has another value here, or what it holds has.</summary>
    public static string StaticField(string field, JsonNode? wanted, JsonNode? met) =>
        Find(wanted, met, field, Static) ?? Static(field, wanted, met);

    private static string Static(string field, JsonNode? wanted, JsonNode? met) =>
        $"The training code reads the static field '{field}', which was {Value(wanted)} where the experiment was "
        + $"started, and is {Value(met)} here. A child does not come past TuneChild.RunIfChildAsync: set the field "
        + "before that line, to the same in every process, or let the training code capture a local variable instead.";

    private static string? Parts(JsonNode one, JsonNode other, string name)
    {
        var (wanted, met) = (one[name]!.AsObject(), other[name]!.AsObject());
        return wanted.Concat(met).Select(part => part.Key)
            .FirstOrDefault(key => !JsonNode.DeepEquals(wanted[key], met[key]));
    }

    private static string? Find(
        JsonNode? wanted, JsonNode? met, string path, Func<string, JsonNode?, JsonNode?, string> say)
    {
        if (JsonNode.DeepEquals(wanted, met))
        {
            return null;
        }

        if (wanted is not JsonObject one || met is not JsonObject other || Text(one, "kind") != Text(other, "kind"))
        {
            return say(path, wanted, met);
        }

        return Text(one, "kind") switch
        {
            "code" => Code(one, other, path, say),
            "object" or "thing" => Fields(one, other, path, say),
            "array" or "list" => Items(one, other, "items", path, say),
            "map" => Items(one, other, "keys", path, say) ?? Items(one, other, "values", path, say),
            _ => null,
        } ?? say(path, wanted, met);
    }

    // Of many that differ the first; where there are more of them here, that.
    private static string? Items(
        JsonObject one, JsonObject other, string part, string path, Func<string, JsonNode?, JsonNode?, string> say)
    {
        var (wanted, met) = (one[part]!.AsArray(), other[part]!.AsArray());
        return wanted.Count != met.Count ? null : Enumerable.Range(0, wanted.Count)
            .Select(i => Find(wanted[i], met[i], $"{path}[{(part == "values" ? Shown(one["keys"]![i]) : i)}]", say))
            .FirstOrDefault(found => found is not null);
    }

    private static string? Code(
        JsonObject one, JsonObject other, string path, Func<string, JsonNode?, JsonNode?, string> say)
    {
        if (Text(one, "of") != Text(other, "of") || Text(one, "token") != Text(other, "token"))
        {
            return $"The experiment was started with {Method(one)}, and here it is {Method(other)}.";
        }

        return Text(one, "build") != Text(other, "build")
            ? $"{Method(one)} is of another build here: the program was replaced while it ran."
            : Find(one["target"], other["target"], path, say);
    }

    private static string? Fields(
        JsonObject one, JsonObject other, string path, Func<string, JsonNode?, JsonNode?, string> say)
    {
        // What this library wraps around it, its author has not named.
        var isOurs = Type.GetType(Text(one, "type")) is { } type && ProgramParts.IsOurs(type.Assembly);
        return one["fields"]!.AsObject()
            .Select(part => Find(part.Value, other["fields"]![part.Key], isOurs ? path : Join(path, part.Key), say))
            .FirstOrDefault(found => found is not null);
    }

    private static string Captured(string path, JsonNode? wanted, JsonNode? met) => path.Length == 0
        ? $"What it has captured was {Value(wanted)} where the experiment was started, and is {Value(met)} here."
        : $"The captured '{path}' was {Value(wanted)} where the experiment was started, and is {Value(met)} here.";

    private static string Value(JsonNode? node) => Cut(Shown(node));

    // Values as people write them, without what they are to the runtime.
    private static string Shown(JsonNode? node) => node is not JsonObject known
        ? "null"
        : Text(known, "kind") switch
        {
            "value" or "text" or "type" => Text(known, "is"),
            "code" => Method(known),
            "held" => $"{Text(known, "count")} values with the SHA-256 {Text(known, "sha256")[..DigitsMax]}…",
            "array" or "list" => $"[{string.Join(", ", known["items"]!.AsArray().Select(Shown))}]",
            "map" => $"{{{string.Join(", ", known["keys"]!.AsArray().Zip(known["values"]!.AsArray())
                .Select(pair => $"{Shown(pair.First)}: {Shown(pair.Second)}"))}}}",
            "object" or "thing" => $"{{{string.Join(", ", known["fields"]!.AsObject()
                .Select(field => $"{Join("", field.Key)}: {Shown(field.Value)}"))}}}",
            _ => "something else",
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
