using System.Collections.Concurrent;
using System.Diagnostics;
using Tune.ChildProbe;
using Tune.Clustering.Children;
using Tune.Clustering.Children.Code;
using Tune.Clustering.Logs;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Trials;

namespace Tune.Clustering.Tests.Children;

/// <summary>A pool of the probe's processes, an attempt's folder and an experiment's end of the line.</summary>
internal sealed class ChildFixture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public ChildFixture(ChildPoolOptions? options = null, string? program = null) => Pool =
        new ChildPool((options ?? new ChildPoolOptions()) with { Program = new ChildProgram(program ?? Probe, []) });

    /// <summary>The probe's executable.</summary>
    public static string Probe { get; } = Path.Combine(
        AppContext.BaseDirectory, "Tune.ChildProbe" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    public ChildPool Pool { get; }

    public TrialFolder Folder { get; } = new();

    public RecordingChannel Channel { get; } = new();

    public CancellationTokenSource Kill { get; } = new();

    /// <summary>Where the log of the last attempt is.</summary>
    public string LogFile => Path.Combine(Folder.Path, "log");

    public AttemptLog Log { get; private set; } = new(path: null);

    /// <summary>What those who watch were told.</summary>
    public ConcurrentQueue<string> Notices { get; } = new();

    /// <summary>The process that reported last.</summary>
    public int Process => (int)Metric("pid");

    public double Metric(string name) => Channel.Reports[^1].Metrics.TryGet(name, out var value)
        ? value
        : throw new AssertionException($"There is no metric '{name}'.");

    /// <summary>Runs training code of the probe to its end.</summary>
    public Task<AttemptOutcome> RunAsync(
        string name, ChildLimits? limits = null, int slot = 0,
        params ReadOnlySpan<(string Name, ParameterValue Value)> config) =>
        RunAsync(name, Folder.Assignment with { Config = Configuration.Of(config) }, limits, slot);

    public async Task<AttemptOutcome> RunAsync(
        string name, TrialAssignment assignment, ChildLimits? limits = null, int slot = 0, TrainingCode? code = null,
        Func<IReadOnlyCollection<int>, Task>? freeCards = null)
    {
        using var log = Log = new AttemptLog(LogFile);
        var order = new ChildOrder(
            name, code ?? ProbeCode.Of(name), assignment, limits ?? new ChildLimits(), log, Notices.Enqueue)
        {
            FreeCards = freeCards,
        };
        return await Pool.RunAsync(slot, order, Channel, Kill.Token).WaitAsync(Patience);
    }

    /// <summary>Lets time pass for the attempt that is running, as the pool's watch does: nobody waits.</summary>
    public void Pass(TimeSpan time) => Pool.Running(slot: 0)!.Check(time, countsMemory: false);

    /// <summary>Lets time pass again and again until the attempt has ended: none counts before its last report has its
    /// answer.</summary>
    public async Task PassUntilAsync(Task end, TimeSpan time)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!end.IsCompleted && await timer.WaitForNextTickAsync())
        {
            Pool.Running(slot: 0)?.Check(time, countsMemory: false);
        }
    }

    /// <summary>Runs training code of the probe that must fail.</summary>
    public async Task<AttemptOutcome.Failed> FailAsync(string name, ChildLimits? limits = null)
    {
        var outcome = await RunAsync(name, limits);
        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Failed>());
        return (AttemptOutcome.Failed)outcome;
    }

    /// <summary>Runs the probe's code with checkpoints, which must fail.</summary>
    public async Task<AttemptOutcome.Failed> FailStateAsync() =>
        (AttemptOutcome.Failed)await RunAsync("state", config: ("count", 5));

    /// <summary>Whether a process of this number is there and not already dead.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            // A dead one that nobody collects still has its folder.
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits until a process that is not our own child is gone.</summary>
    public static async Task GoneAsync(int process)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var since = Stopwatch.GetTimestamp();
        while (IsAlive(process) && await timer.WaitForNextTickAsync())
        {
            Assert.That(Stopwatch.GetElapsedTime(since), Is.LessThan(Patience), $"process {process} is still there");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        Kill.Dispose();
        Channel.Dispose();
        Folder.Dispose();
    }
}
