using System.Globalization;

namespace Tune.Cli.Output;

internal static class DurationText
{
    /// <summary>Writes what <see cref="TryParse"/> reads, in the largest unit that gives a whole number.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        _ when span.Ticks % TimeSpan.TicksPerDay == 0 => Text(span.TotalDays, 'd'),
        _ when span.Ticks % TimeSpan.TicksPerHour == 0 => Text(span.TotalHours, 'h'),
        _ when span.Ticks % TimeSpan.TicksPerMinute == 0 => Text(span.TotalMinutes, 'm'),
        _ => Text(span.TotalSeconds, 's'),
    };

    /// <summary>Reads 90s, 10m, 2h, 1.5d; above zero.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        if (text.Length < 2
            || !double.TryParse(
                text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number <= 0 || number > 1e6)
        {
            return false;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        span = (unit ?? default) * number;
        return unit is not null;
    }

    private static string Text(double number, char unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0.#######}{unit}");
}
