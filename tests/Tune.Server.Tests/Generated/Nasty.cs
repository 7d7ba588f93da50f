using System.Text.Json.Nodes;

namespace Tune.Server.Tests.Generated;

/// <summary>Values that nobody means well with.</summary>
internal static class Nasty
{
    private static readonly string[] s_texts =
    [
        "", " ", ".", "..", "../../etc/passwd", "..\\..\\x", "/", "//evil.example/x", "%2e%2e%2f", "%00",
        "\0", "\u0001", "\ud800", "é\u0301", "\u202egnp.exe", "<script>alert(1)</script>", "' OR 1=1 --",
        "\"", "a\nb", "=cmd|' /C calc'!A0", "null", "NaN", "Infinity", "-1", "0", "1e400",
        "99999999999999999999", "true", "[]", "{}", "a,b,,c", "0-99999999", "3-1", "metrics.value > 0.5",
        "metrics.value >", "params.x LIKE '%%%%%%%%a'", "(((((((((((((((((((((((((((((", "tags.`a b` = 'c'",
        "value", "params.x", "metrics.value", "number", "kept", "deleted", "csv", "parquet", "status", "some",
        "latest", "FINISHED", "attributes.start_time DESC",
    ];

    public static string Text(Random chance) => chance.Next(40) switch
    {
        0 => new string('a', 300),
        1 => new string('ü', 5_000),
        2 => string.Concat(Enumerable.Repeat("a/", 200)),
        _ => s_texts[chance.Next(s_texts.Length)],
    };

    public static long Number(Random chance) => chance.Next(8) switch
    {
        0 => -1,
        1 => 0,
        2 => int.MaxValue,
        3 => long.MaxValue,
        4 => int.MinValue,
        _ => chance.Next(0, 30),
    };

    /// <summary>Anything that JSON can say.</summary>
    public static JsonNode? Json(Random chance, int depth = 0) => chance.Next(depth > 3 ? 6 : 9) switch
    {
        0 => null,
        1 => JsonValue.Create(chance.Next(2) == 0),
        2 => JsonValue.Create(Number(chance)),
        3 => JsonValue.Create(chance.NextDouble() * Math.Pow(10, chance.Next(-300, 300))),
        4 or 5 => JsonValue.Create(Sent(Text(chance))),
        6 => new JsonArray([.. Enumerable.Range(0, chance.Next(4)).Select(_ => Json(chance, depth + 1))]),
        7 => new JsonArray(Deep(chance.Next(1, 60))),
        _ => new JsonObject(Enumerable.Range(0, chance.Next(4)).Select(
            at => KeyValuePair.Create($"{at}{Sent(Text(chance))}", Json(chance, depth + 1)))),
    };

    // Half a pair of surrogates is no UTF-8, so that it never leaves this process.
    private static string Sent(string text) => text.Replace("\ud800", "?", StringComparison.Ordinal);

    private static JsonObject Deep(int levels) =>
        levels == 0 ? new JsonObject() : new JsonObject { ["a"] = Deep(levels - 1) };
}
