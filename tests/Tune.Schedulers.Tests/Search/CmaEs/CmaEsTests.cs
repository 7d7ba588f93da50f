using CsCheck;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.CmaEs;

namespace Tune.Schedulers.Tests.Search.CmaEs;

internal sealed class CmaEsTests
{
    private static readonly SearchSpace Mixed = new SearchSpace()
        .LogUniform("rate", 1e-5, 1).Integer("layers", 1, 6).Choice("kind", "a", "b", "c").Uniform("drop", 0, 0.5)
        .Boolean("bias");

    // Told one after another, "slots" trials being open at a time.
    private static List<Configuration> Run(
        CmaEsOptions options, SearchSpace space, Func<Configuration, double> loss, int trials, int slots = 1,
        ulong seed = 7, Func<Configuration, double>? violation = null)
    {
        var searcher = options.Create(SomeContext.With(seed, space, Mode.Min, trials));
        var tried = new List<Configuration>();
        var open = new Queue<(TrialId Trial, Configuration Config)>();
        for (var number = 0; number < trials || open.Count > 0; number++)
        {
            if (number < trials)
            {
                var trial = new TrialId(number);
                var config = ((Suggestion.Use)searcher.Suggest(trial)).Config;
                Assert.That(((Suggestion.Use)searcher.Suggest(trial)).Config, Is.EqualTo(config), "asked twice");
                Assert.That(space.Contains(config, out var why), why);
                tried.Add(config);
                open.Enqueue((trial, config));
                searcher.Observe(new TrialFact.Added(trial, config));
            }

            if (open.Count >= slots || number >= trials)
            {
                Tell(searcher, open.Dequeue(), loss, violation);
            }
        }

        return tried;
    }

    private static void Tell(
        ISearcher searcher, (TrialId Trial, Configuration Config) done, Func<Configuration, double> loss,
        Func<Configuration, double>? violation)
    {
        var seen = new Observation(done.Trial, 1, Score.Of(loss(done.Config), Mode.Min), MetricSet.Empty)
        {
            Violation = violation?.Invoke(done.Config) ?? 0,
        };
        searcher.Observe(new TrialFact.Judged(seen, Decision.Continue.Instance));
        searcher.Observe(new TrialFact.Ended(done.Trial, TrialStatus.Completed));
    }

