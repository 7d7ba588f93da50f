using System.Globalization;

namespace Tune.Clustering.Children.Code;

/// <summary>Values that are the same in every process when their text is.</summary>
internal static class PlainValue
{
    // An address is one only in its own process.
    public static bool Is(Type type) => (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint))
        || type.IsEnum || type == typeof(string)
        || type == typeof(decimal) || type == typeof(DateTime) || type == typeof(DateTimeOffset)
        || type == typeof(TimeSpan) || type == typeof(Guid) || type == typeof(DateOnly) || type == typeof(TimeOnly);

    public static string Write(object value) => value switch
    {
        string text => text,
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.Ticks.ToString(CultureInfo.InvariantCulture),
        Enum flag => flag.ToString("D"),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    public static object Read(Type type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        return type == typeof(string) ? text
            : type.IsEnum ? Enum.Parse(type, text)
            : type == typeof(DateTime) ? DateTime.Parse(text, culture, DateTimeStyles.RoundtripKind)
            : type == typeof(DateTimeOffset) ? DateTimeOffset.Parse(text, culture, DateTimeStyles.RoundtripKind)
            : type == typeof(DateOnly) ? DateOnly.Parse(text, culture)
            : type == typeof(TimeOnly) ? TimeOnly.Parse(text, culture)
            : type == typeof(TimeSpan) ? new TimeSpan(long.Parse(text, culture))
            : type == typeof(Guid) ? Guid.Parse(text)
            : Convert.ChangeType(text, type, culture);
    }
}
