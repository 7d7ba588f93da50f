using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Tune.Clustering.Children.Code;

/// <summary>Describes a delegate: its method, and what its target has captured, as deep as that can be told.</summary>
internal sealed class CodeWriter
{
    private const int DepthMax = 24;
    private const int NodesMax = 20_000;

    // A whole data set is not told one number after the other.
    private const int ItemsMax = 4_096;

    private readonly Dictionary<object, int> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<string> _path = new();
    private int _nodes;

    /// <summary>What could not be told.</summary>
    public List<string> Opaque { get; } = [];

    public JsonObject Write(Delegate code) => Node(code)!;

    private JsonObject? Node(object? value, bool isTarget = false)
    {
        if (value is null)
        {
            return null;
        }

        var type = value.GetType();
        if (++_nodes > NodesMax || _path.Count > DepthMax)
        {
            return Untold(type);
        }

        if (PlainValue.Is(type))
        {
            return Of("value", type, ("is", PlainValue.Write(value)));
        }

        if (value is Type named)
        {
            return new JsonObject { ["kind"] = "type", ["is"] = Name(named) };
        }

        if (!type.IsValueType && !_seen.TryAdd(value, _seen.Count))
        {
            return new JsonObject { ["kind"] = "again", ["is"] = _seen[value] };
        }

        return value switch
        {
            Delegate code => Method(code),
            ICollection { Count: > ItemsMax } => Untold(type),
            Array { Rank: 1 } items => Of("array", type, ("items", Items(items))),
            IList list when Generic(type) == typeof(List<>) => Of("list", type, ("items", Items(list))),
            IDictionary map when IsPlainMap(map) => Of(
                "map", type, ("keys", Items(map.Keys)), ("values", Items(map.Values))),
            _ => Fields(value, type, isTarget),
        };
    }

    private JsonObject Method(Delegate code)
    {
        var (method, type) = (code.Method, code.GetType());
        if (!code.HasSingleTarget || method.DeclaringType is not { } home || method is { IsCollectible: true })
        {
            return Untold(type);
        }

        // A new build of an assembly has another number, and so has other code in the same place.
        return Of("code", type,
            ("of", Name(home)), ("build", home.Module.ModuleVersionId.ToString("N")),
            ("method", method.Name), ("token", method.MetadataToken),
            ("arguments", new JsonArray([.. method.GetGenericArguments().Select(one => (JsonNode)Name(one))])),
            ("target", Under("", code.Target, isTarget: true)));
    }

    // What a lambda has captured are the fields of its closure, and a method's object is the same to it. Records and
    // structures are data. Any other object has a life of its own.
    private JsonObject Fields(object value, Type type, bool isTarget)
    {
        var isClosure = type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
        if (!isClosure && !type.IsValueType && !IsRecord(type) && !(isTarget && !IsOfAFramework(type)))
        {
            return Untold(type);
        }

        var fields = new JsonObject();
        foreach (var (key, field) in CapturedFields.Of(type))
        {
            fields[key] = Under(field.Name, field.GetValue(value));
        }

        return Of("object", type, ("fields", fields));
    }

    private JsonArray Items(IEnumerable items)
    {
        var array = new JsonArray();
        foreach (var item in items)
        {
            array.Add(Node(item));
        }

        return array;
    }

    private JsonObject? Under(string name, object? value, bool isTarget = false)
    {
        _path.Push(Plain(name));
        var node = Node(value, isTarget);
        _path.Pop();
        return node;
    }

    private JsonObject Untold(Type type)
    {
        var path = string.Join('.', _path.Reverse().Where(part => part.Length > 0));
        Opaque.Add(path.Length > 0 ? $"'{path}' ({type.Name})" : type.Name);
        return Of("untold", type);
    }

    private static JsonObject Of(string kind, Type type, params ReadOnlySpan<(string Name, JsonNode? Value)> parts)
    {
        var node = new JsonObject { ["kind"] = kind, ["type"] = Name(type) };
        foreach (var (name, value) in parts)
        {
            node[name] = value;
        }

        return node;
    }

    private static string Name(Type type) => type.AssemblyQualifiedName ?? type.ToString();

    private static Type? Generic(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : null;

    private static bool IsPlainMap(IDictionary map)
    {
        var type = map.GetType();
        return Generic(type) == typeof(Dictionary<,>)
            && type.GetProperty("Comparer")!.GetValue(map) is { } comparer
            && comparer.Equals(typeof(EqualityComparer<>).MakeGenericType(type.GetGenericArguments()[0])
                .GetProperty("Default")!.GetValue(null));
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool IsOfAFramework(Type type) =>
        type.Assembly.GetName().Name is not { } name || name is "mscorlib" or "netstandard" or "System"
        || name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    /// <summary>A field as its author named it: <c>&lt;Epochs&gt;k__BackingField</c> is Epochs.</summary>
    private static string Plain(string field) => field.StartsWith('<') && field.IndexOf('>', 1) is > 1 and var end
        ? field[1..end]
        : field;
}
