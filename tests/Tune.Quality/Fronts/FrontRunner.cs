using System.Collections.Immutable;
using System.Diagnostics;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Quality.Regret;
using Tune.Schedulers.Fifo;

namespace Tune.Quality.Fronts;

/// <summary>Runs one searcher on one problem by asking and telling, one trial after the other.</summary>
internal static class FrontRunner
{
    /// <summary>The trials after which the front is looked at; the last is the budget.</summary>
    public static ImmutableArray<int> Marks { get; } = [50, 100, 200];

    public static RunKey KeyOf(FrontProblem problem, string searcher, int seed) =>
        new("fronts", problem.Name, searcher, "fifo", (ulong)seed);

    public static Run Go(FrontProblem problem, RunKey key, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var loop = new AskTellLoop(Spec(problem, key));
        var (results, shares) = (new List<double[]>(), new List<double>());
        for (var done = 1; done <= Marks[^1] && loop.Ask() is { } asked; done++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (values, limits) = (problem.Function.At(asked.Config), problem.Limits(asked.Config));
            loop.Report(asked.Trial, 1, MetricSet.Of(
                [.. values.Select((value, i) => ($"f{i}", value)), .. limits.Select((limit, i) => ($"g{i}", limit))]));
            loop.Complete(asked.Trial);
            loop.TakeEvents();
            if (Array.TrueForAll(limits, limit => limit <= 0))
            {
                results.Add(values);
            }

            if (Marks.Contains(done))
            {
                shares.Add(problem.ShareOf(results));
            }
        }

        return new Run(key, [.. shares], Marks[^1], Marks[^1], 1, clock.Elapsed.TotalMilliseconds);
    }

    private static ExperimentSpec Spec(FrontProblem problem, RunKey key)
    {
        Objective[] objectives = [.. problem.Function.Reference.Select((_, i) => new Objective($"f{i}", Mode.Min))];
        var limits = problem.Limits(problem.Function.Space.Sample(KeyedRandom.For(1, "front/limits"))).Length;
        return new ExperimentSpec
        {
            Name = "front",
            Trainable = AskTellLoop.Trainable,
            Space = problem.Function.Space,
            Objective = objectives[0],
            FurtherObjectives = [.. objectives[1..]],
            Constraints = [.. Enumerable.Range(0, limits).Select(i => new MetricConstraint($"g{i}") { AtMost = 0 })],
            Trials = Marks[^1],
            Seed = key.Seed,
            Searcher = Algorithms.Searcher(key.Searcher),
            Scheduler = new FifoOptions(),
        };
    }
}
