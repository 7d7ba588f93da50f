using CsCheck;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Schedulers.Search.Tpe;

namespace Tune.Schedulers.Tests.Search;

internal sealed class TpeMixtureTests
{
    private static readonly TpeTuning Plain = new(new TpeOptions());

    private static Axis[] Axes(SearchSpace space) => [.. space.Coordinates.Select(p => new Axis(p))];

    private static ParzenMixture Mixture(Axis[] axes, params double[][] points)
    {
        var mixture = new ParzenMixture(axes, Plain);
        for (var trial = 0; trial < points.Length; trial++)
        {
            mixture.Add(trial, points[trial]);
        }

        return mixture;
    }

    private static double Density(ParzenMixture mixture, params double[] point)
    {
        var log = new double[1];
        mixture.LogDensity(point, log);
        return Math.Exp(log[0]);
    }

    private static double Bell(double x, double centre, double width) =>
        NormalDistribution.Density((x - centre) / width) / width
        / (NormalDistribution.Cumulative((1 - centre) / width) - NormalDistribution.Cumulative(-centre / width));

    [Test]
    public void LogDensity_WithoutObservations_IsThePrior()
    {
        var axes = Axes(new SearchSpace().Uniform("x", -3, 5).Choice("c", "a", "b", "c", "d"));

        Assert.That(Density(Mixture(axes), 0.3, 2), Is.EqualTo(0.25).Within(1e-12));
    }

    // Gaps of 0.15, 0.25 and 0.5 between four kernels: the outermost take their inner gap, the others the larger one.
    [TestCase(0.1)]
    [TestCase(0.45)]
    [TestCase(1)]
    public void LogDensity_OfFourNumbers_IsTheirBellsAndThePrior(double x)
    {
        var mixture = Mixture(Axes(new SearchSpace().Uniform("x", 0, 1)), [0.2], [0.95], [0.45], [0.05]);
        var expected = Bell(x, 0.2, 0.25) + Bell(x, 0.95, 0.5) + Bell(x, 0.45, 0.5) + Bell(x, 0.05, 0.15) + 1;

        Assert.That(Density(mixture, x), Is.EqualTo(expected / 5).Within(1e-9));
    }

    [Test]
    public void LogDensity_OfOneNumber_ReachesToTheFartherEnd() => Assert.That(
        Density(Mixture(Axes(new SearchSpace().Uniform("x", 0, 1)), [0.3]), 0.5),
        Is.EqualTo((Bell(0.5, 0.3, 0.7) + 1) / 2).Within(1e-9));

    [Test]
    public void LogDensity_OfAChoice_FavoursWhatWasSeen()
    {
        var mixture = Mixture(Axes(new SearchSpace().Choice("c", "a", "b", "c")), [1], [1]);

        // 1/3 on each choice and 1 on the observed one, over 2; twice, and the even prior.
        Assert.That(Density(mixture, 1), Is.EqualTo(((2 * (4 / 3.0 / 2)) + (1 / 3.0)) / 3).Within(1e-12));
        Assert.That(Density(mixture, 0), Is.EqualTo(((2 * (1 / 3.0 / 2)) + (1 / 3.0)) / 3).Within(1e-12));
    }

    [Test]
    public void LogDensity_OfSeveralAxes_IsTheSumOfProducts()
    {
        var space = new SearchSpace().Uniform("x", 0, 1).Uniform("y", 0, 1);
        var mixture = Mixture(Axes(space), [0.2, 0.9], [0.7, 0.3]);
        var first = Bell(0.4, 0.2, 0.5) * Bell(0.5, 0.9, 0.6);
        var second = Bell(0.4, 0.7, 0.5) * Bell(0.5, 0.3, 0.6);

        Assert.That(Density(mixture, 0.4, 0.5), Is.EqualTo((first + second + 1) / 3).Within(1e-9));
    }

    [Test]
    public void LogDensity_OverTheUnitInterval_IntegratesToOne() =>
        Gen.Double[0, 1].Array[0, 40].Sample(points =>
        {
            var mixture = Mixture(Axes(new SearchSpace().Uniform("x", 0, 1)), [.. points.Select(p => new[] { p })]);
            const int cells = 4000;
            var mass = Enumerable.Range(0, cells).Sum(i => Density(mixture, (i + 0.5) / cells)) / cells;

            Assert.That(mass, Is.EqualTo(1).Within(1e-4));
        }, iter: 30);

