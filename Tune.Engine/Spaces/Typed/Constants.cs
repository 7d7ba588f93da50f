using System.Collections.Immutable;
using System.Globalization;

namespace Tune.Engine.Spaces.Typed;

/// <summary>Values written in attributes, as the parameter's type has them.</summary>
internal static class Constants
{
    public static ImmutableArray<ParameterValue> Of(IReadOnlyList<object?> values, Type type) =>
        values.Count == 0 && Scalar.Plain(type).IsEnum ? EnumNames.All(Scalar.Plain(type))
        : [.. values.Select(v => Of(v, type))];

    public static ParameterValue Of(object? value, Type type)
    {
        var plain = Plain(value);
        return plain.Kind == ValueKind.Integer && Scalar.KindOf(type) == ValueKind.Real ? plain.AsReal() : plain;
    }

    /// <summary>A number, text, truth value or enum member; absent for anything else.</summary>
    public static ParameterValue Plain(object? value) => value switch
    {
        null => ParameterValue.Null,
        string text => text,
        bool flag => flag,
        double real => real,
        float real => Shortest(real),
        Enum member => EnumNames.Of(member),
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => ParameterValue.Absent,
    };

    /// <summary>The double with the fewest digits that is this float: 0.1f gives 0.1.</summary>
    public static double Shortest(float real) => double.Parse(
        real.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}
