using System.Diagnostics;
using Tune.Hosting;
using Tune.Schedulers.Fifo;
using Tune.Trainables;

namespace Tune.Benchmarks.Suites;

/// <summary>How much of a slot's time is lost between trials: one-second trials on 16 slots against the floor of
/// trials / slots seconds.</summary>
internal static class SlotsSuite
{
    private const int Slots = 16;
    private static readonly TimeSpan TrialTime = TimeSpan.FromSeconds(1);

    public static Suite Scaled() => new(
        "slots", "960 one-second trials on 16 slots (floor 60 s)", IsLong: false,
        figures => RunAsync(figures, 960, ""));

    public static Suite Full() => new(
        "slots-full", "10,000 one-second trials on 16 slots (floor 625 s)", IsLong: true,
        figures => RunAsync(figures, 10_000, "_full"));

    private static async Task RunAsync(Figures figures, int trials, string suffix)
    {
        using var scratch = new ScratchStore();
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = Slots });
        var clock = Stopwatch.StartNew();
        await host.FitAsync(new Tuner<LoadConfig>(
            "slots", Trainable.Function<LoadConfig>("second", (context, config) =>
            {
                context.Leaving.WaitHandle.WaitOne(TrialTime);
                context.Post(("score", config.X));
            }))
        {
            Metric = "score", Trials = trials, Seed = 1, Scheduler = new FifoOptions(),
        });
        var floor = TrialTime.TotalSeconds * trials / Slots;
        figures.Say($"seconds{suffix}", clock.Elapsed.TotalSeconds, "s");
        figures.Say($"ratio_to_floor{suffix}", clock.Elapsed.TotalSeconds / floor, "", "at most 1.03");
    }
}
