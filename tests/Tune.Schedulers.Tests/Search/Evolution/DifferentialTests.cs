using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Search.Dehb;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Functions;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Search.Evolution;

/// <summary>Differential evolution, alone and over budgets.</summary>
internal sealed class DifferentialTests
{
    private static readonly SearchSpace Mixed = new SearchSpace()
        .Uniform("x", 0, 1).Choice("kind", "a", "b", "c").Integer("n", 1, 9)
        .When("kind", "b", inside => inside.LogUniform("rate", 1e-4, 1));

    [Test]
    public void Suggest_OnFunctions_BeatsRandomSearch([Values(1, 2, 3, 4, 5, 6)] int index)
    {
        var function = TestFunctions.All[index];
        double Median(SearcherOptions options) => Enumerable.Range(0, 9)
            .Select(seed => AskTellRun.BestOf(options, function, (ulong)seed, 300)).Order().ElementAt(4);

        Assert.That(
            Median(new DifferentialEvolutionOptions()) - function.Minimum,
            Is.LessThan(0.9 * (Median(new RandomSearchOptions()) - function.Minimum)));
    }

    [Test]
    public void Dehb_UnderHyperBand_FindsBetterThanRandomSearch()
    {
        static double Best(SearcherOptions searcher, ulong seed)
        {
            var spec = SomeContext.Spec(new HyperBandOptions { MaxIterations = 27 }, searcher, trials: 300, seed) with
            {
                Space = "abcdef".Aggregate(new SearchSpace(), (space, name) => space.Uniform($"{name}", 0, 1)),
            };
            MachineDriver driver = null!;
            driver = new MachineDriver(spec, (trial, iteration) =>
            {
                var config = driver.State.Trials[trial].Config;
                return -"abcdef".Sum(name => Math.Pow(config.Real($"{name}") - ((name - 'a' + 1) / 8.0), 2))
                    - (1.0 / iteration);
            }) { Slots = 4, Seed = seed };
            return driver.RunToEnd().State.Best!.Score.Value;
        }

        var wins = Enumerable.Range(0, 20).Count(seed =>
            Best(new DehbOptions(), (ulong)seed) > Best(new RandomSearchOptions(), (ulong)seed));

        TestContext.Out.WriteLine($"better on {wins} of 20 seeds");
        Assert.That(wins, Is.AtLeast(16));
    }

    [Test]
    public void Pairs_WithAnyMishaps_StayInTheSpaceAndReplay() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 6], Gen.Double[0, 0.1], Gen.Double[0, 0.1], Gen.ULong).Sample(
            (pair, slots, crash, loss, seed) =>
            {
                SearcherOptions searcher = pair % 2 == 0
                    ? new DehbOptions { Population = 8 } : new DifferentialEvolutionOptions { Population = 8 };
                SchedulerOptions scheduler = pair < 2
                    ? new HyperBandOptions { MaxIterations = 9 }
                    : new AshaOptions { MaxIterations = 9, Variant = AshaVariant.Promotion };
                var spec = SomeContext.Spec(scheduler, searcher, trials: 40, seed) with { Space = Mixed };
                var driver = new MachineDriver(spec, (trial, iteration) => (trial.Number * 37 % 41) + iteration)
                {
                    Slots = slots, CrashRate = crash, LossRate = loss, Seed = seed,
                }.RunToEnd();
                var configs = driver.Journal.OfType<ExperimentEvent.TrialProposed>().Select(p => p.Config).ToList();

                Assert.That(configs, Has.Count.EqualTo(40));
                Assert.That(configs.TrueForAll(Mixed.Contains));
                Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
            },
            iter: 100);

    // A room of four is full; the fifth was made for place 0, which it takes only when it is not worse.
    [TestCase(1, 0, false)]
    [TestCase(4, 0, true)]
    [TestCase(9, 0, true)]
    [TestCase(9, 0.5, false, Description = "constraints come before scores")]
    public void SubPopulation_ThatIsFull_GivesUpAPlaceToWhatIsNotWorse(double score, double violation, bool isTaken)
    {
        var population = new SubPopulation(4);
        for (var trial = 0; trial < 4; trial++)
        {
            population.Take(new DehbMember([], SomeContext.Seen(trial, 1, 4)), trial);
        }

        population.Take(new DehbMember([], SomeContext.Seen(9, 1, score) with { Violation = violation }), 0);

        Assert.That(population.Members.Any(one => one.Seen.Trial.Number == 9), Is.EqualTo(isTaken));
    }

    [Test]
    public void Suggest_OfAnUnnaturalFactor_IsRefused()
    {
        Assert.That(
            new DifferentialEvolutionOptions { Population = 3, Factor = 0, CrossoverShare = 1.5 }
                .Problems(SomeContext.With()),
            Is.EqualTo(new[]
            {
                "DifferentialEvolution.Population is 3; it must be 4 to 10,000.",
                "DifferentialEvolution.Factor is 0; it must be above 0 and at most 2.",
                "DifferentialEvolution.CrossoverShare is 1.5; it must be 0 to 1.",
            }));
        Assert.That(
            new DehbOptions { Factor = double.NaN }.Problems(SomeContext.With()),
            Is.EqualTo(new[] { "Dehb.Factor is NaN; it must be above 0 and at most 2." }));
    }

    [Test]
    public void Suggest_WhileFirstResultsAreAwaited_GoesOnWithoutThem()
    {
        var searcher = new DifferentialEvolutionOptions { Population = 4 }.Create(SomeContext.With());
        for (var number = 0; number < 12; number++)
        {
            var trial = new TrialId(number);
            searcher.Observe(new TrialFact.Added(trial, ((Suggestion.Use)searcher.Suggest(trial)).Config));
        }

        Assert.That(searcher.Suggest(new TrialId(12)), Is.InstanceOf<Suggestion.Use>());
        searcher.Observe(new TrialFact.Judged(
            new Observation(new TrialId(7), 1, Score.Of(1, Mode.Max), MetricSet.Empty), Decision.Continue.Instance));
        searcher.Observe(new TrialFact.Ended(new TrialId(7), TrialStatus.Completed));
        Assert.That(searcher.Suggest(new TrialId(12)), Is.InstanceOf<Suggestion.Use>());
    }
}
