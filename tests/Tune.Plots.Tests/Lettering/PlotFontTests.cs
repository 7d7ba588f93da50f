using ScottPlot;
using Tune.Plots.Lettering;

namespace Tune.Plots.Tests.Lettering;

/// <summary>
/// A machine without fonts must still get letters. That cannot be arranged inside a test run, so these tests pin what
/// makes it true: every letter is drawn from a typeface that this library carries.
/// </summary>
public sealed class PlotFontTests
{
    [Test]
    public void Ensure_DefaultFont_IsTheTypefaceOfThisLibrary()
    {
        PlotFont.Ensure();

        Assert.That(Fonts.GetTypeface(Fonts.Default, bold: false, italic: false), Is.SameAs(PlotFont.Regular));
        Assert.That(Fonts.GetTypeface(Fonts.Default, bold: true, italic: false), Is.SameAs(PlotFont.SemiBold));
        Assert.That(Fonts.GetTypeface(Fonts.Default, bold: false, italic: true), Is.SameAs(PlotFont.Regular));
    }

    [Test]
    public void New_EveryTextOfAPanel_UsesIt()
    {
        var plot = Panel.New(PlotTheme.Light, "x", "y");
        Panel.Write(plot, "note", 0, 0, Colors.Black, 12, Alignment.MiddleCenter);
        plot.Add.Text("added by a user", 1, 1);

        var names = plot.Axes.GetAxes().SelectMany(axis => new[] { axis.Label.FontName, axis.TickLabelStyle.FontName })
            .Concat(plot.GetPlottables<ScottPlot.Plottables.Text>().Select(text => text.LabelFontName));
        Assert.That(names, Has.All.EqualTo(PlotFont.Name));
    }

    [TestCase("0123456789.,-−+%·…()/_:")]
    [TestCase("ABCXYZ abcxyz äöüß éèñ")]
    [TestCase("αβγδεθλμσω ΔΣΩ")]
    [TestCase("ЖДИЯ ждия")]
    [TestCase("↑→∞≤≥×²")]
    public void Regular_CommonLetters_AreThere(string text)
    {
        Assert.That(PlotFont.Regular.ContainsGlyphs(text), Is.True);
        Assert.That(PlotFont.SemiBold.ContainsGlyphs(text), Is.True);
    }
}
