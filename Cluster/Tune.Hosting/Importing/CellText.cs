using System.Globalization;
using Tune.Engine.Spaces;
using Tune.Storage.Export;

namespace Tune.Hosting.Importing;

/// <summary>What texts in tables mean.</summary>
internal static class CellText
{
    /// <summary>A column's cells as values of one kind: whole numbers, numbers, truth values or texts; an empty cell is
    /// absent.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="text">What a text means.</param>
    public static IReadOnlyList<ParameterValue> Values(IReadOnlyList<string> cells, Func<string, string> text)
    {
        var present = cells.Where(cell => cell.Length > 0).ToList();
        Func<string, ParameterValue> read =
            present.TrueForAll(cell => long.TryParse(
                cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                ? cell => long.Parse(cell, CultureInfo.InvariantCulture)
            : present.TrueForAll(cell => Number(cell) is { } number && double.IsFinite(number))
                ? cell => Number(cell)!.Value
            : present.TrueForAll(cell => bool.TryParse(cell, out _))
                ? cell => bool.Parse(cell)
            : cell => text(cell);
        return [.. cells.Select(cell => cell.Length == 0 ? ParameterValue.Absent : read(cell))];
    }

    /// <summary>A number; null if it is none.</summary>
    public static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : cell.Trim().ToLowerInvariant() switch
        {
            "nan" => double.NaN,
            "inf" or "infinity" or "+inf" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => null,
        };

    /// <summary>A time: as ISO 8601 has it, UTC unless it says otherwise, or in seconds since 1970.</summary>
    public static DateTime? Time(string cell) =>
        DateTimeOffset.TryParse(
            cell, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at) ? at.UtcDateTime
        : Number(cell) is { } seconds ? Seconds(seconds)
        : null;

    /// <summary>A time from seconds since 1970; null if it is beyond all calendars.</summary>
    public static DateTime? Seconds(double seconds) =>
        seconds is > 0 and < 253_402_300_000 ? DateTime.UnixEpoch.AddSeconds(seconds) : null;

    /// <summary>A text without the apostrophe that an export puts before what looks like a formula.</summary>
    public static string Plain(string cell) =>
        cell.StartsWith('\'') && CsvText.IsFormula(cell) ? cell[1..] : cell;
}
