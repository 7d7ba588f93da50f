using System.Diagnostics;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Schedulers;
using Tune.Storage;

namespace Tune.Benchmarks;

/// <summary>
/// This program started once more, for nothing but to take up an experiment: no code has been run before, as after a
/// crash.
/// </summary>
internal static class ReopenProbe
{
    private const string Place = "TUNE_BENCH_REOPEN";

    /// <summary>The store to take an experiment up from, in the program that was started for that; else null.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(Place);

    /// <summary>Starts the program and gives what it has measured.</summary>
    public static async Task<ReopenTimes> MeasureAsync(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ReopenProbe).Assembly.Location);
        }

        start.Environment[Place] = folder;
        using var probe = Process.Start(start)!;
        var said = await probe.StandardOutput.ReadToEndAsync();
        await probe.WaitForExitAsync();
        return JsonSerializer.Deserialize<ReopenTimes>(said)!;
    }

    /// <summary>Takes the one experiment of a store up to where it could hand out a trial.</summary>
    public static async Task<int> RunAsync(string folder)
    {
        var clock = Stopwatch.StartNew();
        await using var store = await FileStore.OpenAsync(folder, new FileStoreOptions(SchedulerCatalog.All));
        var opened = clock.Elapsed;
        await using var journal = await store.OpenJournalAsync((await store.ExperimentsAsync())[0]);
        var recovered = clock.Elapsed;
        var state = await ExperimentMachine.ReplayAsync(journal.ReadAsync());
        ExperimentMachine.Decide(state, new ExperimentCommand.Place(state.Last, "local", 0));
        var decided = clock.Elapsed;
        var used = Process.GetCurrentProcess().TotalProcessorTime;

        // The same again, with the code warm and the store open: what is left is the work itself.
        clock.Restart();
        ExperimentMachine.Decide(
            await ExperimentMachine.ReplayAsync(journal.ReadAsync()),
            new ExperimentCommand.Place(state.Last, "local", 0));
        Console.WriteLine(JsonSerializer.Serialize(new ReopenTimes(
            opened.TotalSeconds, (recovered - opened).TotalSeconds, (decided - recovered).TotalSeconds,
            clock.Elapsed.TotalSeconds, used.TotalSeconds)));
        return 0;
    }
}

/// <summary>How long it took to take up an experiment, in seconds.</summary>
/// <param name="Store">To open the store.</param>
/// <param name="Journal">To open the journal, which reads and checks its last file.</param>
/// <param name="State">To read the journal and fold it, up to the first decision.</param>
/// <param name="Again">The last once more in the same process.</param>
/// <param name="Processor">Time of all cores up to the first decision.</param>
internal sealed record ReopenTimes(double Store, double Journal, double State, double Again, double Processor);
