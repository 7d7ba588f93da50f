using Tune.Plots;

namespace Tune.Cli.Shell;

/// <summary>How pictures are written.</summary>
/// <param name="Svg">As SVG rather than PNG.</param>
/// <param name="Dpi">Dots per inch of a PNG: at 96 a pixel of the layout is one of the picture.</param>
/// <param name="Theme">Colours and sizes.</param>
internal sealed record PictureOptions(bool Svg, int Dpi, PlotTheme Theme)
{
    public const int DpiPlain = 96;

    public static PictureOptions Default { get; } = new(Svg: false, DpiPlain, PlotTheme.Light);
}
