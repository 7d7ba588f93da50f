using CsCheck;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Evolution;
using Tune.Schedulers.Search.Nsga2;
using Tune.Schedulers.Search.Nsga3;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Functions;

namespace Tune.Schedulers.Tests.Search.Evolution;

/// <summary>NSGA-II and NSGA-III as searchers.</summary>
internal sealed class GeneticTests
{
    private static SearcherOptions Of(int kind, int population = 20) => kind == 2
        ? new Nsga2Options { Population = population }
        : new Nsga3Options { Population = population };

    [Test]
    public void Suggest_OnFunctions_CoversMoreThanRandomSearch([Values(2, 3)] int kind, [Values(0, 1, 2, 3)] int index)
    {
        var function = ParetoFunction.All[index];
        var wins = Enumerable.Range(0, 9).Count(seed =>
            ParetoRun.VolumeOf(Of(kind), function, (ulong)seed, 300)
            > ParetoRun.VolumeOf(new RandomSearchOptions(), function, (ulong)seed, 300));

        Assert.That(wins, Is.GreaterThanOrEqualTo(8));
    }

    [Test]
    public void Suggest_WithOneObjective_BeatsRandomSearch([Values(2, 3)] int kind, [Values(1, 2, 3, 4)] int index)
    {
        var function = TestFunctions.All[index];
        double Median(SearcherOptions options) => Enumerable.Range(0, 9)
            .Select(seed => AskTellRun.BestOf(options, function, (ulong)seed, 300)).Order().ElementAt(4);

        Assert.That(
            Median(Of(kind)) - function.Minimum,
            Is.LessThan(0.8 * (Median(new RandomSearchOptions()) - function.Minimum)));
    }

    [Test]
    public void Suggest_InAnySweep_StaysInTheSpaceAndReplays([Values(2, 3)] int kind) =>
        Gen.Select(Gen.ULong, Gen.Int[1, 9], Gen.Bool, Gen.Int[4, 12]).Sample((seed, slots, isConstrained, size) =>
        {
            var function = ParetoFunction.Mixed;
            var run = new ParetoRun(
                Of(kind, size), function, seed, slots, isConstrained ? c => c.Real("drop") - 0.2 : null).Run(60);
            var context = ParetoRun.ContextOf(function, seed, isConstrained);
            var (asked, unasked) = (Of(kind, size).Create(context), Of(kind, size).Create(context));
            foreach (var fact in run.Facts)
            {
                asked.Suggest(new TrialId(99));
                asked.Observe(fact);
                unasked.Observe(fact);
            }

            Assert.That(run.Tried.TrueForAll(function.Space.Contains));
            Assert.That(unasked.Suggest(new TrialId(60)), Is.EqualTo(asked.Suggest(new TrialId(60))));
        }, iter: 30);

    [Test]
    public void Generation_OfAnyNumberOfResults_IsOneForEachPopulation([Values(2, 3)] int kind) =>
        Gen.Select(Gen.Int[4, 9], Gen.Int[0, 40], Gen.Int[1, 5]).Sample((size, trials, slots) =>
        {
            var function = ParetoFunction.Zdt1;
            var run = new ParetoRun(Of(kind, size), function, 1, slots).Run(trials);
            var searcher = (GeneticSearcher)Of(kind, size).Create(ParetoRun.ContextOf(function, 1));
            run.Facts.ForEach(searcher.Observe);

            Assert.That(searcher.Generation, Is.EqualTo(trials / size));
            Assert.That(searcher.Parents, Has.Count.EqualTo(trials < size ? 0 : size));
        }, iter: 40);

    [Test]
    public void Observe_ATrialThatGoesOnAfterAPause_TakesTheNewResult()
    {
        var context = ParetoRun.ContextOf(ParetoFunction.Zdt1, 1);
        var searcher = (GeneticSearcher)new Nsga2Options { Population = 4 }.Create(context);
        for (var trial = 0; trial < 4; trial++)
        {
            searcher.Observe(new TrialFact.Added(new TrialId(trial), ParetoFunction.Zdt1.Space.Sample(
                Engine.Randomness.KeyedRandom.For(1, "test/config", trial))));
            Report(searcher, trial, 1, 5);
            searcher.Observe(new TrialFact.Parked(new TrialId(trial), 1));
        }

        searcher.Observe(new TrialFact.Resumed(new TrialId(2)));
        Report(searcher, 2, 9, 3);
        searcher.Observe(new TrialFact.Ended(new TrialId(2), TrialStatus.Completed));

        Assert.That(searcher.Generation, Is.EqualTo(1));
        Assert.That(searcher.Parents.Single(one => one.Front == 0).Values, Is.EqualTo(new[] { -3.0, -3 }));
    }

