using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Tune.Plots.Lettering;

namespace Tune.Plots;

/// <summary>Makes the SVG that Skia writes fit for use in pages.</summary>
internal static partial class SvgText
{
    // The reader may lack Inter: name what to fall back on, the narrower ones first.
    private const string Family = "font-family=\"Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif\"";

    // The typeface's own family name is "Inter Semi Bold", which only some systems know it by.
    private const string Bold = "font-weight=\"600\" " + Family;

    private const string SemiBold = "Inter Semi Bold";

    public static string Tidy(string svg, int width, int height)
    {
        var start = svg.IndexOf("<svg", StringComparison.Ordinal);
        var named = svg[..(start + 4)]
            + string.Create(CultureInfo.InvariantCulture, $" viewBox=\"0 0 {width} {height}\"")
            + svg[(start + 4)..];
        return Text().Replace(named, Fitted)
            .Replace("font-family=\"Inter\"", Family, StringComparison.Ordinal)
            .Replace("font-weight=\"500\" font-family=\"Inter Semi Bold, Inter\"", Bold, StringComparison.Ordinal);
    }

    // Skia gives each letter a place of its own. In another typeface they would stand on top of each other there: the
    // reader is told how wide the whole text is instead, and makes its letters fit.
    private static string Fitted(Match match)
    {
        var (head, text) = (match.Groups["head"].Value, match.Groups["text"].Value.Trim());
        var size = float.Parse(Size().Match(head).Groups[1].Value, CultureInfo.InvariantCulture);
        var letters = WebUtility.HtmlDecode(text);
        var face = head.Contains(SemiBold, StringComparison.Ordinal) ? PlotFont.SemiBold : PlotFont.Regular;
        using var font = PlotFont.At(face, size);
        var fit = letters.Length < 2
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" textLength=\"{font.MeasureText(letters):0.##}\" lengthAdjust=\"spacingAndGlyphs\"");
        return First().Replace(head, "$1\"$2\"") + fit + ">" + text + "</text>";
    }

    [GeneratedRegex("(?<head><text [^>]*font-size=\"[^>]*)>(?<text>[^<]*)</text>")]
    private static partial Regex Text();

    [GeneratedRegex("font-size=\"([0-9.]+)")]
    private static partial Regex Size();

    // The first of the places across and up.
    [GeneratedRegex("( [xy]=)\"([-+0-9.e]+),[^\"]*\"")]
    private static partial Regex First();
}
