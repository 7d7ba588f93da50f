using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tune.Server.Tests.Documents;

/// <summary>JSON whose outer levels have a line for each member, and whose inner ones are on one line: as few lines as
/// can be compared.</summary>
internal static class ShallowJson
{
    private const int Levels = 4;

    private static readonly JsonSerializerOptions s_inner = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(string json)
    {
        var text = new StringBuilder();
        Write(text, JsonNode.Parse(json), 1);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int level)
    {
        if (node is not JsonObject { Count: > 0 } members || level > Levels)
        {
            text.Append(node?.ToJsonString(s_inner) ?? "null");
            return;
        }

        var separator = "{\n";
        foreach (var (name, value) in members)
        {
            text.Append(separator).Append(' ', level).Append(JsonSerializer.Serialize(name, s_inner)).Append(": ");
            Write(text, value, level + 1);
            separator = ",\n";
        }

        text.Append('\n').Append(' ', level - 1).Append('}');
    }
}
