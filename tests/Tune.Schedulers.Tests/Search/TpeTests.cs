using CsCheck;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Tpe;
using Tune.Testing.Functions;

namespace Tune.Schedulers.Tests.Search;

internal sealed class TpeTests
{
    // The average of what is suggested after two groups of ten trials.
    private static double WithHalf(
        (int Iteration, double Score, TrialStatus Status) near2,
        (int Iteration, double Score, TrialStatus Status) near7)
    {
        var searcher = new TpeOptions { GoodShare = 0.3 }.Create(SomeContext.With());
        for (var trial = 0; trial < 20; trial++)
        {
            var (iteration, score, status) = trial % 2 == 0 ? near7 : near2;
            var config = Configuration.Of(("x", (trial % 2 == 0 ? 0.7 : 0.2) + (trial * 0.004)));
            searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
            searcher.Observe(Report(trial, iteration, score));
            searcher.Observe(new TrialFact.Ended(new TrialId(trial), status));
        }

        return Suggested(searcher, 20, 40).Average();
    }

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

    // Facts as an asynchronous sweep makes them: several trials at once, cut short, paused, failing, NaN.
    private static List<TrialFact> Sweep(ISearcher searcher, SearchSpace space, ulong seed, int trials)
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
            Assert.That(space.Contains(config, out var why), Is.True, why);
            Assert.That(Config(searcher, trial), Is.EqualTo(config));
            Tell(new TrialFact.Added(new TrialId(trial), config));
            if (trial % 4 != 3 || trial < 4)
            {
                continue;
            }

