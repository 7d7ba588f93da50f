using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using Tune.Clustering.Children.Code.Reach;

namespace Tune.Clustering.Children.Code;

/// <summary>Describes a delegate: its method, and what its target has captured, as deep as that can be told.</summary>
/// <param name="reach">What the code touches; what is found here is added to it.</param>
internal sealed class CodeWriter(CodeReach reach)
{
    private const int DepthMax = 64;
    private const int NodesMax = 20_000;
    private const int HeldNodesMax = 1_000_000;

    // A whole data set is not told one number after the other, and its rows even less.
    private const int ItemsMax = 4_096;
    private const int HeldItemsMax = 16;

    private readonly Dictionary<object, int> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> _order = [];
    private readonly Stack<string> _path = new();
    private readonly HashSet<Assembly> _homes = [];
    private int _depth;
    private int _nodes;
    private int _heldNodes;
    private int _holding;

    /// <summary>What could not be told, so that another process could make it.</summary>
    public SortedSet<string> Opaque { get; } = new(StringComparer.Ordinal);

    /// <summary>What cannot even be compared, and might differ.</summary>
    public SortedSet<string> Uncompared { get; } = new(StringComparer.Ordinal);

    /// <summary>The assemblies of the methods.</summary>
    public IReadOnlyCollection<Assembly> Homes => _homes;

    public JsonObject Write(Delegate code) => Node(code)!;

    /// <summary>Describes a value by itself.</summary>
    /// <param name="name">What people know it as.</param>
    /// <param name="value">The value.</param>
    public JsonObject? Value(string name, object? value) => Under(name, value);

    private JsonObject? Node(object? value, bool isTarget = false)
    {
        if (value is null)
        {
            return null;
        }

        var type = value.GetType();
        if ((_holding > 0 ? ++_heldNodes > HeldNodesMax : ++_nodes > NodesMax) || _depth > DepthMax
            || KnownThings.IsUnseen(type))
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

        if (!type.IsValueType)
        {
            if (!_seen.TryAdd(value, _seen.Count))
            {
                return new JsonObject { ["kind"] = "again", ["is"] = _seen[value] };
            }

            _order.Add(value);
        }

        _depth++;
        var node = Contents(value, type, isTarget);
        _depth--;
        return node;
    }

    private JsonObject Contents(object value, Type type, bool isTarget)
    {
        try
        {
            if (KnownThings.TextOf(value) is { } text)
            {
                return Apart(Of("text", type, ("is", text)), type);
            }
        }
        catch (InvalidOperationException)
        {
            // It has been disposed of.
            return Untold(type);
        }

        return KnownThings.IsOfEachProcess(value, type)
            ? Apart(new JsonObject { ["kind"] = "each" }, type)
            : value is Delegate code ? Calls(code, type)
            : Collection(value, type) ?? Fields(value, type, isTarget);
    }

    private JsonObject Calls(Delegate code, Type type)
    {
        if (code.HasSingleTarget)
        {
            return Method(code, type);
        }

        var all = new JsonArray([.. code.GetInvocationList().Select(one => (JsonNode)Method(one, type))]);
        return Apart(Of("calls", type, ("all", all)), type);
    }

    private JsonObject Method(Delegate code, Type type)
    {
        var method = code.Method;
        if (method.DeclaringType is not { } home || method is { IsCollectible: true })
        {
            return Untold(type);
        }

        reach.Add(method);
        _homes.Add(home.Assembly);

        // A new build of an assembly has another number, and so has other code in the same place.
        return Of("code", type,
            ("of", Name(home)), ("build", home.Module.ModuleVersionId.ToString("N")),
            ("method", method.Name), ("token", method.MetadataToken),
            ("arguments", new JsonArray([.. method.GetGenericArguments().Select(one => (JsonNode)Name(one))])),
            ("target", Under("", code.Target, isTarget: true)));
    }

