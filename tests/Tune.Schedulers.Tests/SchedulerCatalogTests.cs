using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.MedianStopping;
using Tune.Schedulers.Pasha;
using Tune.Schedulers.Pb2;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.PbtReplay;
using Tune.Schedulers.Search.Bohb;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Dehb;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.Halton;
using Tune.Schedulers.Search.Nsga2;
using Tune.Schedulers.Search.Nsga3;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Sobol;
using Tune.Schedulers.Search.Tpe;
using Tune.Schedulers.TimeSharing;

namespace Tune.Schedulers.Tests;

internal sealed class SchedulerCatalogTests
{
    private static readonly SchedulerOptions[] Schedulers =
    [
        new FifoOptions(),
        new FifoOptions { MaxIterations = 12 },
        new AshaOptions { MaxIterations = 81, GracePeriod = 3, ReductionFactor = 3, Brackets = 2 },
        new AshaOptions { MaxIterations = 81, Variant = AshaVariant.Promotion },
        new HyperBandOptions { MaxIterations = 81, GracePeriod = 3, ReductionFactor = 4 },
        new PbtOptions { MaxIterations = 81, Interval = 9 },
        new PbtOptions
        {
            MaxIterations = 81, Interval = 9, BurnIn = 20, QuantileFraction = 0.2, Synchronous = true, Mutate = ["x"],
            Selection = PbtSelection.Tournament, ResampleProbability = 0.1, FactorDown = 0.5, FactorUp = 2,
            Explore = "name",
        },
        new Pb2Options { MaxIterations = 81, Interval = 9, Window = 50, Candidates = 20, Mutate = ["x"] },
        new TimeSharingOptions { Turn = 3, Inner = new PbtOptions { MaxIterations = 81, Interval = 9 } },
        new PbtReplayOptions
        {
            MaxIterations = 81,
            Steps = [new PbtStep(9, Configuration.Of(("x", 0.5))), new PbtStep(18, Configuration.Of(("x", 0.25)))],
        },
        new MedianStoppingOptions { MaxIterations = 81, Interval = 4, Peers = MedianPeers.All },
        new PashaOptions { MaxIterations = 81, GracePeriod = 2, ReductionFactor = 4 },
    ];

    private static readonly SearcherOptions[] Searchers =
    [
        new RandomSearchOptions(), new GridOptions { Repeats = 4 },
        new SobolOptions(), new SobolOptions { Scramble = false }, new HaltonOptions { Scramble = false },
        new BohbOptions { GoodShare = 0.2, Candidates = 9, MinPoints = 7 },
        new Nsga2Options { Population = 8, MutationShare = 0.5 },
        new Nsga3Options { Divisions = 4, CrossoverIndex = 10 },
        new DifferentialEvolutionOptions { Population = 9, Factor = 0.7 },
        new DehbOptions { CrossoverShare = 0.3 },
        new TpeOptions { Candidates = 24, Multivariate = false, GoodShare = 0.2, PriorWeight = 0.5 },
        new GpOptions { StartupTrials = 5, PointsMax = 100 },
    ];

    [TestCaseSource(nameof(Schedulers))]
    public void Spec_WithScheduler_SurvivesJson(SchedulerOptions options) =>
        Assert.That(ThroughJson(options, new RandomSearchOptions()).Scheduler, Is.EqualTo(options));

    [TestCaseSource(nameof(Searchers))]
    public void Spec_WithSearcher_SurvivesJson(SearcherOptions options) =>
        Assert.That(ThroughJson(new FifoOptions(), options).Searcher, Is.EqualTo(options));

    [Test]
    public void Catalog_HoldsEveryAlgorithmOfTheAssembly()
    {
        var options = typeof(SchedulerCatalog).Assembly.GetTypes().Where(type => !type.IsAbstract
            && (type.IsAssignableTo(typeof(SchedulerOptions)) || type.IsAssignableTo(typeof(SearcherOptions))));
        var listed = SchedulerCatalog.All.Schedulers.Concat(SchedulerCatalog.All.Searchers);

        Assert.That(listed.Select(entry => entry.Options), Is.EquivalentTo(options));
    }

    [Test]
    public void Names_ThatStoredExperimentsUse_AreAllThere() => Assert.That(
        SchedulerCatalog.All.Schedulers.Concat(SchedulerCatalog.All.Searchers).Select(entry => entry.Name),
        Is.SupersetOf(new[]
        {
            "fifo", "asha", "hyperband", "random", "grid", "sobol", "halton", "pbt", "pb2", "pbt-replay",
            "time-sharing", "bohb", "median", "pasha", "cma-es", "tpe", "gp", "nsga2", "nsga3",
            "differential-evolution", "dehb",
        }));

    private static ExperimentSpec ThroughJson(SchedulerOptions scheduler, SearcherOptions searcher)
    {
        var json = new SpecJson(SchedulerCatalog.All);
        return json.Read(json.Write(new ExperimentSpec
        {
            Name = "some",
            Trainable = "some",
            Space = SomeContext.Space,
            Objective = new Objective("score", Mode.Max),
            Trials = 1,
            Scheduler = scheduler,
            Searcher = searcher,
        }));
    }
}
