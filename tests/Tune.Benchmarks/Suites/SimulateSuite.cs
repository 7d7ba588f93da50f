using System.Diagnostics;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Benchmarks.Suites;

/// <summary>A million trials on ten thousand workers in virtual time: the machine, ASHA and random search as they are,
/// on one thread.</summary>
internal static class SimulateSuite
{
    private const int Trials = 1_000_000;
    private const int Workers = 10_000;

    public static Suite Make() => new(
        "simulate", "1,000,000 trials on 10,000 workers in virtual time, ASHA", IsLong: true, figures =>
        {
            Measure(figures);
            return Task.CompletedTask;
        });

    private static void Measure(Figures figures)
    {
        var clock = Stopwatch.StartNew();
        var result = Simulator.Run(
            Spec(), new Curves(),
            // ASHA's stopping variant needs no checkpoints, and the ledger of a million of them is another figure.
            new SimulationOptions { Workers = [new WorkerGroup(Workers)], SavesCheckpoints = false });
        var seconds = clock.Elapsed.TotalSeconds;
        if (result.Trials != Trials || result.Status != ExperimentStatus.Finished)
        {
            throw new InvalidOperationException($"{result.Trials} trials, {result.Status}: {result.Why}");
        }

        using var self = Process.GetCurrentProcess();
        figures.Say("seconds", seconds, "s", "under 120");
        figures.Say("peak_mib", self.PeakWorkingSet64 / 1048576.0, "MiB", "under 8,192");
        figures.Say("simulated_reports_per_s", result.Reports / seconds, "reports/s", $"{result.Reports} reports");
        figures.Say("simulated_utilisation", result.Utilisation, "");
    }

    private static ExperimentSpec Spec() => new()
    {
        Name = "simulate",
        Trainable = "none",
        Space = new SearchSpace().Uniform("x", 0, 1).LogUniform("rate", 1e-4, 1),
        Objective = new Objective("loss", Mode.Min),
        Trials = Trials,
        Seed = 1,
        Searcher = new RandomSearchOptions(),
        Scheduler = new AshaOptions { MaxIterations = 64, GracePeriod = 1, ReductionFactor = 4 },
    };

    /// <summary>Falling curves that cross now and then.</summary>
    private sealed class Curves : IWorkload
    {
        public ICourse Begin(in CourseStart start) =>
            new Course(start.Config.Real("x"), start.Config.Real("rate"), start.Trial.Number % 7);

        private sealed class Course(double floor, double rate, int pace) : ICourse
        {
            public int Iterations => 64;

            public SimulatedStep At(int iteration) => new(
                50 + pace, MetricSet.Of(("loss", floor + Math.Exp(-rate * iteration))));
        }
    }
}
