namespace Tune.Engine.Spaces.Typed;

/// <summary>Called by the compiled binders: one value out of a configuration, as C# has it.</summary>
internal static class ScalarReader
{
    public static bool IsAbsent(ParameterValue[] values, int index) => values[index].IsAbsent;

    public static bool IsNull(ParameterValue[] values, int index) => values[index].IsNull;

    public static double Real(ParameterValue[] values, int index, string name) =>
        values[index] is { IsNumber: true } value ? value.AsReal() : throw Wrong(values[index], name, "a number");

    public static long Whole(ParameterValue[] values, int index, string name, long low, long high)
    {
        var value = values[index];
        if (value.Kind != ValueKind.Integer && !(value.Kind == ValueKind.Real && double.IsInteger(value.AsReal())))
        {
            throw Wrong(value, name, "a whole number");
        }

        return value.AsInteger() is var whole && whole >= low && whole <= high
            ? whole
            : throw Wrong(value, name, $"a whole number from {low} to {high}");
    }

    public static string Text(ParameterValue[] values, int index, string name) =>
        values[index] is { Kind: ValueKind.Text } value ? value.AsText() : throw Wrong(values[index], name, "a text");

    public static bool Boolean(ParameterValue[] values, int index, string name) =>
        values[index] is { Kind: ValueKind.Boolean } value
            ? value.AsBoolean()
            : throw Wrong(values[index], name, "true or false");

    public static TEnum Member<TEnum>(ParameterValue[] values, int index, string name) where TEnum : struct, Enum =>
        EnumNames<TEnum>.Parse(name, Text(values, index, name));

    public static ArgumentException NoBranch(ParameterValue[] values, int index, string name, string options) =>
        Wrong(values[index], name, "one of " + options);

    private static ArgumentException Wrong(ParameterValue value, string name, string wanted) => new(
        value.IsAbsent
            ? $"The configuration has no parameter '{name}'; wanted is {wanted}."
            : $"The parameter '{name}' is '{value}'; wanted is {wanted}.");
}
