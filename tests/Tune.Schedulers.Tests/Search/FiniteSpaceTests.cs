using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.Search.Bohb;
using Tune.Schedulers.Search.ConcurrencyLimit;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.Halton;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Repeat;
using Tune.Schedulers.Search.Sobol;

namespace Tune.Schedulers.Tests.Search;

/// <summary>A space of few points: each is tried before one is tried again, whoever searches, and the end says so.
/// </summary>
internal sealed class FiniteSpaceTests
{
    private static readonly SearchSpace Six = new SearchSpace().Choice("a", "x", "y").Integer("b", 1, 3);

    // Eight points: three of a, four of b, as 0.2 may not be, and one of c.
    private static readonly SearchSpace Conditional = new SearchSpace()
        .Constant("m", 1)
        .Choice("kind", "a", "b", "c")
        .When("kind", "a", branch => branch.LogInteger("n", 1, 3))
        .When("kind", "b", branch => branch.Uniform("r", 0, 0.2, 0.1).Boolean("f"))
        .Require("not the last", config => !config.TryGet("r", out var r) || r.AsReal() < 0.15);

    private static readonly SearcherOptions[] Searchers =
    [
        .. LearningSearchers.All, new RandomSearchOptions(), new SobolOptions(), new HaltonOptions(),
        new ConcurrencyLimitOptions { Inner = new RandomSearchOptions(), Max = 2 },
    ];

    [TestCaseSource(nameof(Searchers))]
    public void Ask_MoreTrialsThanPoints_TriesEachOnceAndSaysAllWere(SearcherOptions searcher)
    {
        var (configs, state) = Run(Six, searcher, trials: 24);

        Assert.That(configs, Is.Unique.And.Count.EqualTo(6));
        Assert.That(state.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(state.Why, Is.EqualTo(
            "all 6 points of the space have been tried, in 6 of 24 trials; Repeat tries each several times"));
    }

    private static IEnumerable<SearcherOptions> ForConditions =>
        Searchers.Where(searcher => searcher is not BohbOptions);

    [TestCaseSource(nameof(ForConditions))]
    public void Ask_ConditionsConstantsAndConstraints_TriesEachPointOnce(SearcherOptions searcher)
    {
        var (configs, state) = Run(Conditional, searcher, trials: 40);

        Assert.That(configs, Is.Unique.And.Count.EqualTo(8));
        Assert.That(state.Why, Does.StartWith("all 8 points of the space have been tried, in 8 of 40 trials"));
    }

    [Test]
    public void Ask_AsManyTrialsAsPoints_EndsAsAlways()
    {
        var (configs, state) = Run(Six, new RandomSearchOptions(), trials: 6);

        Assert.That(configs, Is.Unique.And.Count.EqualTo(6));
        Assert.That(state.Why, Is.EqualTo("every trial has had its turn"));
    }

    [Test]
    public void Ask_Repeat_TriesEachSoManyTimes()
    {
        var (configs, state) = Run(Six, new RepeatOptions { Inner = new RandomSearchOptions(), Times = 3 }, trials: 40);

        Assert.That(configs.CountBy(config => config.Fingerprint).Select(pair => pair.Value), Is.All.EqualTo(3));
        Assert.That(configs, Has.Count.EqualTo(18));
        Assert.That(state.Why, Is.EqualTo("all 6 points of the space have been tried, in 18 of 40 trials"));
    }

    [Test]
    public void Ask_PointGivenTwice_IsTriedTwiceAndTheOthersOnce()
    {
        var twice = Configuration.Of(("a", "x"), ("b", 2));
        var (configs, _) = Run(Six, new RandomSearchOptions(), trials: 24, twice, twice);

        Assert.That(configs, Has.Count.EqualTo(7));
        Assert.That(configs.Distinct(), Has.Exactly(6).Items);
    }

    [Test]
    public void Ask_GridWithAGivenPoint_LeavesItOut()
    {
        var space = new SearchSpace().Grid("a", "x", "y").Grid("b", 1, 2, 3);
        var (configs, _) = Run(space, new GridOptions(), trials: null, Configuration.Of(("a", "x"), ("b", 2)));

        Assert.That(configs.Select(config => $"{config.Text("a")}{config.Integer("b")}"),
            Is.EqualTo(new[] { "x2", "x1", "x3", "y1", "y2", "y3" }));
    }

    [Test]
    public void Ask_MembersOfAPopulation_MayBeAlike()
    {
        var spec = SomeContext.Spec(new PbtOptions { MaxIterations = 8, Interval = 2 }, trials: 10)
            with { Space = new SearchSpace().Choice("lr", 0.1, 0.01, 0.001) };
        var loop = new AskTellLoop(spec with { Trainable = AskTellLoop.Trainable });
        for (var trial = 0; trial < 10; trial++)
        {
            Assert.That(loop.Ask(), Is.Not.Null);
        }
    }

    [Test]
    public void Ask_TakenUpAgain_GoesOnWithWhatIsLeft()
    {
        var spec = Spec(Six, new RandomSearchOptions(), trials: 24);
        var loop = new AskTellLoop(spec);
        for (var trial = 0; trial < 4; trial++)
        {
            Complete(loop, loop.Ask()!);
        }

        var state = ExperimentMachine.Replay(loop.Journal);
        var again = new AskTellLoop(spec, state, default, "memory", makesCheckpoints: true);
        var fresh = new List<Configuration>();
        while (again.Ask() is { } asked)
        {
            fresh.Add(asked.Config);
            Complete(again, asked);
        }

        Assert.That(fresh, Has.Count.EqualTo(2));
        Assert.That(
            loop.Journal.OfType<ExperimentEvent.TrialProposed>().Select(one => one.Config).Concat(fresh), Is.Unique);
        Assert.That(ReplayAudit.Run(loop.Journal.Concat(again.Journal)).Mismatches, Is.Empty);
    }

    private static ExperimentSpec Spec(
        SearchSpace space, SearcherOptions searcher, int? trials, params Configuration[] given) =>
        SomeContext.Spec(new FifoOptions(), searcher, trials) with
        {
            Space = space,
            Trainable = AskTellLoop.Trainable,
            PointsToEvaluate = [.. given],
        };

    private static (List<Configuration> Configs, ExperimentState State) Run(
        SearchSpace space, SearcherOptions searcher, int? trials, params Configuration[] given)
    {
        var loop = new AskTellLoop(Spec(space, searcher, trials, given));
        var configs = new List<Configuration>();
        while (loop.Ask() is { } asked)
        {
            configs.Add(asked.Config);
            Complete(loop, asked);
        }

        return (configs, loop.State);
    }

    private static void Complete(AskTellLoop loop, AskedTrial asked)
    {
        loop.Report(asked.Trial, 1, MetricSet.Of(("score", asked.Config.Fingerprint % 7)));
        loop.Complete(asked.Trial);
    }
}
