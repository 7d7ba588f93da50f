using Tune.Hosting;

namespace Tune.Benchmarks.Suites;

/// <summary>Whether memory grows with the number of trials that are over.</summary>
/// <remarks>
/// One experiment of no-op trials (one report each, Fifo, 64 slots) is run to 20,000 trials and then extended by
/// 100,000. After each part the host stays open and its results are let go of, as in a service that goes on.
/// <para><c>mib_per_100k_trials</c> is what the live managed heap has grown by between the two, after a full, blocking,
/// compacting collection: the objects that something still holds on to. Everything of ours that could grow is managed,
/// so this is the figure that must be flat. <c>process_mib_per_100k_trials</c> is the same of the resident memory, with
/// threads, code and what the collector has not given back: it wanders by some MiB from run to run.
/// <c>mib_of_120k_trials</c> is the heap at the end, all of it.</para>
/// <para>20,000 trials come before the first look because caches of a fixed size fill up until then: LiteDB's pages
/// (13 MiB), DotNetty's buffers (16 MiB). A trial that is over leaves a few counters in the engine and nothing else;
/// what is known of it is on the disk. Schedulers and searchers that compare with all earlier trials (not Fifo and
/// random search) remember a number or a configuration for each.</para>
/// </remarks>
internal static class MemorySuite
{
    private const int Before = 20_000;
    private const int More = 100_000;
    private const int Looks = 5;

    public static Suite Make() => new(
        "memory", "growth over 100,000 finished trials of one experiment", IsLong: true, RunAsync);

    private static async Task RunAsync(Figures figures)
    {
        using var scratch = new ScratchStore();
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = 64 });
        await RunToAsync(host, Before);
        var (heap, process) = await MeasureAsync();
        await RunToAsync(host, Before + More);
        var (heapAfter, processAfter) = await MeasureAsync();
        figures.Say("mib_per_100k_trials", heapAfter - heap, "MiB", "live managed heap, flat");
        figures.Say("process_mib_per_100k_trials", processAfter - process, "MiB", "resident memory");
        figures.Say("mib_of_120k_trials", heapAfter, "MiB", "live managed heap at the end");
    }

    private static async Task RunToAsync(TuneHost host, int trials)
    {
        // The results belong to the caller, not to the service: leave the stack that still holds them.
        await host.FitAsync((Tuner)EngineSuite.Noop("memory", trials)).ConfigureAwait(
            ConfigureAwaitOptions.ForceYielding);
    }

    // The least of some looks: rows wait up to 2 seconds for being written.
    private static async Task<(double Heap, double Process)> MeasureAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var (heap, process) = (double.MaxValue, double.MaxValue);
        for (var look = 0; look < Looks; look++)
        {
            await timer.WaitForNextTickAsync();
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            heap = Math.Min(heap, GC.GetTotalMemory(forceFullCollection: true) / 1048576.0);
            process = Math.Min(process, Environment.WorkingSet / 1048576.0);
        }

        return (heap, process);
    }
}
