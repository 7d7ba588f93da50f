using System.Diagnostics;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Hosting;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Trainables;

namespace Tune.Benchmarks.Suites;

/// <summary>The whole path: trainable, node, experiment, journal on disk, LiteDB, ASHA, everything logged.</summary>
internal static class EngineSuite
{
    private const int Trials = 256;
    private const int ReportsPerTrial = 2000;
    private const int NoopTrials = 5000;

    public static Suite Make() => new(
        "engine", "durable reports and no-op trials through the whole path", IsLong: false, RunAsync);

    private static async Task RunAsync(Figures figures)
    {
        var (perSecond, bytes) = await ReportsAsync(Isolation.Thread, Trials, ReportsPerTrial, slots: Trials);
        figures.Say("durable_reports_per_s", perSecond, "reports/s", "at least 10,000, target 30,000");
        figures.Say("bytes_per_report", bytes, "bytes", "whole journal");
        var (child, _) = await ReportsAsync(Isolation.Process, 4, 50_000, slots: 4);
        figures.Say("durable_reports_per_s_child", child, "reports/s", "at least 5,000");
        figures.Say("noop_trials_per_s", await NoopAsync(), "trials/s", "at least 500");
    }

    /// <summary>Trials that report as fast as they can, four metrics each time. ASHA's ladder reaches from the first
    /// report to the last, so it judges; the score rises with the trial's number, so nobody is culled early.</summary>
    public static Tuner<LoadConfig> Reports(string name, int trials, int reports, Isolation isolation) =>
        new(name, Trainable.Function<LoadConfig>("reports", Report) with { Isolation = isolation })
        {
            Metric = "score",
            Trials = trials,
            Seed = 1,
            Scheduler = new AshaOptions { MaxIterations = reports, GracePeriod = reports, ReductionFactor = 3 },
        };

    private static void Report(TrialContext context, LoadConfig config)
    {
        for (var i = 1; ; i++)
        {
            context.Post(MetricSet.Of(
                ("score", i + config.X), ("loss", 1.0 / i), ("rate", config.Rate), ("seconds", i * 0.01)));
        }
    }

    private static async Task<(double PerSecond, double Bytes)> ReportsAsync(
        Isolation isolation, int trials, int reports, int slots)
    {
        using var scratch = new ScratchStore();
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = slots });
        var clock = Stopwatch.StartNew();
        var results = await host.FitAsync(Reports("reports", trials, reports, isolation));
        var seconds = clock.Elapsed.TotalSeconds;
        var count = results.Experiment.Reports;
        return count == (long)trials * reports
            ? (count / seconds, (double)scratch.JournalBytes / count)
            : throw new InvalidOperationException($"{count} reports arrived, {(long)trials * reports} were sent.");
    }

    private static async Task<double> NoopAsync()
    {
        using var scratch = new ScratchStore();
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = 16 });
        var clock = Stopwatch.StartNew();
        await host.FitAsync(Noop("noop", NoopTrials));
        return NoopTrials / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Trials that report once and return.</summary>
    public static Tuner<LoadConfig> Noop(string name, int trials) =>
        new(name, Trainable.Function<LoadConfig>("noop", async (context, config) =>
            await context.ReportAsync(("score", config.X))))
        {
            Metric = "score", Trials = trials, Seed = 1, Scheduler = new FifoOptions(),
        };
}
