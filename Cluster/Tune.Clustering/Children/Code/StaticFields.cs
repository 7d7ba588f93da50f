using System.Reflection;
using System.Text.Json.Nodes;
using Tune.Clustering.Children.Code.Reach;

namespace Tune.Clustering.Children.Code;

/// <summary>
/// The static fields that training code reads and somebody else sets, such as <c>Main</c>. A child that does not come
/// to where they are set would train with what they were before. What the training code sets itself, a counter or a
/// cache, is its own business; what nobody sets after its type has begun is the same everywhere.
/// </summary>
internal static class StaticFields
{
    private const int FieldsMax = 200;

    /// <summary>The values that are data, by type and field.</summary>
    public static JsonObject Describe(CodeReach reach)
    {
        var homes = reach.Assemblies.Append(Assembly.GetEntryAssembly()).OfType<Assembly>().Distinct()
            .Where(ProgramParts.IsOwn).ToArray();
        var all = new JsonObject();
        foreach (var field in reach.Settings.Where(field => IsSetting(field) && IsSet(field, homes))
            .OrderBy(KeyOf, StringComparer.Ordinal).Take(FieldsMax))
        {
            var writer = new CodeWriter(new CodeReach(), isOnlyData: true);
            if (TryRead(field, writer, out var value) && writer.Uncompared.Count == 0)
            {
                all[KeyOf(field)] = value;
            }
        }

        return all;
    }

    /// <summary>The first field that has another value in this process; null if there is none.</summary>
    /// <exception cref="CodeException">The program has no such field.</exception>
    public static (string Field, JsonNode? Wanted, JsonNode? Met)? Other(JsonObject wanted)
    {
        foreach (var (key, value) in wanted)
        {
            var split = key.Split('|');
            var field = Type.GetType(split[0], throwOnError: false)?.GetField(
                split[1],
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                ?? throw new CodeException($"This program has no static field {Short(key)}.");
            _ = TryRead(field, new CodeWriter(new CodeReach(), isOnlyData: true), out var here);
            if (!JsonNode.DeepEquals(value, here))
            {
                return (Short(key), value, here);
            }
        }

        return null;
    }

    /// <summary>A field as people name it: Settings.Epochs.</summary>
    public static string Short(string key)
    {
        var split = key.Split('|');
        var type = split[0].Split(',')[0];
        var name = split[1];
        name = name.StartsWith('<') && name.IndexOf('>', 1) is > 1 and var end ? name[1..end] : name;
        return $"{type[(type.LastIndexOfAny(['.', '+']) + 1)..]}.{name}";
    }

    private static string KeyOf(FieldInfo field) => $"{field.DeclaringType!.AssemblyQualifiedName}|{field.Name}";

    private static bool IsSetting(FieldInfo field) =>
        field is { IsInitOnly: false, IsLiteral: false, DeclaringType: { ContainsGenericParameters: false } home }
        && !ProgramParts.IsOfAFramework(home.Assembly) && !ProgramParts.IsOurs(home.Assembly)
        && !field.IsDefined(typeof(ThreadStaticAttribute)) && !KnownThings.IsClosure(home)
        && IsDataType(field.FieldType);

    private static bool IsDataType(Type type) => PlainValue.Is(type) || type.IsArray || KnownThings.IsData(type)
        || type.IsInterface || (type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true);

    private static bool IsSet(FieldInfo field, Assembly[] homes) =>
        homes.Contains(field.DeclaringType!.Assembly) || !ProgramParts.IsOwn(field.DeclaringType.Assembly)
            ? Array.Exists(homes, home => AssignedFields.IsSetIn(home, field))
            : homes.Append(field.DeclaringType.Assembly).Any(home => AssignedFields.IsSetIn(home, field));

    private static bool TryRead(FieldInfo field, CodeWriter writer, out JsonObject? value)
    {
        try
        {
            value = writer.Value(field.GetValue(null));
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
