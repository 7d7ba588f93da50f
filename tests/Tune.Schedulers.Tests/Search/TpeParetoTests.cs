using CsCheck;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Tpe;
using Tune.Testing.Functions;

namespace Tune.Schedulers.Tests.Search;

/// <summary>TPE with several objectives.</summary>
internal sealed class TpeParetoTests
{
    private static readonly ParetoFunction Line = new(
        "line", new SearchSpace().Uniform("x", 0, 1), [9, 9], config => [config.Real("x"), -config.Real("x")]);

    [Test]
    public void Suggest_OnFunctions_CoversMoreThanRandomSearch([Values(0, 1, 2, 3)] int index)
    {
        var function = ParetoFunction.All[index];
        var wins = Enumerable.Range(0, 11).Count(seed =>
            ParetoRun.VolumeOf(new TpeOptions(), function, (ulong)seed, 150)
            > ParetoRun.VolumeOf(new RandomSearchOptions(), function, (ulong)seed, 150));

        Assert.That(wins, Is.GreaterThanOrEqualTo(10));
    }

    [Test]
    public void Suggest_InAnySweep_StaysInTheSpaceAndReplays() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 5], Gen.Bool).Sample((seed, slots, isConstrained) =>
        {
            var function = ParetoFunction.Mixed;
            var run = new ParetoRun(
                new TpeOptions(), function, seed, slots, isConstrained ? c => c.Real("drop") - 0.2 : null).Run(60);
            var context = ParetoRun.ContextOf(function, seed, isConstrained);
            var (asked, unasked) = (new TpeOptions().Create(context), new TpeOptions().Create(context));
            foreach (var fact in run.Facts)
            {
                asked.Suggest(new TrialId(99));
                asked.Observe(fact);
                unasked.Observe(fact);
            }

            Assert.That(run.Tried.TrueForAll(function.Space.Contains));
            Assert.That(unasked.Suggest(new TrialId(60)), Is.EqualTo(asked.Suggest(new TrialId(60))));
        }, iter: 20);

    [Test]
    public void Suggest_UnderAConstraint_GoesWhereItHolds()
    {
        var tried = new ParetoRun(
            new TpeOptions(), ParetoFunction.Zdt1, 3, limit: config => config.Real("x1") - 0.3).Run(120).Tried;

        Assert.That(tried.Skip(60).Count(config => config.Real("x1") <= 0.3), Is.GreaterThan(45));
    }

    // Every point of the line is as good as every other, so the whole of it must go on being tried.
    [Test]
    public void Suggest_WhereAllIsTradeOff_StaysSpread()
    {
        var places = new ParetoRun(new TpeOptions(), Line, 5).Run(100).Tried.Skip(50).Select(c => c.Real("x")).ToList();

        Assert.That(places.Count(x => x < 0.34), Is.GreaterThan(5));
        Assert.That(places.Count(x => x > 0.66), Is.GreaterThan(5));
    }

    [Test]
    public void Suggest_AfterTrialsThatLackAnObjective_AvoidsThem()
    {
        var context = ParetoRun.ContextOf(Line, 7);
        var searcher = new TpeOptions().Create(context);
        for (var number = 0; number < 40; number++)
        {
            var (trial, x) = (new TrialId(number), number / 40.0);
            searcher.Observe(new TrialFact.Added(trial, Configuration.Of(("x", x))));
            var metrics = x < 0.5 ? MetricSet.Of(("f0", -9.0)) : MetricSet.Of(("f0", x), ("f1", -x));
            searcher.Observe(new TrialFact.Judged(
                new Observation(trial, 1, context.Objective.ScoreOf(metrics), metrics), Decision.Continue.Instance));
            searcher.Observe(new TrialFact.Ended(trial, TrialStatus.Completed));
        }

        var next = Enumerable.Range(40, 30)
            .Select(number => ((Suggestion.Use)searcher.Suggest(new TrialId(number))).Config.Real("x"));
        Assert.That(next.Count(x => x > 0.45), Is.GreaterThan(25));
    }
}
