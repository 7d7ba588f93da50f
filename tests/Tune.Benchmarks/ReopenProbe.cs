using System.Diagnostics;
using System.Text.Json;
using Tune.Clustering.Children;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;
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
    private const string Way = "TUNE_BENCH_REOPEN_WAY";
    private const string Whole = "whole";

    /// <summary>The store to take an experiment up from, in the program that was started for that; else null.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(Place);

    /// <summary>Starts the program and gives what it has measured.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="isWhole">Whether the journal is folded from its first event, as if there were no
    /// snapshot.</param>
    public static async Task<ReopenTimes> MeasureAsync(string folder, bool isWhole)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ReopenProbe).Assembly.Location);
        }

        start.Environment[Place] = folder;
        start.Environment[Way] = isWhole ? Whole : "";
        using var probe = Process.Start(start)!;
        var said = await probe.StandardOutput.ReadToEndAsync();
        await probe.WaitForExitAsync();
        return JsonSerializer.Deserialize<ReopenTimes>(said)!;
    }

    /// <summary>Takes the one experiment of a store up to where it could hand out a trial.</summary>
    public static async Task<int> RunAsync(string folder)
    {
        var clock = Stopwatch.StartNew();
        var specs = new SpecJson(SchedulerCatalog.All);
        await using var store = await FileStore.OpenAsync(folder, new FileStoreOptions(specs));
        var opened = clock.Elapsed;
        var name = (await store.ExperimentsAsync())[0];
        var reader = StateReader.Begin(store, name, specs, static spec => spec, BuildDigest.Of);
        await using var journal = await store.OpenJournalAsync(name);
        var recovered = clock.Elapsed;
        var reading = await DecideAsync(reader, journal);
        var decided = clock.Elapsed;
        var used = Process.GetCurrentProcess().TotalProcessorTime;

        // The same again, with the code warm and the store open: what is left is the work itself.
        clock.Restart();
        await DecideAsync(StateReader.Begin(store, name, specs, static spec => spec, BuildDigest.Of), journal);
        var again = clock.Elapsed;
        var (write, bytes) = Write(reading.State, specs);
        Console.WriteLine(JsonSerializer.Serialize(new ReopenTimes(
            opened.TotalSeconds, (recovered - opened).TotalSeconds, (decided - recovered).TotalSeconds,
            again.TotalSeconds, used.TotalSeconds, reading.FromSnapshot, reading.Position, write, bytes)));
        return 0;
    }

    // What it takes of the owner's time to write the state down, once the code is warm.
    private static (double Seconds, int Bytes) Write(ExperimentState state, SpecJson specs)
    {
        const int warm = 30;
        var (best, bytes) = (double.MaxValue, 0);
        for (var i = 0; i < warm; i++)
        {
            var clock = Stopwatch.StartNew();
            bytes = ExperimentMachine.Snapshot(state, specs, BuildDigest.Of)?.Length ?? 0;
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return (best, bytes);
    }

    // As its owner does it.
    private static async Task<StateReading> DecideAsync(StateReader reader, IJournal journal)
    {
        var reading = Environment.GetEnvironmentVariable(Way) == Whole
            ? new StateReading(await ExperimentMachine.ReplayAsync(journal.ReadAsync()), journal.Count, 0)
            : await reader.FinishAsync(journal);
        ExperimentMachine.Decide(reading.State, new ExperimentCommand.Place(reading.State.Last, "local", 0));
        return reading;
    }
}

/// <summary>How long it took to take up an experiment, in seconds.</summary>
/// <param name="Store">To open the store.</param>
/// <param name="Journal">To open the journal, which reads and checks its last file. The snapshot is read
/// meanwhile.</param>
/// <param name="State">To read the snapshot and fold what comes after, or all, up to the first decision.</param>
/// <param name="Again">The last once more in the same process.</param>
/// <param name="Processor">Time of all cores up to the first decision.</param>
/// <param name="Snapshot">How many events a snapshot stood for.</param>
/// <param name="Events">How many there are.</param>
/// <param name="Write">To write the state down, with warm code.</param>
/// <param name="Bytes">How long it is then.</param>
internal sealed record ReopenTimes(
    double Store, double Journal, double State, double Again, double Processor, long Snapshot, long Events,
    double Write, int Bytes)
{
    /// <summary>Up to the first decision.</summary>
    public double Decision => Store + Journal + State;
}
