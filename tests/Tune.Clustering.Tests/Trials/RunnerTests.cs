using Tune.Clustering.Experiments;
using Tune.Clustering.Tests.Experiments;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Trials;

/// <summary>Attempts as a node runs them, on a thread and in a process.</summary>
internal sealed class RunnerTests : ActorSpec
{
    private static readonly TrainableDefinition Process = new("print-a-line", static () => null!)
    {
        Isolation = Isolation.Process,
    };

    [Test]
    public async Task Attempt_InAProcess_HasOneLogWithWhatItPrintedAndLogged()
    {
        await using var rig = new Rig(this, Process);
        await rig.SubmitAsync(Some.Spec(trials: 1) with { Trainable = Process.Name });
        Assert.That((await rig.ClosesAsync()).Counts.Completed, Is.EqualTo(1));
        var log = Directory.EnumerateFiles(rig.LogFolder, "*", SearchOption.AllDirectories).Single();
        Assert.That(Path.GetRelativePath(rig.LogFolder, log), Is.EqualTo(Path.Combine("sweep", "0.1.log")));
        Assert.That(File.ReadAllLines(log), Is.EquivalentTo(["printed", "logged"]));
    }

    [Test]
    public async Task Attempt_InAProcessThatDoesNotLeave_IsKilledAndSaidToBeOnce()
    {
        var stuck = Process with { Name = "family" };
        await using var rig = new Rig(this, stuck);
        var spec = Some.Spec(trials: 1) with
        {
            Trainable = stuck.Name,
            Limits = new TrialLimits { StopGrace = TimeSpan.FromSeconds(1) },
            Stop = Stop.AfterIterations(1),
        };
        await rig.SubmitAsync(spec);
        Assert.That((await rig.ClosesAsync()).Counts.Completed, Is.EqualTo(1));
        var notices = rig.News.OfType<ExperimentNotice>().Select(notice => notice.Text).ToArray();
        Assert.That(notices, Has.Length.EqualTo(1));
        Assert.That(notices[0], Does.Contain("Trial 0: Told to leave (Stop)").And.Contain("was killed"));
    }

    [Test]
    public async Task Attempt_OnAThreadWithoutProgress_CountsAsHungAndIsLeftBehind()
    {
        var never = new TaskCompletionSource<AttemptOutcome>();
        await using var rig = new Rig(this, Some.Trainable((_, _, _) => never.Task));
        var spec = Some.Spec(trials: 1) with
        {
            Limits = new TrialLimits { NoProgress = TimeSpan.FromSeconds(1) },
            Failure = new FailurePolicy(MaxRetries: 0),
        };
        await rig.SubmitAsync(spec);
        Assert.That((await rig.ClosesAsync()).Counts.Errored, Is.EqualTo(1));
        var ended = (await rig.Store.HistoryAsync("sweep")).OfType<ExperimentEvent.AttemptEnded>().Single();
        Assert.That(((AttemptOutcome.Failed)ended.Outcome).Kind, Is.EqualTo(FailureKind.Hang));
        Assert.That(
            rig.News.OfType<ExperimentNotice>().Select(notice => notice.Text),
            Has.One.Contain("thread cannot be killed"));
    }
}
