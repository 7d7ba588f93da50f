using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Testing.Trials;

/// <summary>
/// What training code keeps to: derive a fixture, say which trainable and a configuration for it. The cases play the
/// experiment's part; the code runs in the tests' own process, whatever its isolation.
/// </summary>
public abstract class TrainableContract
{
    private const int ReportsMax = 20;

    // A program may have printed some more before it hears of it.
    private const int AfterStopMax = 3;

    /// <summary>The training code.</summary>
    protected abstract TrainableDefinition Trainable { get; }

    /// <summary>What it is to be trained with; default nothing.</summary>
    protected virtual Configuration Config => Configuration.Empty;

    /// <summary>The metric that an experiment would go by; default <c>loss</c>.</summary>
    protected virtual string Metric => "loss";

    /// <summary>Whether it saves checkpoints and goes on from them; default true.</summary>
    protected virtual bool SavesCheckpoints => true;

    /// <summary>Whether the same seed gives the same reports; default true.</summary>
    protected virtual bool IsReproducible => true;

    /// <summary>How long any case may take, above 0; default a minute.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromMinutes(1);

    /// <summary>It reports the metric, with iterations that rise, and ends by itself or when it is told.</summary>
    [Test]
    public async Task Run_UntilItIsEnough_ReportsTheMetricInRisingIterations()
    {
        using var channel = new RecordingChannel();
        var outcome = await RunAsync(channel, EnoughAfter(ReportsMax, channel));

        Assert.That(outcome, IsAGoodEnd, Told(outcome));
        Assert.That(channel.Reports, Is.Not.Empty, "something was reported");
        Assert.That(
            channel.Reports.Select(report => report.Sequence), Is.EqualTo(Enumerable.Range(1, channel.Reports.Count)));
        Assert.That(channel.Reports.Select(report => report.Iteration), Is.Ordered.And.Unique);
        Assert.That(
            channel.Reports.Any(report => report.Metrics.TryGet(Metric, out _)), $"'{Metric}' was reported");
    }

    /// <summary>Told to stop, it leaves soon, and that is no failure.</summary>
    [Test]
    public async Task Run_ToldToStop_Leaves()
    {
        using var channel = new RecordingChannel();
        var outcome = await RunAsync(channel, EnoughAfter(1, channel));

        Assert.That(outcome, IsAGoodEnd, Told(outcome));
        Assert.That(channel.Reports, Is.Not.Empty, "something was reported");
        Assert.That(
            channel.Reports, Has.Count.AtMost(1 + AfterStopMax),
            $"told to stop at its first report, it leaves after at most {AfterStopMax} more");
    }

    /// <summary>Told to make room, it saves; from there it goes on, and does not begin again.</summary>
    [Test]
    public async Task Run_Paused_GoesOnFromItsCheckpoint()
    {
        Assume.That(SavesCheckpoints, "it saves no checkpoints");
        using var channel = new RecordingChannel();
        var outcome = await RunAsync(channel, _ => new TrialAnswer(Leaving.Pause, int.MaxValue));
        Assert.That(outcome, IsAGoodEnd, Told(outcome));
        Assert.That(channel.Reports.Count + channel.Saves.Count, Is.Positive, "something was reported");
        var (folder, iteration) = channel.Saves.Count > 0
            ? channel.Saves[^1]
            : (channel.Reports[^1].CheckpointFolder, channel.Reports[^1].Iteration);
        Assert.That(folder, Is.Not.Null, "a checkpoint came with its last report, or after it");

        using var again = new RecordingChannel();
        var second = await RunAsync(
            again, EnoughAfter(1, again), assignment => assignment with { From = folder, FromIteration = iteration });

        Assert.That(second, IsAGoodEnd, Told(second));
        Assert.That(again.Reports, Is.Not.Empty, "something was reported after its checkpoint");
        Assert.That(
            again.Reports.Select(report => report.Iteration), Is.All.GreaterThan(iteration),
            "it goes on after the iteration of its checkpoint");
    }

    /// <summary>Cancelled, it ends.</summary>
    [Test]
    public async Task Run_Cancelled_Ends()
    {
        using var channel = new RecordingChannel { HoldsAnswers = true };
        using var kill = new CancellationTokenSource();
        var run = RunAsync(channel, _ => RecordingChannel.Continue(int.MaxValue), kill: kill.Token);
        await Task.WhenAny(channel.Arrived(1), run);
        await kill.CancelAsync();

        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(run.Exception?.InnerException, Is.Not.InstanceOf<TimeoutException>(), $"it ends within {Patience}");
    }

    /// <summary>The same seed and configuration give the same reports.</summary>
    [Test]
    public async Task Run_WithTheSameSeed_ReportsTheSame()
    {
        Assume.That(IsReproducible, "it is not reproducible");
        var seen = new List<List<MetricSet>>();
        for (var run = 0; run < 2; run++)
        {
            using var channel = new RecordingChannel();
            await RunAsync(channel, EnoughAfter(3, channel));
            seen.Add([.. channel.Reports.Take(3).Select(report => report.Metrics)]);
        }

        Assert.That(seen[1], Is.EqualTo(seen[0]));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint IsAGoodEnd =>
        Is.InstanceOf<AttemptOutcome.Completed>().Or.InstanceOf<AttemptOutcome.Obeyed>();

    private static string Told(AttemptOutcome outcome) =>
        outcome is AttemptOutcome.Failed failed ? $"{failed.Message}\n{failed.LogTail}" : $"{outcome}";

    // Every report waits for its answer, so that none comes after the one that said stop.
    private static Func<TrialReport, TrialAnswer> EnoughAfter(int reports, RecordingChannel channel) => report =>
        new TrialAnswer(channel.Reports.Count >= reports ? Leaving.Stop : Leaving.No, report.Iteration + 1);

    private async Task<AttemptOutcome> RunAsync(
        RecordingChannel channel, Func<TrialReport, TrialAnswer> answer,
        Func<TrialAssignment, TrialAssignment>? change = null, CancellationToken kill = default)
    {
        using var folder = new TrialFolder();
        channel.Answer = answer;
        var assignment = folder.Assignment with { Config = Config, Metric = Metric, Milestone = 1 };
        assignment = change?.Invoke(assignment) ?? assignment;
        return await Task.Run(() => Trainable.Create().RunAsync(assignment, channel, kill), CancellationToken.None)
            .WaitAsync(Patience, CancellationToken.None);
    }
}
