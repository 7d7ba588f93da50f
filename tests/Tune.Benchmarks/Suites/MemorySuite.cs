using Tune.Hosting;

namespace Tune.Benchmarks.Suites;

/// <summary>Whether memory grows with the number of trials that are over: the managed heap after a full collection,
/// and the process, after 10,000 and after 110,000 no-op trials of one experiment.</summary>
internal static class MemorySuite
{
    private const int Before = 10_000;
    private const int More = 100_000;

    public static Suite Make() => new(
        "memory", "growth over 100,000 finished trials of one experiment", IsLong: true, RunAsync);

    private static async Task RunAsync(Figures figures)
    {
        using var scratch = new ScratchStore();
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = 64 });
        await RunToAsync(host, Before);
        var (heap, process) = Measure();
        await RunToAsync(host, Before + More);
        var (heapAfter, processAfter) = Measure();
        figures.Say("mib_per_100k_trials", heapAfter - heap, "MiB", "managed heap, flat");
        figures.Say("process_mib_per_100k_trials", processAfter - process, "MiB", "resident memory");
    }

    private static async Task RunToAsync(TuneHost host, int trials)
    {
        // The results belong to the caller, not to the service: leave the stack that still holds them.
        await host.FitAsync((Tuner)EngineSuite.Noop("memory", trials)).ConfigureAwait(
            ConfigureAwaitOptions.ForceYielding);
    }

    private static (double Heap, double Process) Measure()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        return (heap / 1048576.0, Environment.WorkingSet / 1048576.0);
    }
}
