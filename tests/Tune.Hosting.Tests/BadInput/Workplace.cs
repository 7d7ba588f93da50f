using Tune.Engine.Experiments;
using Tune.Schedulers;
using Tune.Storage;
using Tune.Testing;

namespace Tune.Hosting.Tests.BadInput;

/// <summary>A store and a ledger of the training code's own, in a folder that goes with the test.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tune-bad-").FullName;
    private readonly List<HostProcess> _started = [];

    public Workplace()
    {
        Directory.CreateDirectory(Ledger);
        Directory.CreateDirectory(Temporary);
        Store = Path.Combine(_folder, "store");
    }

    public string Store { get; init; }

    public string Folder => _folder;

    /// <summary>Where the program has its temporary files.</summary>
    public string Temporary => Path.Combine(_folder, "tmp");

    private string Ledger => Path.Combine(_folder, "ledger");

    /// <summary>Starts the program on the store.</summary>
    public HostProcess Start(params string[] args) => StartRaw([.. args, "--store", Store]);

    /// <summary>The same without the privileges that root has.</summary>
    public HostProcess StartWithoutPrivileges(params string[] args) =>
        Start(isPrivileged: false, [.. args, "--store", Store]);

    public HostProcess StartRaw(params string[] args) => Start(isPrivileged: true, args);

    private HostProcess Start(bool isPrivileged, string[] args)
    {
        var process = HostProcess.Start(
            new Dictionary<string, string> { ["TUNE_PROBE_LEDGER"] = Ledger, ["TMPDIR"] = Temporary },
            isPrivileged, args);
        _started.Add(process);
        return process;
    }

    /// <summary>Runs the program to its end.</summary>
    public Task<HostEnd> RunAsync(params string[] args) => Start(args).EndAsync();

    /// <summary>The snapshot of an experiment, if there is one.</summary>
    public string Snapshot(string experiment) => Path.Combine(Store, "experiments", experiment, "state.snapshot");

    /// <summary>Another one with a copy of all that is here; nothing may run here any more.</summary>
    public Workplace Copy()
    {
        var copy = new Workplace();
        InstalledProgram.Run("cp", "-a", Path.Combine(_folder, "."), copy._folder);
        return copy;
    }

    /// <summary>Lets the training that waits for it come to its end.</summary>
    public void LetFinish() => File.WriteAllText(Path.Combine(Ledger, "finish"), "");

    /// <summary>Opens the store for writing as the next program would, and compares the reports in it with the ledger:
    /// every acknowledged one is there once, none was invented, and every decision comes out the same again.</summary>
    /// <returns>How many reports there are.</returns>
    public async Task<int> RequireNothingLostAsync(string experiment)
    {
        List<string> said = [];
        await using (var store = await FileStore.OpenAsync(
            Store, new FileStoreOptions(SchedulerCatalog.All) { Notice = said.Add }))
        {
            await using var journal = await store.OpenJournalAsync(experiment);
            await store.Tracking.CatchUpAsync(experiment);
        }

        using var reading = ReadOnlyStore.Open(Store, new FileStoreOptions(SchedulerCatalog.All));
        var history = await reading.ReadJournalAsync(experiment).ToListAsync();
        var stored = history.OfType<ExperimentEvent.Reported>()
            .Select(e => $"{e.Trial.Number} {e.Attempt.Number} {e.Iteration}").ToList();
        var acknowledged = Acts("ack", experiment);
        Assert.That(said, Is.Empty, "The store needed no mending.");
        Assert.That(stored, Is.Unique);
        Assert.That(acknowledged.Except(stored), Is.Empty, "Acknowledged and lost.");
        Assert.That(stored.Except(Acts("send", experiment)), Is.Empty, "Invented.");
        Assert.That(ReplayAudit.Run(history).IsIdentical, Is.EqualTo(true), "Decided otherwise.");
        return stored.Count;
    }

    /// <summary>Lets training finish, resumes, and compares again; nothing that was there is reported again.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="before">How many reports there are.</param>
    public async Task RequireGoesOnAsync(string experiment, int before)
    {
        LetFinish();
        var end = await RunAsync("resume", experiment, "--json", "--no-plots");

        Assert.That(end.Exits(0).State, Is.EqualTo("Finished"));
        var started = end.Events[0];
        Assert.That(started.GetProperty("resumed").GetBoolean(), Is.EqualTo(true));
        Assert.That(started.GetProperty("reports").GetInt32(), Is.EqualTo(before));
        var after = await RequireNothingLostAsync(experiment);
        Assert.That(end.Done.GetProperty("reports").GetInt32(), Is.EqualTo(after));
        Assert.That(end.Events.Count(line => line.GetProperty("event").GetString() == "report"),
            Is.EqualTo(after - before));
    }

    /// <summary>What the training code wrote down of one act: trial, attempt and iteration.</summary>
    public IReadOnlyList<string> Acts(string act, string experiment) =>
    [
        .. Directory.EnumerateFiles(Ledger, $"{experiment}-*.txt")
            .Where(file => char.IsAsciiDigit(Path.GetFileName(file)[experiment.Length + 1]))
            .SelectMany(File.ReadLines)
            .Where(line => line.StartsWith(act + " ", StringComparison.Ordinal) && line.Split(' ').Length == 4)
            .Select(line => line[(act.Length + 1)..]),
    ];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
