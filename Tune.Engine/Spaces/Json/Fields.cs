using System.Collections.Immutable;
using System.Text.Json;

namespace Tune.Engine.Spaces.Json;

/// <summary>The members of one JSON object, each read at most once; a member that nobody read is refused.</summary>
internal sealed class Fields
{
    private readonly string _what;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    public Fields(JsonElement element, string what)
    {
        _what = what;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"{what} must be a JSON object.");
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
            {
                throw new JsonException($"{what} has '{member.Name}' twice.");
            }
        }
    }

    public string Text(string name) =>
        Take(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Wrong(name, "a text");

    public double Real(string name) => OptionalReal(name) ?? throw Wrong(name, "a number");

    public double? OptionalReal(string name) => Take(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        _ => throw Wrong(name, "a number"),
    };

    public long Integer(string name) => OptionalInteger(name) ?? throw Wrong(name, "a whole number");

    public long? OptionalInteger(string name) =>
        Take(name) is not { } element ? null
        : element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var whole) ? whole
        : throw Wrong(name, "a whole number");

    public bool Flag(string name) => Take(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Wrong(name, "true or false"),
    };

    public ParameterValue Value(string name) =>
        Take(name) is { } element ? Value(element) : throw Wrong(name, "a value");

    public ImmutableArray<ParameterValue> Values(string name) =>
        Take(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(Value)]
            : throw Wrong(name, "a list of values");

    /// <summary>The elements of a list; none when a list that is not required is not there.</summary>
    public IReadOnlyList<JsonElement> Items(string name, bool required = false) => Take(name) switch
    {
        null when !required => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        _ => throw Wrong(name, "a list"),
    };

    /// <summary>Refuses members that were not read.</summary>
    public void Done()
    {
        if (_members.Count > 0)
        {
            throw new JsonException($"{_what} has unknown fields: {string.Join(", ", _members.Keys)}.");
        }
    }

    private static ParameterValue Value(JsonElement element) => element.Deserialize<ParameterValue>();

    private JsonElement? Take(string name) => _members.Remove(name, out var element) ? element : null;

    private JsonException Wrong(string name, string wanted) => new($"{_what} needs '{name}': {wanted}.");
}
