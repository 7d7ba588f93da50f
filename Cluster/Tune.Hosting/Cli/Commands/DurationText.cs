using System.Globalization;

namespace Tune.Hosting.Cli.Commands;

internal static class DurationText
{
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
}
