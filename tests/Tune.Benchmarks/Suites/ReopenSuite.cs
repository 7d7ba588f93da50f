using System.Diagnostics;
using Tune.Hosting;

namespace Tune.Benchmarks.Suites;

/// <summary>How long it takes to take up an experiment of 10,000 trials and 1,000,000 reports: open the store, start
/// the node, replay the journal, and be ready to hand out trials.</summary>
internal static class ReopenSuite
{
    private const int Trials = 10_000;
    private const int ReportsPerTrial = 100;

    public static Suite Make() => new(
        "reopen", "an experiment of 10,000 trials and 1,000,000 reports", IsLong: false, RunAsync);

    private static async Task RunAsync(Figures figures)
    {
        using var scratch = new ScratchStore();
        var tuner = EngineSuite.Reports("reopen", Trials, ReportsPerTrial, Engine.Ports.Isolation.Thread);
        await using (var host = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = 64 }))
        {
            await host.FitAsync((Tuner)tuner);
        }

        var times = await ReopenProbe.MeasureAsync(scratch.Folder, isWhole: false);
        if (times.Snapshot == 0)
        {
            throw new InvalidOperationException("The owner has left no snapshot.");
        }

        figures.Say("first_decision_seconds", times.Decision, "s", "target 0.5; in a new process");
        figures.Say("store_seconds", times.Store, "s", "of that");
        figures.Say("journal_seconds", times.Journal, "s", "of that");
        figures.Say("state_seconds", times.State, "s", "of that");
        figures.Say("processor_seconds", times.Processor, "s", "of all cores, whatever else runs here");
        figures.Say("state_again_seconds", times.Again, "s", "with warm code");
        figures.Say("events_after_snapshot", times.Events - times.Snapshot, "events", "folded one by one");
        figures.Say("snapshot_bytes", times.Bytes, "bytes", "every 100,000 events while it runs");
        figures.Say("snapshot_seconds", times.Write, "s", "of the owner's time for each");
        var whole = await ReopenProbe.MeasureAsync(scratch.Folder, isWhole: true);
        figures.Say("whole_journal_seconds", whole.Decision, "s", "the same without a snapshot");
        figures.Say("whole_journal_again_seconds", whole.Again, "s", "its state alone, with warm code");

        var clock = Stopwatch.StartNew();
        await using var again = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = 64 });
        figures.Say("start_seconds", clock.Elapsed.TotalSeconds, "s", "node and store alone");
        var results = await again.FitAsync((Tuner)tuner);
        figures.Say("seconds", clock.Elapsed.TotalSeconds, "s", "under 2");
        if (results.Count != Trials || results.Experiment.Reports != (long)Trials * ReportsPerTrial)
        {
            throw new InvalidOperationException($"{results.Count} trials came back.");
        }
    }
}
