using System.Diagnostics;
using System.Text.Json;
using Tune.Clustering.Children;
using Tune.Clustering.Logs;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Trials;

namespace Tune.ChildProbe;

/// <summary>Measures what a child process costs: cold start, warm start, and reports per second when each is answered
/// at once.</summary>
internal static class Speed
{
    private const int Warm = 200;
    private const int Reports = 300_000;

    public static async Task<int> RunAsync()
    {
        await using var pool = new ChildPool(new ChildPoolOptions { AttemptsMax = int.MaxValue });
        using var folder = new TrialFolder();
        var one = folder.Assignment with { Config = Config("""{"count":1}""") };
        var cold = Stopwatch.StartNew();
        await RunAsync(pool, one);
        cold.Stop();
        var times = new List<double>();
        for (var i = 0; i < Warm; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await RunAsync(pool, one);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        var many = folder.Assignment with { Config = Config($$"""{"count":{{Reports}}}""") };
        var rates = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            await RunAsync(pool, many);
            rates.Add(Reports / watch.Elapsed.TotalSeconds);
        }

        var figures = new Dictionary<string, double>
        {
            ["cold_attempt_ms"] = cold.Elapsed.TotalMilliseconds,
            ["warm_attempt_ms_median"] = times[Warm / 2],
            ["warm_attempt_ms_p95"] = times[Warm * 95 / 100],
            ["reports_per_s"] = rates.Max(),
            ["reports_per_s_first"] = rates[0],
        };
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    private static async Task RunAsync(ChildPool pool, TrialAssignment assignment)
    {
        using var log = new AttemptLog(path: null);
        var order = new ChildOrder("flood", ProbeCode.Of("flood"), assignment, new ChildLimits(), log, static _ => { });
        await pool.RunAsync(0, order, new Instant(), default);
    }

    private static Configuration Config(string json) => JsonSerializer.Deserialize<Configuration>(json)!;

    private sealed class Instant : ITrialChannel
    {
        private static readonly Task<TrialAnswer> Answer =
            Task.FromResult(new TrialAnswer(Leaving.No, int.MaxValue));

        public CancellationToken LeaveRequested => default;

        public Leaving Leaving => Leaving.No;

        public ValueTask<Task<TrialAnswer>> SendAsync(TrialReport report, CancellationToken cancellation) =>
            new(Answer);

        public Task SaveAsync(string folder, int iteration, CancellationToken cancellation) => Task.CompletedTask;

        public void Stalled(string? why)
        {
        }

        public void Log(string line)
        {
        }
    }
}
