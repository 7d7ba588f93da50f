using CsCheck;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Halton;
using Tune.Schedulers.Search.Sequences;
using Tune.Schedulers.Search.Sobol;

namespace Tune.Schedulers.Tests.Search;

internal sealed class SequenceTests
{
    // The first ten points in the first three dimensions, as published with the table; dimensions 100 and 512 and
    // point 1000 by an independent program that steps from point to point.
    [TestCase(1, new[] { 0, .5, .75, .25, .375, .875, .625, .125, .1875, .6875 }, 0.2197265625)]
    [TestCase(2, new[] { 0, .5, .25, .75, .375, .875, .125, .625, .3125, .8125 }, 0.0966796875)]
    [TestCase(3, new[] { 0, .5, .25, .75, .625, .125, .875, .375, .9375, .4375 }, 0.5185546875)]
    [TestCase(100, new[] { 0, .5, .75, .25, .875, .375, .125, .625, .9375, .4375 }, 0.1865234375)]
    [TestCase(512, new[] { 0, .5, .75, .25, .375, .875, .625, .125, .1875, .6875 }, 0.3955078125)]
    public void Sobol_Unscrambled_IsThePublishedSequence(int dimension, double[] first, double thousandth)
    {
        var sequence = new SobolSequence(dimension, seed: null);

        Assert.That(Points(sequence, dimension, 10).Select(point => point[^1]), Is.EqualTo(first));
        Assert.That(Point(sequence, dimension, 1000)[^1], Is.EqualTo(thousandth));
    }

    [TestCase(0, 0, 0, 0)]
    [TestCase(1, 1 / 2.0, 1 / 3.0, 1 / 5.0)]
    [TestCase(2, 1 / 4.0, 2 / 3.0, 2 / 5.0)]
    [TestCase(3, 3 / 4.0, 1 / 9.0, 3 / 5.0)]
    [TestCase(4, 1 / 8.0, 4 / 9.0, 4 / 5.0)]
    [TestCase(5, 5 / 8.0, 7 / 9.0, 1 / 25.0)]
    [TestCase(6, 3 / 8.0, 2 / 9.0, 6 / 25.0)]
    public void Halton_Unscrambled_MirrorsTheNumberInPrimeBases(int index, double two, double three, double five) =>
        Assert.That(Point(new HaltonSequence(3, seed: null), 3, index), Is.EqualTo(new[] { two, three, five }));

    [Test]
    public void Halton_InItsLastDimension_UsesThe256thPrime() => Assert.That(
        Point(new HaltonSequence(256, seed: null), 256, 1)[^1], Is.EqualTo(1.0 / 1619));

    [Test]
    public void Sobol_ScrambledOrNot_PutsOneOf2ToTheKPointsIntoEachSlice(
        [Values(1, 3, 7)] int exponent, [Values] bool scrambled, [Values(0, 5)] int block)
    {
        const int dimensions = 40;
        var count = 1 << exponent;
        var sequence = new SobolSequence(dimensions, scrambled ? 11UL : null);
        var points = Enumerable.Range(block * count, count).Select(i => Point(sequence, dimensions, i)).ToArray();

        for (var d = 0; d < dimensions; d++)
        {
            Assert.That(points.Select(p => (int)(p[d] * count)), Is.EquivalentTo(Enumerable.Range(0, count)));
        }
    }

    [Test]
    public void Sobol_Scrambled_KeepsTheNetInTwoDimensions()
    {
        var points = Points(new SobolSequence(2, seed: 3), 2, 64);
        for (var rows = 1; rows <= 64; rows *= 2)
        {
            var columns = 64 / rows;
            Assert.That(
                points.Select(p => ((int)(p[0] * rows) * columns) + (int)(p[1] * columns)),
                Is.EquivalentTo(Enumerable.Range(0, 64)));
        }
    }

    [Test]
    public void Halton_Scrambled_PutsOneOfBToTheKPointsIntoEachSlice()
    {
        var bases = new[] { 2, 3, 5, 7 };
        var points = Points(new HaltonSequence(4, seed: 5), 4, 49);
        for (var d = 0; d < bases.Length; d++)
        {
            var count = bases[d] * bases[d];
            Assert.That(
                points.Take(count).Select(p => (int)(p[d] * count)), Is.EquivalentTo(Enumerable.Range(0, count)));
        }
    }

    [Test]
    public void Scrambled_OverManySeeds_EachPointIsUniform([Values] bool sobol, [Values(0, 13)] int index)
    {
        var counts = Enumerable.Range(0, 4000)
            .Select(seed => Point(Make(sobol, 5, (ulong)seed), 5, index)[4])
            .CountBy(unit => (int)(unit * 8)).ToDictionary();

        Assert.That(counts.Keys, Is.EquivalentTo(Enumerable.Range(0, 8)));
        Assert.That(counts.Values, Is.All.InRange(400, 600));
    }