            for (var running = trial - 3; running <= trial; running++)
            {
                var luck = Engine.Randomness.KeyedRandom.For(seed, "test/luck", running);
                var id = new TrialId(running);
                var score = luck.NextInt(8) == 0 ? double.NaN : -luck.NextUnit();
                Tell(Report(running, 1 + luck.NextInt(9), score, luck.NextInt(5) == 0 ? luck.NextUnit() : 0));
                switch (luck.NextInt(5))
                {
                    case 0:
                        Tell(new TrialFact.Parked(id, 9));
                        Tell(new TrialFact.Resumed(id));
                        Tell(Report(running, 20, -luck.NextUnit()));
                        Tell(new TrialFact.Ended(id, TrialStatus.Completed));
                        break;
                    case 1:
                        Tell(new TrialFact.Parked(id, 9));
                        break;
                    default:
                        Tell(new TrialFact.Ended(id, (TrialStatus)((int)TrialStatus.Completed + luck.NextInt(3))));
                        break;
                }
            }
        }

        return facts;
    }

    [Test]
    public void Suggest_InAnySweep_StaysInTheSpaceAndReplays([Values] bool multivariate, [Values] bool liar) =>
        Gen.ULong.Sample(seed =>
        {
            var options = new TpeOptions { Multivariate = multivariate, ConstantLiar = liar };
            var context = SomeContext.With(seed, Mixed);
            var (live, replayed) = (options.Create(context), options.Create(context));
            Sweep(live, Mixed, seed, 80).ForEach(replayed.Observe);

            Assert.That(replayed.Suggest(new TrialId(80)), Is.EqualTo(live.Suggest(new TrialId(80))));
        }, iter: 8);

    [Test]
    public void Suggest_WithTheSameFactsAndOtherSeedsOrTrials_Differs()
    {
        Configuration After(ulong seed, int trial)
        {
            var searcher = new TpeOptions().Create(SomeContext.With(seed));
            for (var done = 0; done < 20; done++)
            {
                searcher.Observe(new TrialFact.Added(new TrialId(done), Configuration.Of(("x", done / 20.0))));
                searcher.Observe(Report(done, 1, -done));
                searcher.Observe(new TrialFact.Ended(new TrialId(done), TrialStatus.Completed));
            }

            return Config(searcher, trial);
        }

        Assert.That(After(1, 20), Is.Not.EqualTo(After(2, 20)).And.Not.EqualTo(After(1, 21)));
    }

    [Test]
    public void Suggest_AfterGoodResultsInOneCorner_GoesThere()
    {
        var searcher = Told(trial => trial < 20 ? -Math.Abs((trial / 20.0) - 0.8) : 0, 20);

        Assert.That(Suggested(searcher, 20, 40).Average(), Is.EqualTo(0.8).Within(0.1));
    }

    [Test]
    public void Suggest_WithTrialsCutShort_ComparesScoresAndNotLengths()
    {
        // Near 0.2 they came to 9 with poor scores, near 0.7 they were cut short at 1 with better ones.
        Assert.That(WithHalf(near2: (9, -5, TrialStatus.Completed), near7: (1, 5, TrialStatus.Stopped)),
            Is.GreaterThan(0.6));
    }

    [Test]
    public void Suggest_WithFailedTrials_AvoidsThem()
    {
        Assert.That(WithHalf(near2: (9, 5, TrialStatus.Errored), near7: (9, -5, TrialStatus.Stopped)),
            Is.GreaterThan(0.6));
    }

    [Test]
    public void Suggest_WithConstraints_PrefersFeasibleTrials()
    {
        var searcher = new TpeOptions { GoodShare = 0.3 }.Create(SomeContext.With());
        for (var trial = 0; trial < 20; trial++)
        {
            var isFeasible = trial % 2 == 0;
            var config = Configuration.Of(("x", (isFeasible ? 0.7 : 0.2) + (trial * 0.004)));
            searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
            searcher.Observe(Report(trial, 1, isFeasible ? -5 : 5, isFeasible ? 0 : 1));
            searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Completed));
        }

        Assert.That(Suggested(searcher, 20, 40).Average(), Is.GreaterThan(0.6));
    }

    [Test]
    public void Suggest_WhileTrialsRun_KeepsAwayFromThemWhenItLies()
    {
        double Nearest(bool liar)
        {
            var searcher = Told(trial => -Math.Abs((trial / 20.0) - 0.5), 20, liar);
            var running = new List<double>();
            for (var trial = 20; trial < 40; trial++)
            {
                var config = Config(searcher, trial);
                running.Add(config.Real("x"));
                searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
            }

            running.Sort();
            return running.Zip(running.Skip(1), (a, b) => b - a).Average();
        }

        Assert.That(Nearest(liar: true), Is.GreaterThan(1.3 * Nearest(liar: false)));
    }

    [Test]
    public void Suggest_InAFiniteSpace_RepeatsNothingBeforeAllIsTried()
    {
        var space = new SearchSpace().Integer("n", 1, 8).Choice("c", "a", "b", "c");
        var run = new AskTellRun(new TpeOptions { StartupTrials = 1 }, space, 3, 24);
        var configs = Enumerable.Range(0, 24).Select(_ => run.Step(c => c.Integer("n"))).ToList();

        Assert.That(configs, Is.Unique);
    }

    [Test]
    public void Suggest_OnFunctions_BeatsRandomSearchClearly([Values(0, 1, 2, 3, 4, 5, 6)] int index)
    {
        var function = TestFunctions.All[index];
        // A single run varies by half of its value: fewer seeds than this decide by luck.
        double Median(SearcherOptions options) => Enumerable.Range(0, 41)
            .Select(seed => AskTellRun.BestOf(options, function, (ulong)seed, 200)).Order().ElementAt(20);

        var (tpe, random) = (Median(new TpeOptions()), Median(new RandomSearchOptions()));

        Assert.That(tpe - function.Minimum, Is.LessThan(0.7 * (random - function.Minimum)));
    }

    [Test]
    public void Suggest_InAConditionalSpace_BeatsRandomSearchClearly()
    {
        double Mean(SearcherOptions options) => Enumerable.Range(0, 7).Average(seed =>
        {
            var run = new AskTellRun(options, Mixed, (ulong)seed, 80);
            while (run.Done < 80)
            {
                run.Step(Value);
            }

            return run.Best;
        });

        Assert.That(Mean(new TpeOptions()), Is.LessThan(0.6 * Mean(new RandomSearchOptions())));
    }

    [Test]
    public void Suggest_InASpaceWithoutChoice_GivesIt()
    {
        var run = new AskTellRun(new TpeOptions(), new SearchSpace().Constant("c", 1), 1, 15);

        Assert.That(Enumerable.Range(0, 15).Select(_ => run.Step(_ => 0).Integer("c")), Is.All.EqualTo(1));
    }

    [Test]
    public void Problems_NameTheFieldAndWhatIsAllowed() => Assert.That(
        new TpeOptions
        {
            StartupTrials = 0, Candidates = 0, GoodShare = 1.5, GoodMax = 0, PriorWeight = double.NaN, RecentTrials = 0,
        }.Problems(SomeContext.With()).Select(problem => problem.Split(' ')[0]),
        Is.EqualTo(new[]
        {
            "Tpe.StartupTrials", "Tpe.Candidates", "Tpe.GoodShare", "Tpe.GoodMax", "Tpe.PriorWeight",
            "Tpe.RecentTrials",
        }));

    [Test]
    public void Problems_OfTheDefaults_AreNone() =>
        Assert.That(new TpeOptions().Problems(SomeContext.With()), Is.Empty);

    private static ISearcher Told(Func<int, double> score, int trials, bool liar = true)
    {
        var searcher = new TpeOptions { ConstantLiar = liar }.Create(SomeContext.With());
        for (var trial = 0; trial < trials; trial++)
        {
            var config = Configuration.Of(("x", trial / (double)trials));
            searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
            searcher.Observe(Report(trial, 1, score(trial)));
            searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Completed));
        }

        return searcher;
    }

    private static IEnumerable<double> Suggested(ISearcher searcher, int from, int count) =>
        Enumerable.Range(from, count).Select(trial => Config(searcher, trial).Real("x"));
}
