using ScottPlot;
using SkiaSharp;

namespace Tune.Plots.Lettering;

/// <summary>
/// The typeface of every picture: Inter (SIL Open Font License 1.1, see OFL.txt), read from this library so that a
/// picture has the same letters on every machine, and has letters at all on one without fonts.
/// </summary>
internal static class PlotFont
{
    public const string Name = "Inter";

    private static readonly Lazy<bool> Installed = new(Install);

    public static SKTypeface Regular { get; } = Load("Inter-Regular.otf");

    public static SKTypeface SemiBold { get; } = Load("Inter-SemiBold.otf");

    /// <summary>
    /// Makes Inter what ScottPlot writes with, also for what a user adds to a figure. ScottPlot keeps its default
    /// font per process, so this is done once, when the first figure is made.
    /// </summary>
    public static void Ensure() => _ = Installed.Value;

    /// <summary>A face at a size in pixels; unhinted, so that letters stand where the design puts them.</summary>
    public static SKFont At(SKTypeface face, float size) =>
        new(face, size) { Subpixel = true, LinearMetrics = true, Hinting = SKFontHinting.None };

    /// <summary>The width of a text in pixels.</summary>
    public static float Measure(string text, float size)
    {
        using var font = At(Regular, size);
        return font.MeasureText(text);
    }

    /// <summary>A name cut in its middle to fit a width in pixels; at least three characters stay.</summary>
    public static string Fit(string name, float width, float size)
    {
        using var font = At(Regular, size);
        var (kept, fitted) = (name.Length, name);
        while (kept > 3 && font.MeasureText(fitted) > width)
        {
            fitted = NumberText.Name(name, --kept);
        }

        return fitted;
    }

    private static bool Install()
    {
        // Ahead of the machine's own fonts: an installed Inter of another version would change the pictures.
        Fonts.FontResolvers.Insert(0, new Resolver());
        Fonts.Default = Name;
        Fonts.Sans = Name;
        return true;
    }

    private static SKTypeface Load(string resource)
    {
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font {resource} is missing from Tune.Plots.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data)
            ?? throw new InvalidOperationException($"The font {resource} in Tune.Plots could not be read.");
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName != Name ? null : weight >= FontWeight.SemiBold ? SemiBold : Regular;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName != Name ? null : bold ? SemiBold : Regular;
    }
}
