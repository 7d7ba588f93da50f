using System.Globalization;

namespace Tune.Plots.Lettering;

/// <summary>Numbers as people read them on a chart.</summary>
internal static class NumberText
{
    /// <summary>At most <paramref name="digits"/> significant digits; an exponent only where it is shorter.</summary>
    public static string Short(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
        }

        var size = Math.Abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e6))
        {
            var text = value.ToString("0." + new string('#', digits - 1) + "e0", CultureInfo.InvariantCulture);
            return text;
        }

        if (size >= Math.Pow(10, digits))
        {
            return value.ToString("0", CultureInfo.InvariantCulture);
        }

        var whole = size < 1 ? 0 : (int)Math.Floor(Math.Log10(size)) + 1;
        var lead = size is > 0 and < 1 ? -(int)Math.Floor(Math.Log10(size)) - 1 : 0;
        var decimals = Math.Max(0, digits - whole + lead);
        return value.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>A name cut in its middle, so that both its path and its end stay readable.</summary>
    public static string Name(string name, int length) =>
        name.Length <= length ? name : $"{name[..((length - 1) / 2)]}…{name[^(length / 2)..]}";
}
