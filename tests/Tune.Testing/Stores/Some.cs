using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Testing.Stores;

/// <summary>What does not matter to a test.</summary>
internal static class Some
{
    public static AlgorithmCatalog Catalog { get; } = new(
        [AlgorithmCatalog.Scheduler<MoodyOptions>("moody")],
        [AlgorithmCatalog.Searcher<RandomSearchOptions>("random")]);

    public static SpecJson Specs { get; } = new(Catalog);

    /// <summary>Knows every scheduler there is besides.</summary>
    public static SpecJson AllSpecs { get; } = new(new AlgorithmCatalog(
        [AlgorithmCatalog.Scheduler<MoodyOptions>("moody"), .. SchedulerCatalog.All.Schedulers],
        SchedulerCatalog.All.Searchers));

    public static ExperimentSpec Spec(string name = "some", ulong mood = 1) => new()
    {
        Name = name,
        Trainable = "some",
        Space = new SearchSpace().Uniform("lr", 0.001, 1).Choice("act", "relu", "tanh").Integer("hidden", 1, 64),
        Objective = new Objective("acc", Mode.Max),
        Trials = 20,
        Scheduler = new MoodyOptions { Mood = mood },
        Searcher = new RandomSearchOptions(),
    };

    public static Moment At(long tick) => new(638_000_000_000_000_000 + tick, tick);

    public static ExperimentEvent.Reported Reported(int trial, int iteration, params (string, double)[] metrics) => new(
        At(trial + (10_000L * iteration)), new TrialId(trial), new Attempt(1), iteration, iteration,
        MetricSet.Of(metrics));

    /// <summary>An experiment with one running trial: what must come before reports.</summary>
    public static IReadOnlyList<ExperimentEvent> Beginning(string name = "some", int trials = 1) =>
    [
        new ExperimentEvent.Created(At(0), Spec(name)),
        new ExperimentEvent.SessionOpened(At(1), new Term(1), "host", 7),
        .. Enumerable.Range(0, trials).SelectMany(trial => new ExperimentEvent[]
        {
            new ExperimentEvent.TrialProposed(
                At(2), new TrialId(trial), Configuration.Of(("lr", 0.5), ("act", "relu"), ("hidden", 8L))),
            new ExperimentEvent.AttemptStarted(
                At(3), new TrialId(trial), new Attempt(1), Allocation.On("node", trial), null),
        }),
    ];

    /// <summary>A report and the decision to go on, as the engine gives them.</summary>
    public static IReadOnlyList<ExperimentEvent> Report(int trial, int iteration, params (string, double)[] metrics)
    {
        var reported = Reported(trial, iteration, metrics);
        return
        [
            reported,
            new ExperimentEvent.Decided(
                reported.At, reported.Trial, reported.Attempt, reported.Sequence, reported.Iteration,
                Decision.Continue.Instance, (ulong)iteration * 77),
        ];
    }
}
