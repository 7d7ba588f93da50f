using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.CmaEs;
using Tune.Schedulers.Search.WarmStart;

namespace Tune.Schedulers.Tests.Search.CmaEs;

internal sealed class WarmDistributionTests
{
    private static readonly SearchSpace s_space = new SearchSpace()
        .Uniform("x", 0, 1).Uniform("y", 0, 1).Choice("kind", "a", "b");

    private static Configuration At(double x, double y, string kind = "b") =>
        Configuration.Of(("x", x), ("y", y), ("kind", kind));

    [Test]
    public void Of_TwoPoints_IsThePapersDistribution()
    {
        // m* = (0.5, 0.4); Sigma* = 0.01 I + diag(0.04, 0) since the points are 0.2 to either side of the mean.
        var warm = WarmDistribution.Of([[0.3, 0.4], [0.7, 0.4]]);

        Assert.That(warm.Mean, Is.EqualTo(new[] { 0.5, 0.4 }).Within(1e-12));
        Assert.That(warm.Sigma, Is.EqualTo(Math.Pow(0.05 * 0.01, 0.25)).Within(1e-12));
        var covariance = warm.Shape * (warm.Sigma * warm.Sigma);
        var expected = Matrix<double>.Build.DenseOfArray(new[,] { { 0.05, 0 }, { 0, 0.01 } });
        Assert.That((covariance - expected).L2Norm(), Is.LessThan(1e-12));
        Assert.That(warm.Shape.Determinant(), Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void Good_IsTheBestTenthOfEverySource_OneAtLeast()
    {
        PriorTrial[] priors =
        [
            .. Enumerable.Range(0, 21).Select(i => new PriorTrial(At(i / 20.0, 0), i / 20.0, 1, "long")),
            new(At(0.5, 1), 0.4, 1, "short"), new(At(0.6, 1), 0.8, 1, "short"),
        ];

        Assert.That(
            WarmDistribution.Good(priors, s_space).Select(point => (point[0], point[1])),
            Is.EqualTo(new[] { (0, 0), (0.05, 0), (0.1, 0), (0.5, 1) }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Suggest_AfterTheFirstGeneration_GoesWithTheSourceIfItHasHelped(bool isSourceRight)
    {
        var options = new WarmStartOptions
        {
            Inner = new CmaEsOptions(), Top = 0, Priors = [new PriorTrial(At(0.9, 0.1), 0, 1, "old")],
        };
        var searcher = options.Create(SomeContext.With(space: s_space));
        for (var number = 0; number < 7; number++)
        {
            var config = ((Suggestion.Use)searcher.Suggest(new TrialId(number))).Config;
            searcher.Observe(new TrialFact.Added(new TrialId(number), config));
            searcher.Observe(new TrialFact.Judged(
                SomeContext.Seen(number, 1, isSourceRight ? config.Real("x") : -config.Real("x")),
                Decision.Continue.Instance));
            searcher.Observe(new TrialFact.Ended(new TrialId(number), TrialStatus.Completed));
        }

        var next = Enumerable.Range(7, 100)
            .Average(i => ((Suggestion.Use)searcher.Suggest(new TrialId(i))).Config.Real("x"));
        Assert.That(next, isSourceRight ? Is.GreaterThan(0.75) : Is.LessThan(0.55));
    }

    [Test]
    public void Suggest_AfterAWarmStart_BeginsWhereTheSourceDidWell()
    {
        var options = new WarmStartOptions
        {
            Inner = new CmaEsOptions(), Top = 0,
            Priors =
            [
                .. Enumerable.Range(0, 20).Select(i =>
                    new PriorTrial(At(0.9 - (0.04 * i), 0.1 + (0.04 * i), i < 2 ? "a" : "b"), i / 19.0, 1, "old")),
            ],
        };
        double[][] First(SearcherOptions some)
        {
            var searcher = some.Create(SomeContext.With(space: s_space));
            return [.. Enumerable.Range(0, 200)
                .Select(i => ((Suggestion.Use)searcher.Suggest(new TrialId(2 * i))).Config)
                .Select(config => new[] { config.Real("x"), config.Real("y"), config.Text("kind") == "a" ? 1 : 0 })];
        }

        var warm = First(options);
        Assert.That(warm.Average(at => at[0]), Is.EqualTo(0.87).Within(0.04));
        Assert.That(warm.Average(at => at[1]), Is.EqualTo(0.13).Within(0.04));
        Assert.That(warm.Average(at => at[2]), Is.EqualTo(0.75).Within(0.1), "two of the good ones and one of each");
        Assert.That(First(options), Is.EqualTo(warm), "replay");
        Assert.That(First(new CmaEsOptions()).Average(at => at[0]), Is.EqualTo(0.5).Within(0.04), "without one");
    }
}
