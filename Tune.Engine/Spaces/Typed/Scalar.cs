using System.Linq.Expressions;

namespace Tune.Engine.Spaces.Typed;

/// <summary>Between parameter values and the C# types that can hold one.</summary>
internal static class Scalar
{
    public const string Allowed =
        "double, float, the whole number types up to long, string, bool, an enum, each with or without '?', or a "
        + "record of those";

    private static readonly Dictionary<Type, (long Low, long High)> s_whole = new()
    {
        [typeof(sbyte)] = (sbyte.MinValue, sbyte.MaxValue),
        [typeof(byte)] = (byte.MinValue, byte.MaxValue),
        [typeof(short)] = (short.MinValue, short.MaxValue),
        [typeof(ushort)] = (ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(uint)] = (uint.MinValue, uint.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
    };

    /// <summary>What a parameter of this type holds; absent when the type cannot hold one value.</summary>
    public static ValueKind KindOf(Type type) => Nullable.GetUnderlyingType(type) is { } plain ? KindOf(plain)
        : type.IsEnum || type == typeof(string) ? ValueKind.Text
        : s_whole.ContainsKey(type) ? ValueKind.Integer
        : type == typeof(double) || type == typeof(float) ? ValueKind.Real
        : type == typeof(bool) ? ValueKind.Boolean
        : ValueKind.Absent;

    /// <summary>The type without its question mark.</summary>
    public static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>Null when the type can hold every value of the domain, otherwise the end of a sentence.</summary>
    public static string? Misfit(Type type, Domain domain)
    {
        var kind = KindOf(type);
        return domain switch
        {
            RealDomain or NormalDomain when kind != ValueKind.Real =>
                $"is {Shown(type)}, but its attribute gives real numbers; use double, or IntRange for whole numbers",
            IntegerDomain whole when kind == ValueKind.Integer => Misfit(type, whole.Low) ?? Misfit(type, whole.High),
            IntegerDomain when kind != ValueKind.Real =>
                $"is {Shown(type)}, but its attribute gives whole numbers; use int or long",
            ListDomain list => list.Values.Select(v => Misfit(type, v)).FirstOrDefault(p => p is not null),
            ConstantDomain constant => Misfit(type, constant.Value),
            _ => null,
        };
    }

    /// <summary>Reads the value at a position as this type.</summary>
    public static Expression Read(Expression values, int index, string name, Type type)
    {
        Expression[] from = [values, Expression.Constant(index), Expression.Constant(name)];
        if (IsNullable(type))
        {
            var isNull = Expression.Call(typeof(ScalarReader), nameof(ScalarReader.IsNull), null, from[..2]);
            return Expression.Condition(
                isNull, Expression.Default(type),
                type == typeof(string)
                    ? Expression.Call(typeof(ScalarReader), nameof(ScalarReader.Text), null, from)
                    : Converted(Read(values, index, name, Plain(type)), type));
        }

        if (type.IsEnum)
        {
            return Expression.Call(typeof(ScalarReader), nameof(ScalarReader.Member), [type], from);
        }

        return KindOf(type) switch
        {
            ValueKind.Real => Converted(
                Expression.Call(typeof(ScalarReader), nameof(ScalarReader.Real), null, from), type),
            ValueKind.Boolean => Expression.Call(typeof(ScalarReader), nameof(ScalarReader.Boolean), null, from),
            _ => Converted(
                Expression.Call(
                    typeof(ScalarReader), nameof(ScalarReader.Whole), null,
                    [.. from, Expression.Constant(s_whole[type].Low), Expression.Constant(s_whole[type].High)]),
                type),
        };
    }

    /// <summary>The parameter value of a property of this type.</summary>
    /// <param name="property">The property.</param>
    /// <param name="name">The parameter's.</param>
    /// <param name="type">The property's.</param>
    /// <param name="mayBeNull">Whether a text is declared with a question mark.</param>
    public static Expression Write(Expression property, string name, Type type, bool mayBeNull = false)
    {
        if (Nullable.GetUnderlyingType(type) is { } plain)
        {
            return Expression.Condition(
                Expression.Property(property, "HasValue"),
                Write(Expression.Property(property, "Value"), name, plain),
                Expression.Constant(ParameterValue.Null));
        }

        var (method, argument) = KindOf(type) switch
        {
            _ when type.IsEnum => (nameof(ScalarWriter.Member), Converted(property, typeof(Enum))),
            ValueKind.Real when type == typeof(float) => (nameof(ScalarWriter.Single), property),
            ValueKind.Real => (nameof(ScalarWriter.Real), property),
            ValueKind.Text => (mayBeNull ? nameof(ScalarWriter.TextOrNull) : nameof(ScalarWriter.Text), property),
            ValueKind.Boolean => (nameof(ScalarWriter.Boolean), property),
            _ => (nameof(ScalarWriter.Whole), Converted(property, typeof(long))),
        };
        return Expression.Call(typeof(ScalarWriter), method, null, argument, Expression.Constant(name));
    }

    public static string Shown(Type type) =>
        type == typeof(double) ? "double" : type == typeof(float) ? "float" : type == typeof(int) ? "int"
        : type == typeof(long) ? "long" : type == typeof(string) ? "string" : type == typeof(bool) ? "bool" : type.Name;

    private static bool IsNullable(Type type) => type == typeof(string) || Nullable.GetUnderlyingType(type) is not null;

    private static Expression Converted(Expression value, Type type) =>
        value.Type == type ? value : Expression.Convert(value, type);

    private static string? Misfit(Type type, ParameterValue value)
    {
        var isNullable = IsNullable(type);
        var kind = KindOf(type);
        type = Plain(type);
        var fits = kind switch
        {
            _ when value.IsNull => isNullable,
            ValueKind.Real => value.IsNumber,
            ValueKind.Integer => value.Kind == ValueKind.Integer
                && s_whole[type] is var (low, high) && value.AsInteger() >= low && value.AsInteger() <= high,
            ValueKind.Text when type.IsEnum => EnumNames.All(type).Contains(value),
            _ => value.Kind == kind,
        };
        return fits ? null
            : value.IsAbsent ? "lists a value that is no number, text, truth value or enum member"
            : $"is {Shown(type)}, which cannot hold the value '{value}' of its attribute"
                + (value.IsNull ? $"; make it {Shown(type)}?" : "");
    }
}
