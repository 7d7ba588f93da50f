using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Auto;
using Tune.Schedulers.Search.Bohb;
using Tune.Schedulers.Search.CmaEs;
using Tune.Schedulers.Search.ConcurrencyLimit;
using Tune.Schedulers.Search.Dehb;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.Halton;
using Tune.Schedulers.Search.Nsga2;
using Tune.Schedulers.Search.Nsga3;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Repeat;
using Tune.Schedulers.Search.Sobol;
using Tune.Schedulers.Search.Tpe;
using Tune.Schedulers.Search.WarmStart;

namespace Tune.Schedulers.Tests.Carrying;

/// <summary>Whatever has happened, and whenever memory is carried over: nobody can tell by what comes after.
/// </summary>
internal sealed class SearcherMemoryTests
{
    private static readonly SearchSpace Mixed = new SearchSpace()
        .LogUniform("lr", 1e-4, 1).Integer("n", 1, 6).Uniform("x", 0, 1)
        .Choice("kind", "a", "b", ParameterValue.Null);

    private static readonly SearchSpace Branches = new SearchSpace()
        .Choice("kind", "a", "b").Uniform("x", 0, 1, 0.25)
        .When("kind", "a", branch => branch.Uniform("depth", 0, 1).Choice("root", "p", "q", "r"))
        .When("kind", "b", branch => branch.LogInteger("size", 1, 64))
        .Require("not both", config => !config.TryGet("depth", out var depth) || depth.AsReal() < 0.9);

    private static readonly SearchSpace Few = new SearchSpace().Grid("a", 1, 2, 3, 4).Grid("b", "p", "q", "r");

    // Where all of a generation are often alike, CMA-ES starts again.
    private static readonly SearchSpace Coin = new SearchSpace().Ordinal("coin", 1, 2).Choice("side", 1, 2);

    // From a hundred coordinates on CMA-ES learns the deviations alone.
    private static readonly SearchSpace Wide = Enumerable.Range(0, 101)
        .Aggregate(new SearchSpace(), (space, i) => space.Uniform($"x{i}", 0, 1));

    private static readonly AlgorithmContext[] Contexts =
    [
        SomeContext.With(space: Mixed),
        SomeContext.With(space: Mixed, mode: Mode.Min, givenPoints: 3),
        SomeContext.With(space: Mixed) with { Objectives = [new("score", Mode.Max), new("cost", Mode.Min)] },
        SomeContext.With(space: Mixed) with { Constraints = [new MetricConstraint("size") { AtMost = 4 }] },
        SomeContext.With(space: Branches, givenPoints: 1) with
        {
            Objectives = [new("score", Mode.Max), new("cost", Mode.Min), new("other", Mode.Max)],
            Constraints = [new MetricConstraint("size") { AtMost = 5 }],
        },
        SomeContext.With(space: Branches) with { Rules = 3 },
        SomeContext.With(space: Few, givenPoints: 2),
        SomeContext.With(space: Coin),
        SomeContext.With(space: Wide),
        SomeContext.With(space: new SearchSpace().Constant("only", 1)),
    ];

    private static readonly SearcherOptions[] Quick =
    [
        new RandomSearchOptions(), new SobolOptions(), new HaltonOptions(), new GridOptions { Repeats = 4 },
        new TpeOptions { StartupTrials = 4 }, new TpeOptions { ConstantLiar = false, RecentTrials = 5 },
        new TpeOptions { Multivariate = false, GoodShare = 0.4 },
        new CmaEsOptions { Population = 4 }, new CmaEsOptions { Population = 4, Restart = CmaEsRestart.Ipop },
        new CmaEsOptions { Population = 4, Restart = CmaEsRestart.Bipop },
        new Nsga2Options { Population = 6 }, new Nsga3Options { Divisions = 3, Population = 8 },
        new DifferentialEvolutionOptions { Population = 6 }, new DehbOptions { Population = 5 },
        new BohbOptions(),
        new ConcurrencyLimitOptions { Inner = new TpeOptions { StartupTrials = 4 }, Max = 2 },
        new ConcurrencyLimitOptions { Inner = new TpeOptions { StartupTrials = 4 }, Max = 3, Batch = true },
        new RepeatOptions { Inner = new TpeOptions { StartupTrials = 3 }, Times = 2 },
        new RepeatOptions { Inner = new DehbOptions { Population = 4 }, Times = 3 },
        new RepeatOptions
        {
            Inner = new ConcurrencyLimitOptions { Inner = new RandomSearchOptions(), Max = 3 }, Times = 2,
        },
    ];

    private static readonly SearcherOptions[] Slow =
    [
        new GpOptions { StartupTrials = 4 }, new GpOptions { StartupTrials = 3, PointsMax = 20 }, new AutoOptions(),
        new RepeatOptions { Inner = new GpOptions { StartupTrials = 3 }, Times = 2 },
    ];

