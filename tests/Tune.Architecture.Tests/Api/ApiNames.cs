using System.Reflection;

namespace Tune.Architecture.Tests.Api;

/// <summary>Writes types and values the way C# spells them, without namespaces.</summary>
internal static class ApiNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(char)] = "char", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>The type's own name: <c>Tuner&lt;TConfig&gt;</c>, <c>Decision.Stop</c>.</summary>
    public static string Declared(Type type)
    {
        var outer = type.DeclaringType is { } parent ? Declared(parent) + "." : "";
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        return outer + Bare(type) + Arguments(type.GetGenericArguments().Skip(inherited).Select(item => item.Name));
    }

    /// <summary>A type in use, with <c>?</c> where the code says that it may be null.</summary>
    public static string Used(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
        {
            return Used(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Used(value) + "?";
        }

        var mark = nullability?.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (type.IsArray)
        {
            return Used(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        }

        if (Keywords.TryGetValue(type, out var keyword) || type.IsGenericParameter)
        {
            return (keyword ?? type.Name) + mark;
        }

        var arguments = type.GetGenericArguments()
            .Select((item, index) => Used(item, nullability?.GenericTypeArguments.ElementAtOrDefault(index)));
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return $"({string.Join(", ", arguments)})";
        }

        var outer = type.DeclaringType is { IsGenericType: false } parent ? Used(parent) + "." : "";
        return outer + Bare(type) + Arguments(arguments) + mark;
    }

    /// <summary>A default or constant value.</summary>
    public static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        Enum or IFormattable when type.IsEnum => $"{Used(type)}.{Enum.GetName(type, value) ?? value}",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Bare(Type type) => type.Name.Split('`')[0];

    private static string Arguments(IEnumerable<string> names)
    {
        var list = string.Join(", ", names);
        return list.Length == 0 ? "" : $"<{list}>";
    }
}
