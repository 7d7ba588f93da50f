using Tune.Plots.Comparing;

namespace Tune.Plots.Tests;

internal sealed class ComparisonPlotTests
{
    [Test]
    public void Draw_TwoPanels_HasALineForEachAndOneLegend()
    {
        var line = new ComparisonLine("random", [(1, 0.5), (2, 0.05), (3, 0.0)]);
        var figure = ComparisonPlot.Draw(
            "Regret", "some", "trials", "regret",
            [
                new ComparisonPanel("one", [line, new ComparisonLine("Optuna", [(1, 0.4)], IsReference: true)]),
                new ComparisonPanel("two", [line]),
            ],
            isLog: true);

        Assert.That(figure.Plots, Has.Count.EqualTo(2));
        Assert.That(figure.Plots[0].PlottableList, Has.Count.EqualTo(2));
        var svg = figure.GetSvg();
        Assert.That(svg, Does.Contain("random").And.Contain("Optuna"));
    }

    [Test]
    public void Draw_NothingToCompare_SaysSo() => Assert.That(
        () => ComparisonPlot.Draw("a", "b", "c", "d", []), Throws.ArgumentException);

    [Test]
    public void Draw_ValuesOfZeroOnALogAxis_AreLeftOut()
    {
        var figure = ComparisonPlot.Draw(
            "a", "b", "c", "d", [new ComparisonPanel("one", [new ComparisonLine("zero", [(1, 0), (2, double.NaN)])])],
            isLog: true);

        Assert.That(figure.Plots[0].PlottableList, Is.Empty);
        Assert.That(figure.GetPng(), Is.Not.Empty);
    }
}
