using System.Globalization;
using System.Text.RegularExpressions;
using Tune.Plots;

namespace Tune.Hosting.Results.Reports;

/// <summary>A picture inside a page.</summary>
internal static partial class ReportFigure
{
    // More than this is drawn in dots: a picture of thousands of lines is smaller so, and a page of it opens.
    private const int SvgCharsMax = 400_000;

    // As wide as the page, unless it has much to show.
    private const int Width = 1060;

    /// <summary>The picture as an element of a page.</summary>
    /// <param name="figure">The picture.</param>
    /// <param name="key">Told apart by it from all others of the page.</param>
    /// <param name="scheme">The colour scheme it is for: the class of the element.</param>
    /// <param name="svgCharsMax">A longer one is drawn in dots.</param>
    public static string Html(Figure figure, string key, string scheme, int svgCharsMax = SvgCharsMax)
    {
        var width = Math.Max(Width, figure.Width);
        var svg = figure.GetSvg(width);
        var name = ReportText.Html(figure.Title);
        if (svg.Length > svgCharsMax)
        {
            var png = Convert.ToBase64String(figure.GetPng(width, scale: 1.5));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"<img class=\"{scheme}\" alt=\"{name}\" width=\"{width}\" height=\"{figure.Height}\" "
                + $"src=\"data:image/png;base64,{png}\">");
        }

        var drawn = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        return $"<svg class=\"{scheme}\" role=\"img\" aria-label=\"{name}\""
            + Names().Replace(drawn["<svg".Length..], $"$1{key}-");
    }

    // What the parts of a picture are called, and where they are referred to.
    [GeneratedRegex("(\\bid=\"|url\\(#|href=\"#)")]
    private static partial Regex Names();
}