    // A front of four. Both ends have all the room, the third 1.8, the second 0.9. Of 16 pairs the second wins only the
    // one with itself, the third also those with the second, each end six. Children stay near their only parent.
    [Test]
    public void Suggest_OfParentsOfOneFront_PrefersThoseWithRoom()
    {
        var function = new ParetoFunction("line", SomeContext.Space, [9, 9], _ => [0, 0]);
        var searcher = new Nsga2Options
        {
            Population = 4, CrossoverShare = 0, MutationShare = 1, MutationIndex = 400,
        }.Create(ParetoRun.ContextOf(function, 1));
        (double X, double F0, double F1)[] parents = [(0.1, 0, 10), (0.35, 1, 9), (0.6, 4, 5), (0.9, 10, 0)];
        for (var number = 0; number < 4; number++)
        {
            var (trial, (x, f0, f1)) = (new TrialId(number), parents[number]);
            searcher.Observe(new TrialFact.Added(trial, Configuration.Of(("x", x))));
            searcher.Observe(new TrialFact.Judged(
                new Observation(trial, 1, Score.Of(f0, Mode.Min), MetricSet.Of(("f0", f0), ("f1", f1))),
                Decision.Continue.Instance));
            searcher.Observe(new TrialFact.Ended(trial, TrialStatus.Completed));
        }

        var children = Enumerable.Range(4, 800)
            .Select(trial => ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config.Real("x")).ToList();
        Assert.That(
            parents.Select(parent => children.Count(x => Math.Abs(x - parent.X) < 0.1)),
            Is.EqualTo(new[] { 300, 50, 150, 300 }).Within(50));
    }

    [Test]
    public void Suggest_UnderAConstraint_GoesWhereItHolds([Values(2, 3)] int kind)
    {
        var tried = new ParetoRun(
            Of(kind), ParetoFunction.Zdt1, 3, limit: config => config.Real("x1") - 0.2).Run(200).Tried;

        Assert.That(tried.Skip(100).Count(config => config.Real("x1") <= 0.2), Is.GreaterThan(60));
    }

    [Test]
    public void Suggest_InAFiniteSpace_RepeatsNone([Values(2, 3)] int kind)
    {
        var space = new SearchSpace().Integer("n", 1, 6).Choice("kind", "a", "b", "c");
        var run = new AskTellRun(Of(kind, 4), space, 3, 18);

        Assert.That(Enumerable.Range(0, 18).Select(_ => run.Step(c => c.Integer("n"))).ToList(), Is.Unique);
    }

    [Test]
    public void Problems_OfBadOptions_NameThem()
    {
        var context = SomeContext.With();
        var second = new Nsga2Options
        {
            Population = 3, CrossoverShare = 2, CrossoverIndex = -1, MutationShare = -0.5, MutationIndex = double.NaN,
        };

        Assert.That(second.Problems(context).Select(problem => problem.Split(' ')[0]), Is.EqualTo(new[]
        {
            "Nsga2.Population", "Nsga2.CrossoverShare", "Nsga2.CrossoverIndex", "Nsga2.MutationShare",
            "Nsga2.MutationIndex",
        }));
        Assert.That(
            new Nsga3Options { Divisions = 0 }.Problems(context),
            Is.EqualTo(new[] { "Nsga3.Divisions is 0; it must be 1 or more, or absent." }));
        Assert.That(
            new Nsga3Options { Divisions = 200 }.Problems(ParetoRun.ContextOf(ParetoFunction.Dtlz2, 1) with
            {
                Objectives = [.. "abcdef".Select(name => new Objective($"{name}", Mode.Min))],
            }).Single(),
            Does.Contain("directions, and at most 100000 are allowed"));
        Assert.That(
            new Nsga2Options().Problems(SomeContext.With(space: new SearchSpace().Constant("x", 1))).Single(),
            Is.EqualTo("Nsga2 needs a parameter with something to choose; the space has none."));
    }

    private static void Report(GeneticSearcher searcher, int trial, int iteration, double value) =>
        searcher.Observe(new TrialFact.Judged(
            new Observation(
                new TrialId(trial), iteration, Score.Of(value, Mode.Min), MetricSet.Of(("f0", value), ("f1", value))),
            Decision.Continue.Instance));
}
