using ScottPlot;
using SkiaSharp;
using Tune.Plots.Lettering;

namespace Tune.Plots;

/// <summary>
/// Draws what stands above the panels: title, subtitle and legend. The legend is here, and not on the plot, so that it
/// never covers data.
/// </summary>
internal sealed class FigureHeader(string title, string subtitle, IReadOnlyList<LegendKey> keys, PlotTheme theme)
{
    private const float Side = 18;
    private const float Gap = 18;
    private const float SignWidth = 20;
    private const float SignGap = 6;
    private const float RampWidth = 110;

    private float RowHeight => theme.LabelSize + 9;

    /// <summary>Draws the header into the top of the canvas.</summary>
    /// <returns>Where it ends, in pixels from the top.</returns>
    public float Draw(SKCanvas canvas, float width)
    {
        var room = width - (2 * Side);
        var y = 14 + theme.TitleSize;
        Write(canvas, title, Side, y, room, PlotFont.SemiBold, theme.TitleSize, theme.Text);
        if (subtitle.Length > 0)
        {
            y += theme.LabelSize + 8;
            Write(canvas, subtitle, Side, y, room, PlotFont.Regular, theme.LabelSize, theme.MutedText);
        }

        y += 9;
        return keys.Count == 0 ? y : DrawKeys(canvas, y, width) + 2;
    }

    private float DrawKeys(SKCanvas canvas, float top, float width)
    {
        var (x, y) = (Side, top);
        foreach (var key in keys)
        {
            var needs = WidthOf(key);
            if (x > Side && x + needs > width - Side)
            {
                (x, y) = (Side, y + RowHeight);
            }

            DrawKey(canvas, key, x, y + (RowHeight / 2));
            x += needs + Gap;
        }

        return y + RowHeight;
    }

    private float WidthOf(LegendKey key)
    {
        var label = PlotFont.Measure(key.Label, theme.LabelSize);
        return key.Sign == LegendSign.Ramp
            ? label + RampWidth + (2 * SignGap) + PlotFont.Measure(key.High, theme.LabelSize)
            : SignWidth + SignGap + label;
    }

    private void DrawKey(SKCanvas canvas, LegendKey key, float x, float middle)
    {
        var baseline = middle + (theme.LabelSize * 0.36f);
        if (key.Sign == LegendSign.Ramp)
        {
            var label = PlotFont.Measure(key.Label, theme.LabelSize);
            Write(canvas, key.Label, x, baseline, label + 1, PlotFont.Regular, theme.LabelSize, theme.Text);
            DrawRamp(canvas, x + label + SignGap, middle);
            Write(
                canvas, key.High, x + label + RampWidth + (2 * SignGap), baseline, float.MaxValue,
                PlotFont.Regular, theme.LabelSize, theme.Text);
            return;
        }

        DrawSign(canvas, key, x, middle);
        Write(
            canvas, key.Label, x + SignWidth + SignGap, baseline, float.MaxValue,
            PlotFont.Regular, theme.LabelSize, theme.Text);
    }

    private static void DrawSign(SKCanvas canvas, LegendKey key, float x, float middle)
    {
        using var paint = new SKPaint { Color = key.Color.ToSKColor(), IsAntialias = true, StrokeWidth = 2.5f };
        var centre = x + (SignWidth / 2);
        switch (key.Sign)
        {
            case LegendSign.Line:
                canvas.DrawLine(x, middle, x + SignWidth, middle, paint);
                break;
            case LegendSign.Dashed:
                using (var dashes = SKPathEffect.CreateDash([5, 3], 0))
                {
                    paint.PathEffect = dashes;
                    canvas.DrawLine(x, middle, x + SignWidth, middle, paint);
                }

                break;
            case LegendSign.Box:
                canvas.DrawRect(x + 3, middle - 6, SignWidth - 6, 12, paint);
                break;
            case LegendSign.Cross:
                canvas.DrawLine(centre - 4, middle - 4, centre + 4, middle + 4, paint);
                canvas.DrawLine(centre - 4, middle + 4, centre + 4, middle - 4, paint);
                break;
            default:
                paint.Style = key.Sign == LegendSign.Ring ? SKPaintStyle.Stroke : SKPaintStyle.Fill;
                paint.StrokeWidth = 2;
                canvas.DrawCircle(centre, middle, 5, paint);
                break;
        }
    }

    private void DrawRamp(SKCanvas canvas, float x, float middle)
    {
        const int steps = 55;
        using var paint = new SKPaint();
        for (var step = 0; step < steps; step++)
        {
            paint.Color = theme.Ramp(step / (steps - 1.0)).ToSKColor();
            canvas.DrawRect(x + (step * RampWidth / steps), middle - 5, (RampWidth / steps) + 0.5f, 10, paint);
        }
    }

    private static void Write(
        SKCanvas canvas, string text, float x, float baseline, float room, SKTypeface face, float size, Color color)
    {
        using var font = PlotFont.At(face, size);
        using var paint = new SKPaint { Color = color.ToSKColor(), IsAntialias = true };
        canvas.DrawText(Fit(text, room, font), x, baseline, font, paint);
    }

    private static string Fit(string text, float room, SKFont font)
    {
        if (font.MeasureText(text) <= room)
        {
            return text;
        }

        var kept = text.Length;
        while (kept > 0 && font.MeasureText(text.AsSpan(0, kept)) + font.MeasureText("…") > room)
        {
            kept--;
        }

        return string.Concat(text.AsSpan(0, kept), "…");
    }
}