    private JsonObject? Collection(object value, Type type)
    {
        var most = _holding > 0 ? HeldItemsMax : ItemsMax;
        try
        {
            return value switch
            {
                Array { Rank: 1 } items when items.Length <= most => Of("array", type, ("items", Items(items))),
                Array items => Held(items, type, items.LongLength),
                IList list when Generic(type) == typeof(List<>) && list.Count <= most =>
                    Of("list", type, ("items", Items(list))),
                IDictionary map when map.Count <= most && IsPlainMap(map) => Of(
                    "map", type, ("keys", Items(map.Keys)), ("values", Items(map.Values))),
                ICollection items when CollectionOf(type) is not null => Held(items, type, items.Count),
                IEnumerable items when CollectionOf(type) is not null => Held(items, type, -1),
                _ => null,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Somebody changes it at this moment.
            return Untold(type);
        }
    }

    private JsonObject Held(IEnumerable items, Type type, long count)
    {
        var element = type.GetElementType() ?? (Generic(type) == typeof(List<>) ? type.GetGenericArguments()[0] : null);
        var digest = element is null ? null : HeldValues.Plain(items, element);
        var unsaid = Uncompared.Count;
        if (digest is null)
        {
            _holding++;
            digest = HeldValues.Told(Each(items, IsOrdered(type)), IsOrdered(type));
            _holding--;
        }

        if (Uncompared.Count > unsaid)
        {
            return Untold(type);
        }

        var sizes = items is Array { Rank: > 1 } array
            ? new JsonArray([.. Enumerable.Range(0, array.Rank).Select(at => (JsonNode)array.GetLength(at))])
            : null;
        return Apart(Of("held", type, ("count", count), ("sizes", sizes), ("sha256", digest)), type);
    }

    private IEnumerable<string> Each(IEnumerable items, bool isOrdered)
    {
        foreach (var item in items)
        {
            var seen = _order.Count;
            yield return Node(item)?.ToJsonString() ?? "null";
            if (!isOrdered)
            {
                // Which of them comes first differs between processes, and so would the numbers of what they share.
                Forget(seen);
            }
        }
    }

    private void Forget(int seen)
    {
        foreach (var value in _order.Skip(seen))
        {
            _seen.Remove(value);
        }

        _order.RemoveRange(seen, _order.Count - seen);
    }

    // What a lambda has captured are the fields of its closure, and a method's object is the same to it. Records and
    // structures are data. Any other object of the program's author has a life of its own and can only be compared.
    private JsonObject Fields(object value, Type type, bool isTarget)
    {
        var isOwn = ProgramParts.IsOwn(type.Assembly);
        var isData = KnownThings.IsData(type);
        if (!isData && !isOwn)
        {
            return Untold(type);
        }

        reach.Add(type);
        var isMade = isData || (isTarget && type.BaseType is { } home
            && (home == typeof(object) || ProgramParts.IsOwn(home.Assembly)));
        var fields = new JsonObject();
        foreach (var (key, field) in CapturedFields.Of(type, reach))
        {
            // What this library wraps around it, its author has not named.
            fields[key] = Under(ProgramParts.IsOurs(type.Assembly) ? "" : field.Name, field.GetValue(value));
        }

        return isMade ? Of("object", type, ("fields", fields)) : Apart(Of("thing", type, ("fields", fields)), type);
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
        Uncompared.Add(Here(type));
        return Apart(Of("untold", type), type);
    }

    // It can be compared, and not made elsewhere.
    private JsonObject Apart(JsonObject node, Type type)
    {
        Opaque.Add(Here(type));
        return node;
    }

    private string Here(Type type)
    {
        var path = string.Join('.', _path.Reverse().Where(part => part.Length > 0));
        return path.Length > 0 ? $"'{path}' ({Short(type)})" : Short(type);
    }

    /// <summary>A type as people name it.</summary>
    public static string Short(Type type) => type.IsGenericType && type.Name.IndexOf('`') is > 0 and var end
        ? $"{type.Name[..end]}<{string.Join(", ", type.GetGenericArguments().Select(Short))}>"
        : type.Name;

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

    // A collection of .NET, or one that is made from it.
    private static Type? CollectionOf(Type type)
    {
        var home = type;
        while (home is not null && (home.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) != true
            || home.IsValueType))
        {
            home = home.BaseType;
        }

        return home;
    }

    private static bool IsOrdered(Type type) => type.IsArray || (CollectionOf(type) is { } home
        && (home.IsAssignableTo(typeof(IList)) || home.Name.Contains("Queue", StringComparison.Ordinal)
            || home.Name.Contains("Stack", StringComparison.Ordinal)
            || home.Name.StartsWith("LinkedList", StringComparison.Ordinal)
            || home.Name.StartsWith("Sorted", StringComparison.Ordinal)));

    private static bool IsPlainMap(IDictionary map)
    {
        var type = map.GetType();
        return Generic(type) == typeof(Dictionary<,>)
            && type.GetProperty("Comparer")!.GetValue(map) is { } comparer
            && comparer.Equals(typeof(EqualityComparer<>).MakeGenericType(type.GetGenericArguments()[0])
                .GetProperty("Default")!.GetValue(null));
    }

    /// <summary>A field as its author named it: <c>&lt;Epochs&gt;k__BackingField</c> is Epochs.</summary>
    private static string Plain(string field) => field.StartsWith('<') && field.IndexOf('>', 1) is > 1 and var end
        ? field[1..end]
        : field;
}
