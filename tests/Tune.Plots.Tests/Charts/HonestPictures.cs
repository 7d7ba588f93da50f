using System.Globalization;
using System.Xml.Linq;
using ScottPlot.Plottables;
using Tune.Engine.Analysis;
using Tune.Plots.Charts;
using Tune.Plots.Lettering;

namespace Tune.Plots.Tests.Charts;

/// <summary>Pictures of one experiment that must not contradict each other, nor show what is not there.</summary>
internal sealed class HonestPictures
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void Titles_OfImportanceAndInteractions_SayWhichQuestionIsAnswered()
    {
        var plots = Plots();
        Assert.Multiple(() =>
        {
            Assert.That(plots.Importance().Title, Does.EndWith("what sets the best trials apart"));
            Assert.That(
                plots.Importance(new ImportanceOptions { Method = ImportanceMethod.Fanova }).Title,
                Does.EndWith("what moves val_accuracy over the whole space"));
            Assert.That(plots.Interactions().Title, Does.Contain("what moves val_accuracy over the whole space"));
            Assert.That(plots.Contour().Title, Does.EndWith("the two parameters that do most together"));
        });
    }

    // Importance and interactions ask different questions: the pair of the one need not be the first of the other.
    [Test]
    public void Rank_OfAnyExperiment_BeginsWithThePairThatContourShows([Values(1, 7, 8, 9)] int seed)
    {
        var data = SampleSweep.Make(seed: (ulong)seed);
        var pair = InteractionReport.Of(data.Evidence)!.Pairs[0];
        var first = new ExperimentPlots(() => data).Rank().Plots[0];
        Assert.That(
            new[] { first.Axes.Bottom.Label.Text, first.Axes.Left.Label.Text }.Select(Plain),
            Is.EquivalentTo(new[] { pair.First, pair.Second }));
    }

    [Test]
    public void Jitter_OfTwoAxes_HasNothingToDoWithEachOther()
    {
        for (var one = 0; one < 6; one++)
        {
            for (var other = one + 1; other < 6; other++)
            {
                var sum = Enumerable.Range(0, 400).Sum(trial => Chart.Jitter(trial, one) * Chart.Jitter(trial, other));
                Assert.That(12 * sum / 400, Is.EqualTo(0).Within(0.2), $"the correlation of axes {one} and {other}");
            }
        }
    }

    [Test]
    public void Interactions_OfAnyShares_ColourMoreNeverPaler([Values] bool isDark)
    {
        var data = SampleSweep.Make(128);
        var report = InteractionReport.Of(data.Evidence)!;
        var shares = new ExperimentPlots(() => data, isDark ? PlotTheme.Dark : PlotTheme.Light).Interactions().Plots[0];
        var cells = shares.GetPlottables<Rectangle>().Select(box => (
            Alpha: (int)box.FillColor.A,
            Share: ShareAt(report, (int)Math.Round((box.X1 + box.X2) / 2), (int)Math.Round((box.Y1 + box.Y2) / 2))))
            .OrderBy(cell => cell.Share).ToArray();
        Assert.That(cells, Has.Length.EqualTo(report.Parameters.Count * (report.Parameters.Count + 1) / 2));
        Assert.That(cells.Select(cell => cell.Alpha), Is.Ordered);
        Assert.That(cells[^1].Alpha, Is.EqualTo(255));
    }

    // Letters at places of their own stand on top of each other in any other typeface.
    [Test]
    public void Svg_ForAReaderWithoutTheFont_GivesEachTextItsWidthAndNotEachLetterItsPlace(
        [ValueSource(typeof(ExperimentPlots), nameof(ExperimentPlots.Names))] string name)
    {
        var root = XDocument.Parse(Plots().Draw(name).GetSvg()).Root!;
        var texts = root.Descendants(Svg + "text").ToArray();
        Assert.That(texts, Is.Not.Empty);
        foreach (var text in texts)
        {
            Assert.That(((string)text.Attribute("x")!).Trim(), Does.Match("^[-0-9.e]+$"), text.Value);
            Assert.That(((string)text.Attribute("y")!).Trim(), Does.Match("^[-0-9.e]+$"), text.Value);
            if (text.Value.Length > 1)
            {
                var size = float.Parse((string)text.Attribute("font-size")!, CultureInfo.InvariantCulture);
                Assert.That(
                    double.Parse((string)text.Attribute("textLength")!, CultureInfo.InvariantCulture),
                    Is.EqualTo(PlotFont.Measure(text.Value, size)).Within(12).Percent, text.Value);
            }
        }
    }

    private static ExperimentPlots Plots() => new(() => SampleSweep.Make());

    private static string Plain(string label) => label.Replace(" (log)", "", StringComparison.Ordinal);

    private static double ShareAt(InteractionReport report, int column, int row)
    {
        var (one, other) = (report.Parameters[column].Name, report.Parameters[row].Name);
        return column == row
            ? report.Parameters[row].Main
            : report.Pairs.First(pair => (pair.First == one && pair.Second == other)
                || (pair.First == other && pair.Second == one)).Share;
    }
}
