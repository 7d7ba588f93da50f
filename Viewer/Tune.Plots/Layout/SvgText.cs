using System.Globalization;

namespace Tune.Plots.Layout;

/// <summary>Makes the SVG that Skia writes fit for use in pages.</summary>
internal static class SvgText
{
    // The reader may lack Inter: name what to fall back on. Letters keep their places, which Skia writes one by one.
    private const string Family = "font-family=\"Inter, 'Helvetica Neue', Arial, sans-serif\"";

    // The typeface's own family name is "Inter Semi Bold", which only some systems know it by.
    private const string Bold = "font-weight=\"600\" " + Family;

    public static string Tidy(string svg, int width, int height)
    {
        var start = svg.IndexOf("<svg", StringComparison.Ordinal);
        var named = svg[..(start + 4)]
            + string.Create(CultureInfo.InvariantCulture, $" viewBox=\"0 0 {width} {height}\"")
            + svg[(start + 4)..];
        return named
            .Replace("font-family=\"Inter\"", Family, StringComparison.Ordinal)
            .Replace("font-weight=\"500\" font-family=\"Inter Semi Bold, Inter\"", Bold, StringComparison.Ordinal);
    }
}
