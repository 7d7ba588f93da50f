using Tune.Engine.Analysis;
using Tune.Engine.Spaces;

namespace Tune.Engine.Tests.Analysis;

internal sealed class InteractionTests
{
    [Test]
    public void Of_ProductOfCentredParameters_IsOneInteraction()
    {
        var report = InteractionReport.Of(SomeTrials.Of(3, 1000, x => (x[0] - 0.5) * (x[2] - 0.5)))!;

        var pair = report.Pairs[0];
        Assert.That(new[] { pair.First, pair.Second }, Is.EquivalentTo(new[] { "x0", "x2" }));
        Assert.That(pair.Share, Is.GreaterThan(0.75));
        Assert.That(report.Pairs.Skip(1).Select(each => each.Share), Has.All.LessThan(0.06));
        Assert.That(report.Pairs, Has.Count.EqualTo(3));
    }

    [Test]
    public void Of_ASum_HasNoInteraction()
    {
        var report = InteractionReport.Of(SomeTrials.Of(3, 1000, x => x[0] + (2 * x[1]) + x[2]))!;

        Assert.That(report.Pairs.Select(each => each.Share), Has.All.LessThan(0.03));
    }

    [Test]
    public void Of_Ishigami_GivesTheKnownIndices()
    {
        // sin x + 7 sin² y + 0.1 z⁴ sin x on [-pi, pi]³ (Ishigami and Homma, 1990): first-order indices 0.314, 0.442
        // and 0, and x with z together 0.244. A forest flattens the four slopes of y a little.
        var report = InteractionReport.Of(SomeTrials.Of(3, 4000, Ishigami), new() { Trees = 48 })!;
        var main = report.Parameters.ToDictionary(each => each.Name, each => each.Main);

        Assert.That(main["x0"], Is.EqualTo(0.314).Within(0.06));
        Assert.That(main["x1"], Is.EqualTo(0.442).Within(0.08));
        Assert.That(main["x2"], Is.LessThan(0.03));
        Assert.That(report.Pairs[0].Share, Is.EqualTo(0.244).Within(0.06));
        Assert.That(new[] { report.Pairs[0].First, report.Pairs[0].Second }, Is.EquivalentTo(new[] { "x0", "x2" }));
        Assert.That(report.Explained, Is.GreaterThan(0.8));
    }

    [Test]
    public void MeanOf_TwoParameters_IsTheMeanOverTheOthers()
    {
        var space = new SearchSpace().LogUniform("rate", 0.01, 1).Choice("kind", "a", "b", "c").Uniform("other", 0, 1);
        var evidence = SomeTrials.Of(
            space.Coordinates, 1500, x => (2 * x[0]) + (int)(3 * x[1]) + (4 * x[2]));

        var surface = InteractionReport.Of(evidence)!.MeanOf("rate", "kind");

        Assert.That(surface.SecondValues.Select(value => value.AsText()), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(surface.FirstValues[^1].AsReal(), Is.InRange(0.9, 1));
        for (var x = 0; x < surface.FirstValues.Length; x++)
        {
            for (var y = 0; y < 3; y++)
            {
                var unit = (x + 0.5) / surface.FirstValues.Length;
                Assert.That(surface.Mean[x, y], Is.EqualTo((2 * unit) + y + 2).Within(0.45), $"{x}, {y}");
            }
        }
    }

    [Test]
    public void MeanOf_UnknownOrTwice_SaysWhichThereAre()
    {
        var report = InteractionReport.Of(SomeTrials.Of(2, 50, x => x[0] * x[1]))!;

        Assert.That(() => report.MeanOf("x0", "rate"), Throws.ArgumentException.With.Message.Contain("x0, x1"));
        Assert.That(() => report.MeanOf("x0", "x0"), Throws.ArgumentException.With.Message.Contain("twice"));
    }

    [Test]
    public void Of_OneParameterOrNothingToLearn_GivesNothing()
    {
        Assert.That(InteractionReport.Of(SomeTrials.Of(1, 50, x => x[0])), Is.Null);
        Assert.That(InteractionReport.Of(SomeTrials.Of(2, 50, _ => 1)), Is.Null);
    }

    [Test]
    public void Of_ManyParameters_PairsTheImportantOnes()
    {
        var report = InteractionReport.Of(SomeTrials.Of(15, 300, x => x[14] + x[13]), new() { Trees = 8 })!;

        Assert.That(report.Parameters, Has.Count.EqualTo(InteractionReport.ParametersMax));
        Assert.That(report.Parameters.Take(2).Select(each => each.Name), Is.EquivalentTo(new[] { "x13", "x14" }));
        Assert.That(report.Pairs, Has.Count.EqualTo(12 * 11 / 2));
    }

    private static double Ishigami(double[] unit)
    {
        var (x, y, z) = (Turn(unit[0]), Turn(unit[1]), Turn(unit[2]));
        return Math.Sin(x) + (7 * Math.Pow(Math.Sin(y), 2)) + (0.1 * Math.Pow(z, 4) * Math.Sin(x));

        static double Turn(double u) => Math.PI * ((2 * u) - 1);
    }
}
