using System.Reflection;
using System.Text.Json.Nodes;
using Tune.Clustering.Children.Code.Reach;

namespace Tune.Clustering.Children.Code;

/// <summary>
/// The static fields that training code reads and somebody else sets, such as <c>Main</c>. A child that does not come
/// to where they are set would train with what they were before. What only the training code sets, a counter or a
/// cache, is its own business; what nobody sets after its type has begun is the same everywhere.
/// </summary>
internal static class StaticFields
{
    private const int FieldsMax = 200;

    /// <summary>The values that can be compared, by type and field.</summary>
    /// <param name="reach">The training code.</param>
    /// <param name="uncompared">Where to add those that cannot.</param>
    public static JsonObject Describe(CodeReach reach, SortedSet<string> uncompared)
    {
        var homes = reach.Assemblies.Append(Assembly.GetEntryAssembly()).OfType<Assembly>().Distinct()
            .Where(ProgramParts.IsOwn).ToArray();
        var all = new JsonObject();
        foreach (var field in reach.Statics.Where(IsOfTheProgram).OrderBy(KeyOf, StringComparer.Ordinal).ToArray())
        {
            var uses = new FieldUses(field, homes, reach);
            if (!uses.AreSetElsewhere && (reach.Sets(field) || !CanBeFilled(field.FieldType)
                || !uses.AreReadElsewhere))
            {
                continue;
            }

            // What the training code has made of it by now, nobody can tell from what it was given.
            if (reach.Sets(field) || !IsComparable(field.FieldType) || all.Count == FieldsMax)
            {
                uncompared.Add($"'{Short(KeyOf(field))}' ({CodeWriter.Short(field.FieldType)})");
            }
            else if (TryRead(field, out var value))
            {
                var writer = new CodeWriter(reach);
                all[KeyOf(field)] = writer.Value(Short(KeyOf(field)), value);
                uncompared.UnionWith(writer.Uncompared);
            }
        }

        return all;
    }

    /// <summary>The first field that has another value in this process; null if there is none.</summary>
    public static (string Field, JsonNode? Wanted, JsonNode? Met)? Other(JsonObject wanted, JsonObject here)
    {
        foreach (var (key, value) in wanted)
        {
            if (!JsonNode.DeepEquals(value, here[key]))
            {
                return (Short(key), value, here[key]);
            }
        }

        return null;
    }

    /// <summary>A field as people name it: Settings.Epochs.</summary>
    public static string Short(string key)
    {
        var split = key.Split('|');
        var type = Type.GetType(split[0], throwOnError: false) is { } known
            ? CodeWriter.Short(known)
            : split[0].Split(',')[0];
        var name = split[1];
        name = name.StartsWith('<') && name.IndexOf('>', 1) is > 1 and var end ? name[1..end] : name;
        return $"{type[(type.LastIndexOfAny(['.', '+']) + 1)..]}.{name}";
    }

    private static string KeyOf(FieldInfo field) => $"{field.DeclaringType!.AssemblyQualifiedName}|{field.Name}";

    private static bool IsOfTheProgram(FieldInfo field) =>
        field is { IsLiteral: false, DeclaringType: { ContainsGenericParameters: false } home }
        && !ProgramParts.IsOfAFramework(home.Assembly) && !ProgramParts.IsOurs(home.Assembly)
        && !field.IsDefined(typeof(ThreadStaticAttribute)) && !KnownThings.IsClosure(home)
        && !KnownThings.IsOfEachProcess(field.FieldType);

    private static bool IsComparable(Type type) => PlainValue.Is(type) || KnownThings.IsData(type)
        || type.IsInterface || IsCollection(type) || type.IsAssignableTo(typeof(Delegate))
        || ProgramParts.IsOwn(type.Assembly) || KnownThings.HasText(type);

    // Whoever can read such a field can change what it holds.
    private static bool CanBeFilled(Type type) => !type.IsValueType && !type.IsAssignableTo(typeof(Delegate))
        && (IsCollection(type) || ProgramParts.IsOwn(type.Assembly));

    private static bool IsCollection(Type type) => type.IsArray
        || (type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true);

    private static bool TryRead(FieldInfo field, out object? value)
    {
        try
        {
            value = field.GetValue(null);
            return true;
        }
        catch (Exception e) when (e is TargetInvocationException or TypeInitializationException)
        {
            // Training code will meet it too.
            value = null;
            return false;
        }
    }
}
