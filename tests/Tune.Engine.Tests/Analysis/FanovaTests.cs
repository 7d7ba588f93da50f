using Tune.Engine.Analysis;
using Tune.Engine.Analysis.Fanova;
using Tune.Engine.Randomness;

namespace Tune.Engine.Tests.Analysis;

internal sealed class FanovaTests
{
    [Test]
    public void Analyse_LinearFunction_GivesTheAnalyticShares()
    {
        // Var(3 x1 + x2) = 9/12 + 1/12; x3 does nothing.
        var result = Analyse(Continuous(3), 800, x => (3 * x[0]) + x[1]);

        Assert.Multiple(() =>
        {
            Assert.That(result.Main[0], Is.EqualTo(0.9).Within(0.03));
            Assert.That(result.Main[1], Is.EqualTo(0.1).Within(0.03));
            Assert.That(result.Main[2], Is.LessThan(0.005));
            Assert.That(result.Total[2], Is.LessThan(0.02));
            Assert.That(Grow(Continuous(3), 800, x => (3 * x[0]) + x[1]).Explained, Is.GreaterThan(0.95));
        });
    }

    [Test]
    public void Analyse_ProductOfCentredAxes_IsAllInteraction()
    {
        // (x1 - 1/2)(x2 - 1/2): both main effects are 0 and both total effects are 1.
        var result = Analyse(Continuous(3), 1000, x => (x[0] - 0.5) * (x[1] - 0.5));

        Assert.Multiple(() =>
        {
            Assert.That(result.Main[0] + result.Main[1], Is.LessThan(0.15));
            Assert.That(result.Total[0], Is.GreaterThan(0.8));
            Assert.That(result.Total[1], Is.GreaterThan(0.8));
            Assert.That(result.Total[2], Is.LessThan(0.15));
        });
    }

    [Test]
    public void Analyse_UnorderedOptions_FindsTheirShareWhateverTheirOrder()
    {
        // Options are worth 0, 1, 0, 1: variance 1/4; the continuous axis adds 1/12 * 0.5^2.
        var dimensions = new[] { new Dimension("optimizer", 4, Ordered: false), new Dimension("rate") };
        var result = Analyse(dimensions, 400, x => ((int)(x[0] * 4) % 2) + (0.5 * x[1]));

        var expected = 0.25 / (0.25 + (0.25 / 12));
        Assert.That(result.Main[0], Is.EqualTo(expected).Within(0.03));
        Assert.That(result.Main[1], Is.EqualTo(1 - expected).Within(0.03));
    }

    [Test]
    public void Analyse_OrderedLevels_GivesTheAnalyticShares()
    {
        // Levels 0..3 have variance 15/12 = 1.25; 2 * x2 adds 4/12.
        var dimensions = new[] { new Dimension("layers", 4), new Dimension("rate") };
        var result = Analyse(dimensions, 600, x => (int)(x[0] * 4) + (2 * x[1]));

        Assert.That(result.Main[0], Is.EqualTo(1.25 / (1.25 + (1.0 / 3))).Within(0.03));
    }

    [Test]
    public void Analyse_ConditionalParameter_ActsThroughItsParent()
    {
        // momentum counts only for the second optimizer: f = [sgd] * momentum, with NaN where it is inactive.
        var dimensions = new[] { new Dimension("optimizer", 2, Ordered: false), new Dimension("momentum") };
        var rows = Rows(dimensions, 800);
        double[] values = [.. rows.Select(x => x[0] < 0.5 ? 0 : x[1])];
        foreach (var row in rows.Where(row => row[0] < 0.5))
        {
            row[1] = double.NaN;
        }

        var result = Shares(dimensions, rows, values)!;

        // Var = 1/6 - 1/16; main effects 1/16 and 1/48; the rest is their interaction.
        const double whole = (1.0 / 6) - (1.0 / 16);
        Assert.That(result.Main[0], Is.EqualTo(1.0 / 16 / whole).Within(0.05));
        Assert.That(result.Main[1], Is.EqualTo(1.0 / 48 / whole).Within(0.05));
        Assert.That(result.Total[1], Is.EqualTo(1 - (1.0 / 16 / whole)).Within(0.05));
    }

    [Test]
    public void Analyse_SameSeed_GivesTheSameBits()
    {
        var first = Analyse(Continuous(4), 60, x => x[0] * x[1]);
        var second = Analyse(Continuous(4), 60, x => x[0] * x[1]);

        Assert.That(second.Main, Is.EqualTo(first.Main));
        Assert.That(second.Total, Is.EqualTo(first.Total));
    }

    [Test]
    public void Analyse_PureNoise_SaysThatNothingIsExplained()
    {
        var noise = KeyedRandom.For(5, "test/noise");
        var forest = Grow(Continuous(3), 200, _ => noise.NextNormal());

        Assert.That(forest.Explained, Is.LessThan(0.2));
    }

    [Test]
    public void Analyse_ConstantParameter_GetsNothing()
    {
        var rows = Rows(Continuous(2), 200);
        foreach (var row in rows)
        {
            row[1] = 0.5;
        }

        var result = Shares(Continuous(2), rows, [.. rows.Select(x => x[0])])!;

        Assert.That(result.Main, Is.EqualTo(new[] { 1.0, 0.0 }).Within(1e-9));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void Analyse_TooFewTrials_GivesNothing(int trials) =>
        Assert.That(
            Shares(Continuous(2), Rows(Continuous(2), trials), [.. Enumerable.Repeat(1.0, trials)]),
            Is.Null);

    [Test]
    public void Analyse_EqualOrUnusableValues_GivesNothing()
    {
        var rows = Rows(Continuous(2), 50);

        Assert.That(Shares(Continuous(2), rows, [.. rows.Select(_ => 2.0)]), Is.Null);
        Assert.That(Shares(Continuous(2), rows, [.. rows.Select(_ => double.NaN)]), Is.Null);
    }

    private static Dimension[] Continuous(int axes) =>
        [.. Enumerable.Range(1, axes).Select(axis => new Dimension($"x{axis}"))];

    private static double[][] Rows(Dimension[] dimensions, int trials)
    {
        var random = KeyedRandom.For(11, "test/rows");
        return
        [
            .. Enumerable.Range(0, trials).Select(_ => Array.ConvertAll(dimensions, dimension =>
                dimension.Levels > 1
                    ? (random.NextInt(dimension.Levels) + 0.5) / dimension.Levels
                    : random.NextUnit())),
        ];
    }

    private static ForestShares? Shares(Dimension[] dimensions, double[][] rows, double[] values) =>
        Forest.Grow(dimensions, rows, values, new ForestOptions())?.Shares();

    private static Forest Grow(Dimension[] dimensions, int trials, Func<double[], double> function)
    {
        var rows = Rows(dimensions, trials);
        return Forest.Grow(dimensions, rows, [.. rows.Select(function)], new ForestOptions())!;
    }

    private static ForestShares Analyse(Dimension[] dimensions, int trials, Func<double[], double> function)
    {
        var rows = Rows(dimensions, trials);
        return Shares(dimensions, rows, [.. rows.Select(function)])!;
    }
}
