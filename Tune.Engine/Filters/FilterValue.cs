using System.Globalization;

namespace Tune.Engine.Filters;

/// <summary>What a field holds: a number, a text, or nothing. True and false are the texts of that name.</summary>
public readonly record struct FilterValue
{
    private FilterValue(double number, string? text, bool isThere) =>
        (Number, Text, IsThere) = (number, text, isThere);

    /// <summary>Nothing.</summary>
    public static FilterValue None => default;

    /// <summary>The number; NaN if it is none.</summary>
    public double Number { get; }

    /// <summary>The text, which a number has too; null for nothing.</summary>
    public string? Text { get; }

    /// <summary>Whether there is a value.</summary>
    public bool IsThere { get; }

    /// <summary>A number, NaN included.</summary>
    /// <param name="number">The number.</param>
    /// <param name="text">How it was written; default the shortest form that reads back.</param>
    public static FilterValue Of(double number, string? text = null) =>
        new(number, text ?? number.ToString("R", CultureInfo.InvariantCulture), isThere: true);

    /// <summary>A text; nothing for null.</summary>
    public static FilterValue Of(string? text) => text is null ? None : new(double.NaN, text, isThere: true);

    /// <summary>True or false.</summary>
    public static FilterValue Of(bool value) => Of(value ? "true" : "false");
}
