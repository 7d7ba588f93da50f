using System.Diagnostics;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Simulation;
using Tune.Schedulers.Pbt;

namespace Tune.Quality.Regret;

/// <summary>Runs one searcher with one scheduler on one problem.</summary>
internal static class Runner
{
    public static ExperimentSpec Spec(Problem problem, RunKey key)
    {
        var scheduler = Algorithms.Scheduler(key.Scheduler, problem.Iterations);
        var points = problem.Points?.Invoke(key.Seed) ?? [];
        int? trials = scheduler is PopulationOptions ? problem.Trainings
            : points.IsEmpty ? problem.Trials : points.Length;
        return new ExperimentSpec
        {
            Name = "regret",
            Trainable = "table",
            Space = problem.Space,
            Objective = problem.Objective,
            Trials = trials,
            TimeBudget = problem.Trials is null ? TimeSpan.FromSeconds(problem.Marks[^1]) : null,
            Seed = key.Seed,
            Searcher = Algorithms.Searcher(key.Searcher),
            Scheduler = scheduler,
            PointsToEvaluate = [.. points.Take(trials ?? 0)],
        };
    }

    public static Run Go(Problem problem, RunKey key, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var finals = new List<Incumbent>();
        var options = new SimulationOptions { Workers = [new WorkerGroup(problem.Slots)] };
        var result = Simulator.Run(
            Spec(problem, key), problem.Workload(), options, fact => Finals(problem, fact, finals), cancellation);
        var points = problem.FinalsOnly ? finals : result.Incumbents;
        return new Run(
            key, [.. problem.Marks.Select(mark => At(points, mark))], result.Trials, result.Reports,
            result.Utilisation, clock.Elapsed.TotalMilliseconds);
    }

    private static void Finals(Problem problem, ExperimentEvent fact, List<Incumbent> finals)
    {
        if (problem.FinalsOnly && fact is ExperimentEvent.Reported reported
            && reported.Iteration == problem.Iterations
            && problem.Objective.ScoreOf(reported.Metrics) is { IsWorst: false } score
            && (finals.Count == 0 || score > Score.Of(finals[^1].Value, problem.Objective.Mode)))
        {
            finals.Add(new Incumbent(
                reported.At.Active, default, reported.Trial, reported.Iteration, problem.Objective.ValueOf(score)));
        }
    }

    private static double At(IReadOnlyList<Incumbent> points, double seconds)
    {
        var value = double.NaN;
        foreach (var point in points)
        {
            // A hair more: seconds become ticks on the way.
            if (point.At.TotalSeconds > seconds + 1e-6)
            {
                break;
            }

            value = point.Value;
        }

        return value;
    }
}