    private static readonly SearcherOptions[] Taking =
    [
        new TpeOptions { StartupTrials = 4 }, new CmaEsOptions { Population = 4 }, new GpOptions { StartupTrials = 4 },
        new RandomSearchOptions(),
    ];

    [TestCaseSource(nameof(Quick))]
    public void Suggest_MemoryCarriedOver_IsTheSameFromThenOn(SearcherOptions options) =>
        CheckAll(options, seeds: 8, steps: 500);

    [TestCaseSource(nameof(Slow))]
    public void Suggest_MemoryOfModelsCarriedOver_IsTheSameFromThenOn(SearcherOptions options) =>
        CheckAll(options, seeds: 1, steps: 200);

    [TestCaseSource(nameof(Taking))]
    public void Suggest_MemoryWithAWarmStartCarriedOver_IsTheSameFromThenOn(SearcherOptions inner)
    {
        foreach (var fade in (int[])[8, 50])
        {
            var priors = Enumerable.Range(0, 12).Select(i => new PriorTrial(
                Mixed.Sample(KeyedRandom.For(1, "test/prior", i)), i / 12.0, 9, $"source {i % 2}"));
            CheckAll(
                new WarmStartOptions { Inner = inner, Priors = [.. priors], Fade = fade }, seeds: 1, steps: 150);
        }
    }

    // Whoever opens a snapshot counts on it: any other exception would be an experiment that cannot be opened.
    [TestCaseSource(nameof(Quick))]
    [TestCaseSource(nameof(Slow))]
    public void Carry_BytesChangedOrCutAnywhere_AreTakenOrSaidToMakeNoSense(SearcherOptions options)
    {
        foreach (var (at, context) in Contexts.Index().Where(pair => Suits(options, pair.Item)))
        {
            var bytes = CarriedSearcher.Bytes(CarriedSearcher.After(options, context, seed: 3, steps: 120));
            var random = KeyedRandom.For(1, "test/damage", at);
            for (var i = 0; i < 100; i++)
            {
                var damaged = bytes[..(i % 3 == 0 ? random.NextInt(bytes.Length + 1) : bytes.Length)];
                if (damaged.Length > 0)
                {
                    damaged[random.NextInt(damaged.Length)] ^= (byte)(1 << random.NextInt(8));
                }

                try
                {
                    CarriedSearcher.Take(damaged, options.Create(context));
                }
                catch (InvalidDataException)
                {
                    // Said.
                }
            }
        }
    }

    // The Gaussian process leaves at 250 results, and what it knows with it.
    [TestCase(200)]
    [TestCase(260)]
    public void Auto_UpToManyResults_RemembersTheSame(int cut)
    {
        var context = SomeContext.With(space: new SearchSpace().Integer("a", 1, 5).Integer("b", 1, 5));
        var told = new AutoOptions().Create(context);
        ISearcher? carried = null;
        for (var number = 0; number < 270; number++)
        {
            if (number == cut)
            {
                carried = CarriedSearcher.Carry(told, new AutoOptions().Create(context));
            }

            var config = context.Space.Sample(KeyedRandom.For(1, "test/config", number));
            var seen = SomeContext.Seen(number, 1, config.Integer("a") - config.Integer("b") + (number % 3));
            foreach (var searcher in (ISearcher?[])[told, carried])
            {
                searcher?.Observe(new TrialFact.Added(seen.Trial, config));
                searcher?.Observe(new TrialFact.Judged(seen, Decision.Continue.Instance));
                searcher?.Observe(new TrialFact.Ended(seen.Trial, TrialStatus.Completed));
            }
        }

        Assert.That(carried!.Suggest(new TrialId(270)), Is.EqualTo(told.Suggest(new TrialId(270))));
        Assert.That(CarriedSearcher.Bytes(carried), Is.EqualTo(CarriedSearcher.Bytes(told)));
    }

    private static void CheckAll(SearcherOptions options, int seeds, int steps)
    {
        var checkedSome = false;
        foreach (var (at, context) in Contexts.Index().Where(pair => Suits(options, pair.Item)))
        {
            // A hundred coordinates take twenty times as long, and their searchers do the same to each.
            var some = ReferenceEquals(context.Space, Wide) ? Math.Max(1, seeds / 4) : seeds;
            for (ulong seed = 0; seed < (ulong)some; seed++)
            {
                var cut = KeyedRandom.For(seed, "test/cut", at).NextInt(steps);
                TestContext.Out.WriteLine($"context {at}, seed {seed}, carried over after {cut} of {steps} steps");
                CarriedSearcher.Check(options, context with { Seed = seed }, seed, steps, cut);
                checkedSome = true;
            }
        }

        Assert.That(checkedSome, "no context suits it");
    }

    private static bool Suits(SearcherOptions options, AlgorithmContext context) =>
        options.ObjectivesMax() >= context.Objectives.Length && !options.Problems(context).Any();
}
