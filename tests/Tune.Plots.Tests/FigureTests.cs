using System.Xml.Linq;
using SkiaSharp;
using Tune.Plots.Charts;
using Tune.Plots.Tests.Charts;

namespace Tune.Plots.Tests;

public sealed class FigureTests
{
    private static Figure Sample => new ExperimentPlots(() => SampleSweep.Make(12)).History();

    [Test]
    public void SavePng_NewFolder_WritesAPictureOfThatSize()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"plots-{Guid.NewGuid():N}", "history.png");
        try
        {
            Sample.SavePng(path, 640, 400);

            using var picture = SKBitmap.Decode(path);
            Assert.That((picture.Width, picture.Height), Is.EqualTo((640, 400)));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Test]
    public void SaveSvg_NewFolder_WritesWellFormedXml()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"plots-{Guid.NewGuid():N}", "history.svg");
        try
        {
            Sample.SaveSvg(path, 640, 400);

            Assert.That((string?)XDocument.Load(path).Root!.Attribute("viewBox"), Is.EqualTo("0 0 640 400"));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Test]
    public void GetPng_Scaled_HasThatManyTimesThePixels()
    {
        using var picture = SKBitmap.Decode(Sample.GetPng(500, 300, scale: 2));

        Assert.That((picture.Width, picture.Height), Is.EqualTo((1000, 600)));
    }

    [Test]
    public void GetPng_Twice_GivesTheSameBytes()
    {
        var figure = Sample;
        var first = figure.GetPng();

        Assert.That(figure.GetPng(), Is.EqualTo(first));
    }

    [TestCase(99, 300, 1)]
    [TestCase(300, 20_000, 1)]
    [TestCase(9000, 300, 2)]
    [TestCase(300, 300, 0)]
    [TestCase(300, 300, double.NaN)]
    public void GetPng_SizeOutOfRange_SaysWhatIsAllowed(int width, int height, double scale) =>
        Assert.That(
            () => Sample.GetPng(width, height, scale),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("at most"));

    [Test]
    public void GetPng_TinySize_StillDraws() =>
        Assert.That(() => Sample.GetPng(Figure.SideMin, Figure.SideMin), Throws.Nothing);
}
