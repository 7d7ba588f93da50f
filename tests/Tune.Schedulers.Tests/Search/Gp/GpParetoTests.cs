using CsCheck;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Functions;

namespace Tune.Schedulers.Tests.Search.Gp;

/// <summary>Gaussian processes with several objectives.</summary>
internal sealed class GpParetoTests
{
    private static readonly ParetoFunction Line = new(
        "line", new SearchSpace().Uniform("x", 0, 1), [9, 9], config => [config.Real("x"), -config.Real("x")]);

    [Test]
    public void Suggest_OnFunctions_CoversMoreThanRandomSearch([Values(0, 1, 2, 3)] int index)
    {
        var function = ParetoFunction.All[index];
        var wins = Enumerable.Range(0, 5).Count(seed =>
            ParetoRun.VolumeOf(new GpOptions(), function, (ulong)seed, 60)
            > ParetoRun.VolumeOf(new RandomSearchOptions(), function, (ulong)seed, 150));

        Assert.That(wins, Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public void Suggest_InAnySweep_StaysInTheSpaceAndReplays() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 5], Gen.Bool).Sample((seed, slots, isConstrained) =>
        {
            var function = ParetoFunction.Mixed;
            var options = new GpOptions { PointsMax = 20 };
            var run = new ParetoRun(
                options, function, seed, slots, isConstrained ? c => c.Real("drop") - 0.2 : null).Run(40);
            var replayed = options.Create(ParetoRun.ContextOf(function, seed, isConstrained));
            var again = options.Create(ParetoRun.ContextOf(function, seed, isConstrained));
            run.Facts.ForEach(replayed.Observe);
            run.Facts.ForEach(again.Observe);
            again.Suggest(new TrialId(99));

            Assert.That(run.Tried.TrueForAll(function.Space.Contains));
            Assert.That(again.Suggest(new TrialId(40)), Is.EqualTo(replayed.Suggest(new TrialId(40))));
        }, iter: 6);

    [Test]
    public void Suggest_UnderAConstraint_GoesWhereItHolds()
    {
        var tried = new ParetoRun(
            new GpOptions(), ParetoFunction.Zdt1, 3, limit: config => config.Real("x1") - 0.3).Run(60).Tried;

        Assert.That(tried.Skip(30).Count(config => config.Real("x1") <= 0.31), Is.GreaterThan(22));
    }

    // Every point of the line is as good as every other, so the whole of it must go on being tried.
    [Test]
    public void Suggest_WhereAllIsTradeOff_StaysSpread()
    {
        var places = new ParetoRun(new GpOptions(), Line, 5).Run(40).Tried.Skip(10).Select(c => c.Real("x")).ToList();

        Assert.That(places.Count(x => x < 0.34), Is.GreaterThan(3));
        Assert.That(places.Count(x => x > 0.66), Is.GreaterThan(3));
    }

    [Test]
    public void Suggest_AfterTrialsThatLackAnObjective_AvoidsThem()
    {
        var context = ParetoRun.ContextOf(Line, 7);
        var searcher = new GpOptions().Create(context);
        for (var number = 0; number < 30; number++)
        {
            var (trial, x) = (new TrialId(number), number / 30.0);
            searcher.Observe(new TrialFact.Added(trial, Configuration.Of(("x", x))));
            var metrics = x < 0.5 ? MetricSet.Of(("f0", -9.0)) : MetricSet.Of(("f0", x), ("f1", -x));
            searcher.Observe(new TrialFact.Judged(
                new Observation(trial, 1, context.Objective.ScoreOf(metrics), metrics), Decision.Continue.Instance));
            searcher.Observe(new TrialFact.Ended(trial, TrialStatus.Completed));
        }

        var next = Enumerable.Range(30, 12)
            .Select(number => ((Suggestion.Use)searcher.Suggest(new TrialId(number))).Config.Real("x"));
        Assert.That(next.Count(x => x > 0.45), Is.GreaterThan(9));
    }

    [Test]
    public void Across_ManyDraws_FavoursEachEndOfTheFrontEquallyOften()
    {
        double[][] points = [[0, 1], [1, 0], [0.4, 0.4], [-9, -9]];
        var ends = Enumerable.Range(0, 400).Count(draw =>
        {
            var direction = Direction.Across(points, KeyedRandom.For(1, "test/ray", draw));
            Assert.That(direction.Of([-9, -9]), Is.LessThan(direction.Of([0.4, 0.4])));
            return direction.Of([0, 1]) > direction.Of([1, 0]);
        });

        Assert.That(ends, Is.InRange(150, 250));
    }
}
