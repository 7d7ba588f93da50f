using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Tune.Clustering.Children.Code;

/// <summary>Makes a delegate from what <see cref="CodeWriter"/> said of it in another process of the same
/// program.</summary>
internal sealed class CodeReader
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly List<object?> _made = [];

    /// <exception cref="CodeException">The program is another one.</exception>
    public TDelegate Read<TDelegate>(JsonNode? node)
        where TDelegate : Delegate => Node(node) as TDelegate
            ?? throw new CodeException("What describes the training code describes something else.");

    private object? Node(JsonNode? node)
    {
        if (node is null)
        {
            return null;
        }

        switch ((string)node["kind"]!)
        {
            case "value":
                return PlainValue.Read(TypeOf(node["type"]), (string)node["is"]!);
            case "type":
                return TypeOf(node["is"]);
            case "again":
                return _made[(int)node["is"]!] ?? throw new CodeException("It has captured itself.");
            case "code":
                return Code(node);
            case "array":
                return Array(node);
            case "list":
                return List(node);
            case "map":
                return Map(node);
            case "object":
                return Object(node);
            default:
                throw new CodeException(
                    $"It has captured a {node["type"] ?? "thing"}, which one process cannot tell another.");
        }
    }

    private Delegate Code(JsonNode node)
    {
        // The numbers of what is inside come after its own, as they were given.
        var place = Place();
        var home = TypeOf(node["of"]);
        var (build, here) = ((string)node["build"]!, home.Module.ModuleVersionId.ToString("N"));
        if (build != here)
        {
            throw new CodeException($"{home.Assembly.GetName().Name} is another build here than where the experiment "
                + "was started; it was replaced while the program ran.");
        }

        var token = (int)node["token"]!;
        var method = System.Array.Find(home.GetMethods(Declared), one => one.MetadataToken == token)
            ?? throw new CodeException($"{home.FullName} has no method {node["method"]} here.");
        var arguments = node["arguments"]!.AsArray().Select(TypeOf).ToArray();
        if (arguments.Length > 0)
        {
            method = method.MakeGenericMethod(arguments);
        }

        var made = Delegate.CreateDelegate(TypeOf(node["type"]), Node(node["target"]), method);
        _made[place] = made;
        return made;
    }

    private Array Array(JsonNode node)
    {
        var items = node["items"]!.AsArray();
        var array = System.Array.CreateInstance(TypeOf(node["type"]).GetElementType()!, items.Count);
        _made.Add(array);
        for (var i = 0; i < items.Count; i++)
        {
            array.SetValue(Node(items[i]), i);
        }

        return array;
    }

    private IList List(JsonNode node)
    {
        var list = (IList)Activator.CreateInstance(TypeOf(node["type"]))!;
        _made.Add(list);
        foreach (var item in node["items"]!.AsArray())
        {
            list.Add(Node(item));
        }

        return list;
    }

    private IDictionary Map(JsonNode node)
    {
        var map = (IDictionary)Activator.CreateInstance(TypeOf(node["type"]))!;
        _made.Add(map);
        var keys = node["keys"]!.AsArray().Select(Node).ToList();
        var values = node["values"]!.AsArray().Select(Node).ToList();
        for (var i = 0; i < keys.Count; i++)
        {
            map.Add(keys[i]!, values[i]);
        }

        return map;
    }

    private object Object(JsonNode node)
    {
        var type = TypeOf(node["type"]);
        var made = RuntimeHelpers.GetUninitializedObject(type);
        if (!type.IsValueType)
        {
            _made.Add(made);
        }

        var fields = node["fields"]!.AsObject();
        foreach (var (key, field) in CapturedFields.Of(type).Where(one => fields.ContainsKey(one.Key)))
        {
            field.SetValue(made, Node(fields[key]));
        }

        return made;
    }

    private int Place()
    {
        _made.Add(null);
        return _made.Count - 1;
    }

    private static Type TypeOf(JsonNode? name) => Type.GetType((string)name!, throwOnError: false)
        ?? throw new CodeException($"This program has no type {name}.");
}