    [Test]
    public void Weights_InTenDimensions_AreThoseOfTheTutorial()
    {
        // Table 1 of the tutorial, worked out by hand for n = 10 and lambda = 10.
        var run = new RecombinationWeights(10, RecombinationWeights.DefaultPopulation(10));

        Assert.That(run.Population, Is.EqualTo(10));
        Assert.That(run.Weights[..5].Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(run.Weights[0], Is.EqualTo(0.4562).Within(1e-3));
        Assert.That(run.Mass, Is.EqualTo(3.167).Within(1e-3));
        Assert.That(run.OneRate, Is.EqualTo(2 / ((11.3 * 11.3) + run.Mass)).Within(1e-12));
        Assert.That(run.Weights[5..], Is.All.LessThan(0));
    }

    [Test]
    public void Suggest_OnARotatedValley_GetsTenTimesCloserThanChance()
    {
        var space = new SearchSpace().Uniform("x", -5, 5).Uniform("y", -5, 5);
        double Valley(Configuration c) =>
            Math.Pow(c.Real("x") + c.Real("y") - 2.6, 2) + (1e-3 * Math.Pow(c.Real("x") - c.Real("y") + 0.8, 2));

        double Median(Func<ulong, double> best) => Enumerable
            .Range(1, 9).Select(seed => best((ulong)seed)).Order().ElementAt(4);
        var chance = Median(seed => Enumerable.Range(0, 150)
            .Min(i => Valley(space.Sample(KeyedRandom.For(seed, "test/chance", i)))));
        Assert.That(
            Median(seed => Run(new CmaEsOptions(), space, Valley, 150, seed: seed).Min(Valley)),
            Is.LessThan(chance / 10));
    }

    [Test]
    public void Suggest_MixedSpace_FindsTheRightChoicesToo()
    {
        double Loss(Configuration c) => Math.Abs(Math.Log10(c.Real("rate")) + 3) + Math.Abs(c.Integer("layers") - 5)
            + (c.Text("kind") == "b" ? 0 : 1) + (c.Boolean("bias") ? 0 : 0.5) + c.Real("drop");

        foreach (var seed in new ulong[] { 1, 2, 3, 4, 5 })
        {
            var last = Run(new CmaEsOptions { Restart = CmaEsRestart.None }, Mixed, Loss, 300, slots: 4, seed)[^20..];
            Assert.That(last.Count(c => c.Text("kind") == "b" && c.Boolean("bias")), Is.GreaterThanOrEqualTo(15));
            Assert.That(last.Average(c => Math.Abs(c.Integer("layers") - 5)), Is.LessThan(0.6));
        }
    }

    [Test]
    public void Suggest_SameFacts_SameConfigurations()
    {
        double Loss(Configuration c) => c.Real("drop") + c.Integer("layers");

        var first = Run(new(), Mixed, Loss, 80, slots: 3);

        Assert.That(Run(new(), Mixed, Loss, 80, slots: 3), Is.EqualTo(first));
        Assert.That(Run(new(), Mixed, Loss, 80, slots: 3, seed: 8), Is.Not.EqualTo(first));
    }

    [Test]
    public void Suggest_FlatObjective_StartsAgainAndStaysInTheSpace() => Gen.Enum<CmaEsRestart>().Sample(restart =>
    {
        var tried = Run(new CmaEsOptions { Restart = restart, Population = 4 }, Mixed, _ => 1, 600);
        Assert.That(tried.Distinct().Count(), Is.GreaterThan(50), "it does not freeze");
    }, iter: 3);

    [Test]
    public void Suggest_NothingButBadResults_IsUnharmed() => Gen
        .OneOf(Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Double[-1e300, 1e300])
        .Array[1, 7].Sample(values =>
        {
            var next = 0;
            Run(new CmaEsOptions(), Mixed, _ => values[next++ % values.Length], 120, slots: 5);
        }, iter: 50);

    [Test]
    public void Suggest_UnderAConstraint_EndsUpWhereItHolds()
    {
        var space = new SearchSpace().Uniform("x", 0, 1).Uniform("y", 0, 1);
        var tried = Run(
            new CmaEsOptions(), space, c => -c.Real("x") - c.Real("y"), 300,
            violation: c => Math.Max(0, c.Real("x") - 0.3));

        Assert.That(tried[^20..].Average(c => c.Real("x")), Is.EqualTo(0.3).Within(0.1));
        Assert.That(tried[^20..].Average(c => c.Real("y")), Is.GreaterThan(0.8));
    }

    [Test]
    public void Suggest_AfterGivenPoints_LearnsFromThem()
    {
        var space = new SearchSpace().Uniform("x", 0, 1).Uniform("y", 0, 1);
        var searcher = new CmaEsOptions().Create(SomeContext.With(space: space, givenPoints: 12));
        for (var i = 0; i < 12; i++)
        {
            var config = Configuration.Of(("x", 0.9 + (i * 0.005)), ("y", 0.1));
            searcher.Observe(new TrialFact.Added(new TrialId(i), config));
            Tell(searcher, (new TrialId(i), config), c => -c.Real("x"), null);
        }

        var next = ((Suggestion.Use)searcher.Suggest(new TrialId(12))).Config;
        Assert.That(next.Real("x"), Is.GreaterThan(0.5));
    }

    [Test]
    public void Margin_OfWholeNumbers_LeavesEachNeighbourItsShare() => Gen
        .Select(Gen.Int[2, 12], Gen.Double[-0.5, 1.5], Gen.Double[-8, 0], Gen.Double[0.01, 0.3])
        .Sample((cells, mean, digits, margin) =>
        {
            var edges = Enumerable.Range(1, cells - 1).Select(i => (double)i / cells).ToArray();
            var deviation = Math.Pow(10, digits);
            var (moved, factor) = new CellMargin(edges).Apply(mean, deviation, margin);

            double Below(double edge) => MathNet.Numerics.Distributions.Normal.CDF(moved, deviation * factor, edge);
            var at = Array.FindIndex(edges, edge => moved <= edge);
            var low = at == 0 ? (double?)null : edges[at < 0 ? ^1 : at - 1];
            var high = at < 0 ? (double?)null : edges[at];
            var least = low is null || high is null ? margin : margin / 2;
            Assert.That(low is null ? 1 : Below(low.Value), Is.GreaterThanOrEqualTo(least * 0.99));
            Assert.That(high is null ? 1 : 1 - Below(high.Value), Is.GreaterThanOrEqualTo(least * 0.99));
        });

    // A margin of 1 / (6 2) for every whole number but the mean's, though the loss has long made n all but certain.
    [Test]
    public void Suggest_ForAWholeNumberLongSettled_StillTriesItsNeighbours()
    {
        var space = new SearchSpace().Integer("n", 1, 6).Uniform("x", 0, 1);
        var tried = Run(
            new CmaEsOptions { Restart = CmaEsRestart.None }, space,
            config => Math.Abs(config.Integer("n") - 4) + Math.Pow(config.Real("x") - 0.3, 2), 360);

        Assert.That(tried[160..].Count(config => config.Integer("n") != 4), Is.InRange(8, 60));
    }

    [Test]
    public void Problems_OfBadOptions_NameThem()
    {
        var bad = new CmaEsOptions { Population = 3, Sigma = 0, Restart = (CmaEsRestart)9 };
        var fixedSpace = new SearchSpace().Constant("x", 1);

        Assert.That(bad.Problems(SomeContext.With()), Has.Exactly(3).Items);
        Assert.That(new CmaEsOptions().Problems(SomeContext.With(space: fixedSpace)), Has.Exactly(1).Items);
        Assert.That(new CmaEsOptions().Problems(SomeContext.With()), Is.Empty);
    }
}