    [Test]
    public void LogDensity_AfterObservationsCameAndWent_IsThatOfAFreshMixture() =>
        Gen.Select(Gen.Int[1, 400], Gen.ULong).Sample((count, salt) =>
            {
                var axes = Axes(new SearchSpace().Uniform("x", 0, 1).Choice("c", "a", "b", "c").Uniform("y", 0, 1));
                var random = KeyedRandom.For(salt, "test/leave");
                var places = Enumerable.Range(0, count)
                    .Select(_ => new[] { random.NextUnit(), random.NextInt(3), random.NextUnit() }).ToArray();
                var mixture = Mixture(axes, places);
                var gone = Enumerable.Range(0, places.Length).Where(_ => random.NextInt(2) == 0).ToHashSet();
                foreach (var trial in gone)
                {
                    mixture.Remove(trial);
                }

                var fresh = Mixture(axes, [.. places.Where((_, trial) => !gone.Contains(trial))]);
                foreach (var x in new[] { 0, 0.31, 0.77, 1 })
                {
                    Assert.That(Density(mixture, x, 1, 0.5), Is.EqualTo(Density(fresh, x, 1, 0.5)).Within(1e-9));
                }
            }, iter: 40);

    [Test]
    public void LogDensity_OfEqualObservationsThatLeftBeforeTheFirstQuestion_IsANumber()
    {
        var mixture = Mixture(Axes(new SearchSpace().Uniform("x", 0, 1)), [0.5], [0.5], [0.5], [0.5]);
        mixture.Remove(2);
        mixture.Remove(1);

        Assert.That(Density(mixture, 0.5), Is.GreaterThan(0));
    }

    [Test]
    public void Weights_OfOldObservations_RampUpToOne()
    {
        Assert.That(Enumerable.Range(0, 24).Select(age => Plain.Weight(age, 24)), Is.All.EqualTo(1));
        Assert.That(Plain.Weight(0, 45), Is.EqualTo(1 / 45.0));
        Assert.That(Plain.Weight(19, 45), Is.EqualTo(1).Within(1e-12));
        Assert.That(Enumerable.Range(20, 25).Select(age => Plain.Weight(age, 45)), Is.All.EqualTo(1));
        Assert.That(Enumerable.Range(0, 45).Select(age => Plain.Weight(age, 45)), Is.Ordered);
    }

    [Test]
    public void Draw_FollowsTheDensity()
    {
        var axes = Axes(new SearchSpace().Uniform("x", 0, 1).Choice("c", "a", "b", "c"));
        var mixture = Mixture(axes, [0.1, 2], [0.15, 2], [0.8, 0]);
        var random = KeyedRandom.For(5, "test/draw");
        var drawn = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var point = new double[2];
            mixture.Draw(random, point);
            return point;
        }).ToArray();

        for (var choice = 0; choice < 3; choice++)
        {
            for (var cell = 0; cell < 5; cell++)
            {
                var mass = Enumerable.Range(0, 100)
                    .Sum(i => Density(mixture, (cell + ((i + 0.5) / 100)) / 5, choice)) / 500;
                var share = drawn.Count(p => p[1] == choice && (int)(p[0] * 5) == cell) / 20_000.0;
                Assert.That(share, Is.EqualTo(mass).Within(0.012), $"choice {choice}, cell {cell}");
            }
        }
    }

    [Test]
    public void Draw_OnSteps_GivesTheMiddlesOfCells()
    {
        var space = new SearchSpace().Integer("n", 3, 7).LogInteger("w", 1, 64).Normal("z", 0, 2, 0.5)
            .Uniform("q", 0, 1, 0.25).Ordinal("o", "s", "m", "l");
        var axes = Axes(space);
        var mixture = Mixture(axes, [.. Enumerable.Range(0, 5).Select(trial =>
        {
            var config = space.Sample(KeyedRandom.For(1, "test/steps", trial));
            return axes.Select(axis => axis.Locate(config)).ToArray();
        })]);
        var random = KeyedRandom.For(2, "test/steps");
        for (var i = 0; i < 500; i++)
        {
            var point = new double[axes.Length];
            mixture.Draw(random, point);
            var config = space.FromUnit(point);
            Assert.That(axes.Select(axis => axis.Locate(config)), Is.EqualTo(point).Within(1e-9));
        }
    }
}