    [Test]
    public void Scrambled_IsEvenerThanChance([Values] bool sobol, [Values(2, 5, 8)] int dimensions)
    {
        const int count = 256;
        const int seeds = 10;
        var (own, chance) = (0.0, 0.0);
        for (var seed = 0UL; seed < seeds; seed++)
        {
            var random = KeyedRandom.For(seed, "test/chance");
            own += Discrepancy(Points(Make(sobol, dimensions, seed), dimensions, count));
            chance += Discrepancy([.. Enumerable.Range(0, count)
                .Select(_ => Enumerable.Range(0, dimensions).Select(_ => random.NextUnit()).ToArray())]);
        }

        Assert.That(own, Is.LessThan(chance * (dimensions < 5 ? 0.1 : dimensions < 8 ? 0.5 : 0.8)));
    }

    [Test]
    public void Suggest_AfterGivenPointsRetriesAndEnds_TakesThePointsInOrder([Values] bool sobol)
    {
        var space = new SearchSpace().Uniform("x", 0, 1).Uniform("y", 0, 1);
        var searcher = Searcher(sobol, SomeContext.With(space: space, givenPoints: 2));
        searcher.Observe(SomeContext.Added(0));
        searcher.Observe(SomeContext.Added(1));
        searcher.Observe(new TrialFact.Ended(new TrialId(1), TrialStatus.Errored));

        var expected = Points(Make(sobol, 2, 7), 2, 20).Select(p => space.FromUnit(p));
        Assert.That(Run(searcher, 2, 20), Is.EqualTo(expected));
    }

    [Test]
    public void Suggest_InAConditionalSpaceWithConstraints_GivesOnlyItsConfigurationsAndReplays([Values] bool sobol) =>
        Gen.Select(Gen.ULong, Gen.Int[0, 3]).Sample((seed, given) =>
        {
            var space = new SearchSpace().Choice("kind", "a", "b", "c").LogInteger("width", 1, 64)
                .When("kind", "a", inside => inside.Uniform("rate", 0, 1).Integer("depth", 1, 5))
                .Derive("area", config => config.Integer("width") * 2)
                .Require("small", config => config.Integer("area") < 60);
            var context = SomeContext.With(seed, space, givenPoints: given);
            var (live, replayed) = (Searcher(sobol, context), Searcher(sobol, context));
            var configs = Run(live, 0, 30);

            Assert.That(configs.All(space.Contains));
            for (var trial = 0; trial < 30; trial++)
            {
                replayed.Observe(new TrialFact.Added(new TrialId(trial), configs[trial]));
            }

            Assert.That(replayed.Suggest(new TrialId(30)), Is.EqualTo(live.Suggest(new TrialId(30))));
        }, iter: 20);

    [Test]
    public void Suggest_WhereNothingFits_SaysWhy([Values] bool sobol)
    {
        var space = new SearchSpace().Uniform("x", 0, 1).Require("never", _ => false);

        Assert.That(
            () => Searcher(sobol, SomeContext.With(space: space)).Suggest(new TrialId(0)),
            Throws.TypeOf<InvalidSpaceException>().With.Message.Contains("'never' does not hold"));
    }

    [Test]
    public void Problems_WithTooManyParameters_SayHowManyAreAllowed([Values] bool sobol)
    {
        var most = sobol ? SobolOptions.DimensionsMax : HaltonOptions.DimensionsMax;
        var space = Enumerable.Range(0, most).Aggregate(
            new SearchSpace().Constant("c", 1), (made, i) => made.Uniform($"x{i}", 0, 1));

        Assert.That(Options(sobol).Problems(SomeContext.With(space: space)), Is.Empty);
        Assert.That(
            Options(sobol).Problems(SomeContext.With(space: space.Boolean("one more"))).Single(),
            Does.Contain($"has {most + 1} parameters").And.Contain($"at most {most}"));
    }

    private static SearcherOptions Options(bool sobol) => sobol ? new SobolOptions() : new HaltonOptions();

    private static ISearcher Searcher(bool sobol, AlgorithmContext context) => Options(sobol).Create(context);

    private static IPointSequence Make(bool sobol, int dimensions, ulong seed) =>
        sobol ? new SobolSequence(dimensions, seed) : new HaltonSequence(dimensions, seed);

    private static double[] Point(IPointSequence sequence, int dimensions, long index)
    {
        var point = new double[dimensions];
        sequence.Fill(index, point);
        Assert.That(point, Is.All.InRange(0, Math.BitDecrement(1)));
        return point;
    }

    private static double[][] Points(IPointSequence sequence, int dimensions, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Point(sequence, dimensions, i))];

    private static List<Configuration> Run(ISearcher searcher, int firstTrial, int count)
    {
        var configs = new List<Configuration>();
        for (var trial = firstTrial; trial < firstTrial + count; trial++)
        {
            var config = ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config;
            Assert.That(searcher.Suggest(new TrialId(trial)), Is.EqualTo(new Suggestion.Use(config)));
            searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
            configs.Add(config);
        }

        return configs;
    }

    private static double Discrepancy(double[][] points)
    {
        // Warnock's formula for the squared L2 star discrepancy.
        var (n, d) = (points.Length, points[0].Length);
        var single = points.Sum(x => x.Aggregate(1.0, (product, u) => product * (1 - (u * u)) / 2));
        var pairs = points.Sum(x => points.Sum(y =>
            x.Zip(y).Aggregate(1.0, (product, uv) => product * (1 - Math.Max(uv.First, uv.Second)))));
        return Math.Pow(3, -d) - (2.0 / n * single) + (pairs / n / n);
    }
}
