using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Schedulers.Tests;

/// <summary>What does not matter in a test of an algorithm.</summary>
internal static class SomeContext
{
    public static SearchSpace Space { get; } = new SearchSpace().Uniform("x", 0, 1);

    public static AlgorithmContext With(
        ulong seed = 7, SearchSpace? space = null, Mode mode = Mode.Max, int? trials = null, int givenPoints = 0) =>
        new(seed, space ?? Space, new Objective("score", mode), trials, givenPoints);

    public static ExperimentSpec Spec(
        SchedulerOptions scheduler, SearcherOptions? searcher = null, int? trials = null, ulong seed = 7) => new()
        {
            Name = "some",
            Trainable = "some",
            Space = Space,
            Objective = new Objective("score", Mode.Max),
            Trials = trials,
            Seed = seed,
            Scheduler = scheduler,
            Searcher = searcher ?? new RandomSearchOptions(),
        };

    public static TrialFact.Added Added(int trial) => new(new TrialId(trial), Configuration.Empty);

    /// <param name="trial">Its number.</param>
    /// <param name="iteration">Where it is.</param>
    /// <param name="score">Larger is better; NaN for not measured.</param>
    public static Observation Seen(int trial, int iteration, double score) =>
        new(new TrialId(trial), iteration, Score.Of(score, Mode.Max), MetricSet.Of(("score", score)));
}
