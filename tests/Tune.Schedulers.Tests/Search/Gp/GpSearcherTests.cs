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

internal sealed class GpSearcherTests
{
    private static readonly SearchSpace Mixed = new SearchSpace()
        .Choice("kind", "a", "b", "c").LogUniform("rate", 1e-5, 1).LogInteger("width", 1, 64).Normal("z", 1, 3)
        .Uniform("mix", 0, 1, 0.1).Boolean("flag").Ordinal("size", "s", "m", "l").Constant("fixed", 4)
        .When("kind", "a", inside => inside.Uniform("alpha", 0, 1).Integer("depth", 1, 5)
            .When("depth", [2, 3], deeper => deeper.Uniform("beta", -1, 1)))
        .When("kind", ["b", "c"], inside => inside.Integer("gamma", 0, 30, 10))
        .Derive("area", config => config.Integer("width") * 2)
        .Require("small", config => config.Integer("area") < 100 || config.Boolean("flag"));

    private static double Value(Configuration config) =>
        Math.Abs(Math.Log10(config.Real("rate")) + 3) + (config.Text("kind") == "a" ? config.Real("alpha") : 1)
        + Math.Abs(config.Real("z") - 2) + (config.Text("size") == "m" ? 0 : 1);

    private static Configuration Config(ISearcher searcher, int trial) =>
        ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config;

    private static TrialFact.Judged Report(int trial, int iteration, double score, double violation = 0) =>
        new(SomeContext.Seen(trial, iteration, score) with { Violation = violation }, Decision.Continue.Instance);

    private static void Run(
        ISearcher searcher, int trial, double x, double score, int iteration = 1, bool isWhole = true)
    {
        searcher.Observe(new TrialFact.Added(new TrialId(trial), Configuration.Of(("x", x))));
        searcher.Observe(Report(trial, iteration, score));
        searcher.Observe(new TrialFact.Ended(
            new TrialId(trial), isWhole ? TrialStatus.Completed : TrialStatus.Stopped));
    }

    // Facts as an asynchronous sweep makes them: two trials at once, cut short, paused, failing, NaN.
    private static List<TrialFact> Sweep(ISearcher searcher, ulong seed, int trials)
    {
        var facts = new List<TrialFact>();
        void Tell(TrialFact fact)
        {
            facts.Add(fact);
            searcher.Observe(fact);
        }

        for (var trial = 0; trial < trials; trial++)
        {
            var config = Config(searcher, trial);
            Assert.That(Mixed.Contains(config, out var why), Is.True, why);
            Assert.That(Config(searcher, trial), Is.EqualTo(config));
            Tell(new TrialFact.Added(new TrialId(trial), config));
            if (trial == 0)
            {
                continue;
            }

            var (luck, before, id) = (KeyedRandom.For(seed, "test/luck", trial), trial - 1, new TrialId(trial - 1));
            Tell(Report(before, 1 + luck.NextInt(9), luck.NextInt(8) == 0 ? double.NaN : -luck.NextUnit()));
            if (luck.NextInt(4) == 0)
            {
                Tell(new TrialFact.Parked(id, 9));
                Tell(new TrialFact.Resumed(id));
                Tell(Report(before, 20, -luck.NextUnit()));
            }

            Tell(new TrialFact.Ended(id, (TrialStatus)((int)TrialStatus.Completed + luck.NextInt(3))));
        }

        return facts;
    }

    [Test]
    public void Suggest_InAnySweep_StaysInTheSpaceAndReplays() => Gen.ULong.Sample(seed =>
    {
        var context = SomeContext.With(seed, Mixed);
        var (live, replayed) = (new GpOptions().Create(context), new GpOptions().Create(context));
        Sweep(live, seed, 40).ForEach(replayed.Observe);

        Assert.That(replayed.Suggest(new TrialId(40)), Is.EqualTo(live.Suggest(new TrialId(40))));
    }, iter: 6);

    [Test]
    public void Suggest_WithMoreTrialsThanItHolds_GoesOn()
    {
        var run = new AskTellRun(new GpOptions { PointsMax = 20 }, Mixed, 1, 60);
        while (run.Done < 60)
        {
            run.Step(Value);
        }

        Assert.That(run.Best, Is.LessThan(1));
    }

    [Test]
    public void Suggest_OnASmoothFunction_FindsItsTop()
    {
        var searcher = new GpOptions().Create(SomeContext.With());
        for (var trial = 0; trial < 12; trial++)
        {
            Run(searcher, trial, trial / 11.0, -Math.Pow((trial / 11.0) - 0.62, 2));
        }

        Assert.That(Config(searcher, 12).Real("x"), Is.EqualTo(0.62).Within(0.05));
    }

    [Test]
    public void Suggest_WhileTrialsRun_KeepsAwayFromThem()
    {
        double Reach(bool isTold)
        {
            var searcher = new GpOptions().Create(SomeContext.With());
            for (var trial = 0; trial < 12; trial++)
            {
                Run(searcher, trial, trial / 11.0, (trial % 2 * 0.3) - Math.Pow((trial / 11.0) - 0.5, 2));
            }

            var running = new List<double>();
            for (var trial = 12; trial < 20; trial++)
            {
                var config = Config(searcher, trial);
                running.Add(config.Real("x"));
                if (isTold)
                {
                    searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
                }
            }

            return running.Max() - running.Min();
        }

        Assert.That(Reach(isTold: true), Is.GreaterThan(3 * Reach(isTold: false)).And.GreaterThan(0.1));
    }

