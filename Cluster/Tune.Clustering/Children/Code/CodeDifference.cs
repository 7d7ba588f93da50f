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
            return Find(one["code"], other["code"], "") is { } found ? found + OtherAdvice
                : Parts(one, other, "builds") is { } assembly ? Build(assembly)
                : Parts(one, other, "statics") is { } field
                ? Static(StaticFields.Short(field), one["statics"]![field], other["statics"]![field])
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

    /// <summary>That a static field has another value here.</summary>
    public static string Static(string field, JsonNode? wanted, JsonNode? met) =>
        $"The training code reads the static field '{field}', which was {Value(wanted)} where the experiment was "
        + $"started, and is {Value(met)} here. A child does not come past TuneChild.RunIfChildAsync: set the field "
        + "before that line, to the same in every process, or let the training code capture a local variable instead.";

    private static string? Parts(JsonNode one, JsonNode other, string name)
    {
        var (wanted, met) = (one[name]!.AsObject(), other[name]!.AsObject());
        return wanted.Concat(met).Select(part => part.Key)
            .FirstOrDefault(key => !JsonNode.DeepEquals(wanted[key], met[key]));
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
            "object" or "thing" => Fields(one, other, path) ?? Captured(path, wanted, met),
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

    private static string? Fields(JsonObject one, JsonObject other, string path)
    {
        // What this library wraps around it, its author has not named.
        var isOurs = Type.GetType(Text(one, "type")) is { } type && ProgramParts.IsOurs(type.Assembly);
        return one["fields"]!.AsObject()
            .Select(part => Find(part.Value, other["fields"]![part.Key], isOurs ? path : Join(path, part.Key)))
            .FirstOrDefault(found => found is not null);
    }

    private static string Captured(string path, JsonNode? wanted, JsonNode? met) =>
        $"The captured '{path}' was {Value(wanted)} where the experiment was started, and is {Value(met)} here.";

    private static string Value(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject plain when Text(plain, "kind") is "value" or "text" => Cut(Text(plain, "is")),
        JsonObject code when Text(code, "kind") == "code" => Method(code),
        JsonObject held when Text(held, "kind") == "held" =>
            $"{Text(held, "count")} values with the SHA-256 {Text(held, "sha256")[..DigitsMax]}…",
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
