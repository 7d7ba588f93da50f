using System.Text;
using ScottPlot;
using SkiaSharp;
using Tune.Files;

namespace Tune.Plots;

/// <summary>
/// A finished picture: a header (title, subtitle, legend) above one or more panels. Panels are ordinary ScottPlot
/// plots and may be changed before the figure is saved.
/// </summary>
/// <remarks>Not for use by several threads at once; make one figure per thread.</remarks>
public sealed class Figure
{
    /// <summary>The smallest side of a picture, in pixels.</summary>
    public const int SideMin = 100;

    /// <summary>The largest side of a picture, in pixels, after scaling.</summary>
    public const int SideMax = 16_384;

    private const float Margin = 8;
    private readonly PlotTheme _theme;
    private readonly IReadOnlyList<LegendKey> _legend;

    internal Figure(
        string title, string subtitle, PlotTheme theme, IReadOnlyList<LegendKey> legend, params Plot[] plots)
    {
        Title = title;
        Subtitle = subtitle;
        Plots = plots;
        _theme = theme;
        _legend = legend;
    }

    /// <summary>What the picture shows.</summary>
    public string Title { get; }

    /// <summary>The line below the title: what it was made from.</summary>
    public string Subtitle { get; }

    /// <summary>Why there is nothing to show yet, in one sentence; null if there is something.</summary>
    public string? Missing { get; internal init; }

    /// <summary>The panels, row by row from the top left.</summary>
    public IReadOnlyList<Plot> Plots { get; }

    /// <summary>How many panels stand beside each other; 1 by default.</summary>
    public int Columns { get; internal init; } = 1;

    /// <summary>The width the figure was laid out for, in pixels.</summary>
    public int Width { get; internal init; } = 1000;

    /// <summary>The height the figure was laid out for, in pixels.</summary>
    public int Height { get; internal init; } = 600;

    /// <summary>Writes the figure as a PNG file.</summary>
    /// <param name="path">The file; it is replaced, and its folder is made if need be.</param>
    /// <param name="width">In pixels; <see cref="Width"/> by default.</param>
    /// <param name="height">In pixels; <see cref="Height"/> by default.</param>
    /// <param name="scale">Enlarges everything, letters included: 2 for a dense screen; more than 0, at most 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side or the scale is out of range.</exception>
    public void SavePng(string path, int? width = null, int? height = null, double scale = 1) =>
        Save(path, GetPng(width, height, scale));

    /// <summary>Writes the figure as an SVG file; letters stay text.</summary>
    /// <inheritdoc cref="SavePng" />
    public void SaveSvg(string path, int? width = null, int? height = null) =>
        Save(path, Encoding.UTF8.GetBytes(GetSvg(width, height)));

    /// <summary>The figure as the bytes of a PNG file.</summary>
    /// <inheritdoc cref="SavePng" />
    public byte[] GetPng(int? width = null, int? height = null, double scale = 1)
    {
        if (scale is not (> 0 and <= 8))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be above 0 and at most 8.");
        }

        var across = Side(width ?? Width, scale, nameof(width));
        var down = Side(height ?? Height, scale, nameof(height));
        var size = new SKImageInfo((int)Math.Round(across * scale), (int)Math.Round(down * scale));
        using var surface = SKSurface.Create(size);
        surface.Canvas.Scale((float)scale);
        Draw(surface.Canvas, across, down);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The figure as the text of an SVG file.</summary>
    /// <inheritdoc cref="SavePng" />
    public string GetSvg(int? width = null, int? height = null)
    {
        var across = Side(width ?? Width, 1, nameof(width));
        var down = Side(height ?? Height, 1, nameof(height));
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, across, down), stream))
        {
            Draw(canvas, across, down);
        }

        return SvgText.Tidy(Encoding.UTF8.GetString(stream.ToArray()), across, down);
    }

    private void Draw(SKCanvas canvas, int width, int height)
    {
        using (var paint = new SKPaint { Color = _theme.Background.ToSKColor() })
        {
            canvas.DrawRect(0, 0, width, height, paint);
        }

        var top = new FigureHeader(Title, Subtitle, _legend, _theme).Draw(canvas, width);
        var rows = (Plots.Count + Columns - 1) / Columns;
        var across = (width - (2 * Margin)) / Columns;
        var down = Math.Max(SideMin / 2f, height - top - Margin) / Math.Max(1, rows);
        for (var i = 0; i < Plots.Count; i++)
        {
            var (left, up) = (Margin + (i % Columns * across), top + (i / Columns * down));
            Plots[i].RenderManager.ClearCanvasBeforeEachRender = false;
            canvas.Save();
            Plots[i].Render(canvas, new PixelRect(left, left + across, up + down, up));
            canvas.Restore();
        }
    }

    private static int Side(int pixels, double scale, string name) =>
        pixels >= SideMin && pixels * scale <= SideMax
            ? pixels
            : throw new ArgumentOutOfRangeException(
                name, pixels, $"A side must be at least {SideMin} and, after scaling, at most {SideMax} pixels.");

    private static void Save(string path, byte[] bytes)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        PlainFile.Write(path, bytes);
    }
}