    [Test]
    public void Suggest_WithTrialsCutShort_ReadsThemAsWhatTheyWillBecome()
    {
        // Everything gains 1 from its first iteration to its last; the tops were cut short.
        var searcher = new GpOptions().Create(SomeContext.With());
        for (var trial = 0; trial < 24; trial++)
        {
            var (x, isWhole) = (trial / 23.0, trial % 3 == 0);
            Run(searcher, trial, x, (isWhole ? 1 : 0) - (4 * Math.Pow(x - 0.6, 2)), isWhole ? 81 : 1, isWhole);
        }

        Assert.That(Config(searcher, 24).Real("x"), Is.EqualTo(0.6).Within(0.12));
    }

    // Everything loses 1 from its first iteration to its last, and above 0.6 nothing was tried. Beside what is left at
    // the end that is worth a look; beside the scores of what was cut short, which nothing keeps, nothing would be.
    [Test]
    public void Suggest_WhereTrainingLosesScore_ComparesWithWhatIsLeftAtTheEnd()
    {
        var looks = Enumerable.Range(1, 5).Count(seed =>
        {
            var searcher = new GpOptions().Create(SomeContext.With((ulong)seed));
            for (var trial = 0; trial < 24; trial++)
            {
                var (x, isWhole) = (trial * 0.6 / 23, trial % 3 == 0);
                var noise = 0.05 * KeyedRandom.For((ulong)seed, "test/noise", trial).NextNormal();
                var score = (isWhole ? 0 : 1) - (4 * Math.Pow(x - 0.3, 2)) + noise;
                Run(searcher, trial, x, score, isWhole ? 81 : 1, isWhole);
            }

            return Config(searcher, 24).Real("x") > 0.6;
        });

        Assert.That(looks, Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public void Suggest_WithFailures_LeavesWhereTheyAre()
    {
        var searcher = new GpOptions().Create(SomeContext.With());
        for (var trial = 0; trial < 20; trial++)
        {
            Run(searcher, trial, trial / 19.0, trial >= 10 ? double.NaN : trial / 19.0);
        }

        Assert.That(Config(searcher, 20).Real("x"), Is.InRange(0.3, 0.6));
    }

    [Test]
    public void Suggest_WithAConstraint_GoesWhereItHolds([Values] bool isKnownFeasible)
    {
        var context = SomeContext.With() with { Constraints = [new MetricConstraint("size") { AtMost = 0.5 }] };
        var searcher = new GpOptions().Create(context);
        for (var trial = 0; trial < 14; trial++)
        {
            // The score rises with x, and so does the size.
            var x = isKnownFeasible ? trial / 13.0 : 0.6 + (trial / 35.0);
            var metrics = MetricSet.Of(("score", x), ("size", x));
            searcher.Observe(new TrialFact.Added(new TrialId(trial), Configuration.Of(("x", x))));
            searcher.Observe(new TrialFact.Judged(
                new Observation(new TrialId(trial), 1, Score.Of(x, Mode.Max), metrics)
                {
                    Violation = Math.Max(0, x - 0.5),
                },
                Decision.Continue.Instance));
            searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Completed));
        }

        Assert.That(
            Config(searcher, 14).Real("x"),
            isKnownFeasible ? Is.EqualTo(0.48).Within(0.04) : Is.LessThan(0.55));
    }

    [Test]
    public void Suggest_InAFiniteSpace_RepeatsNothingBeforeAllIsTried()
    {
        var space = new SearchSpace().Integer("n", 1, 8).Choice("c", "a", "b", "c");
        var run = new AskTellRun(new GpOptions { StartupTrials = 1 }, space, 3, 24);
        var configs = Enumerable.Range(0, 24).Select(_ => run.Step(c => c.Integer("n"))).ToList();

        Assert.That(configs, Is.Unique);
    }

    [Test]
    public void Suggest_InAConditionalSpace_BeatsRandomSearchClearly()
    {
        double Mean(SearcherOptions options) => Enumerable.Range(0, 5).Average(seed =>
        {
            var run = new AskTellRun(options, Mixed, (ulong)seed, 60);
            while (run.Done < 60)
            {
                run.Step(Value);
            }

            return run.Best;
        });

        Assert.That(Mean(new GpOptions()), Is.LessThan(0.3 * Mean(new RandomSearchOptions())));
    }

    [Test]
    public void Suggest_OnFunctions_BeatsRandomSearchClearly([Values(0, 1, 2, 3, 4, 5, 6)] int index)
    {
        var function = TestFunctions.All[index];
        double Median(SearcherOptions options) => Enumerable.Range(0, 5)
            .Select(seed => AskTellRun.BestOf(options, function, (ulong)seed, 80)).Order().ElementAt(2);

        var (gp, random) = (Median(new GpOptions()), Median(new RandomSearchOptions()));

        Assert.That(gp - function.Minimum, Is.LessThan(0.8 * (random - function.Minimum)));
    }

    [Test]
    public void Suggest_InASpaceWithoutChoice_GivesIt()
    {
        var run = new AskTellRun(new GpOptions(), new SearchSpace().Constant("c", 1), 1, 15);

        Assert.That(Enumerable.Range(0, 15).Select(_ => run.Step(_ => 0).Integer("c")), Is.All.EqualTo(1));
    }

    [Test]
    public void Problems_NameTheFieldAndWhatIsAllowed() => Assert.That(
        new GpOptions { StartupTrials = 0, PointsMax = 3 }
            .Problems(SomeContext.With()).Select(problem => problem.Split(' ')[0]),
        Is.EqualTo(new[] { "Gp.StartupTrials", "Gp.PointsMax" }));

    [Test]
    public void Problems_OfTheDefaults_AreNone() =>
        Assert.That(new GpOptions().Problems(SomeContext.With()), Is.Empty);
}
