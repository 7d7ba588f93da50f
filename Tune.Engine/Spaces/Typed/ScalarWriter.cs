namespace Tune.Engine.Spaces.Typed;

/// <summary>Called by the compiled binders: one C# value as a parameter value.</summary>
internal static class ScalarWriter
{
    public static ParameterValue Real(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentException(
            $"The parameter '{name}' is {value}; it must be a finite number.");

    public static ParameterValue Single(float value, string name) =>
        Real(float.IsFinite(value) ? Constants.Shortest(value) : value, name);

    public static ParameterValue Whole(long value, string name) => value;

    public static ParameterValue Text(string? value, string name) =>
        value ?? throw new ArgumentException($"The parameter '{name}' is null; it must be a text.");

    public static ParameterValue TextOrNull(string? value, string name) => value;

    public static ParameterValue Boolean(bool value, string name) => value;

    public static ParameterValue Member(Enum value, string name) => EnumNames.Of(value);

    public static ArgumentException NoBranch(object? value, string name, string options) => new(
        $"The parameter '{name}' is {(value is null ? "null" : "a " + value.GetType().Name)}; "
        + $"it must be one of {options}.");
}
