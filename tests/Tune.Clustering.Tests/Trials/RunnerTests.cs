using Tune.ChildProbe;
using Tune.Clustering.Protocol;
using Tune.Clustering.Tests.Experiments;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Trials;

/// <summary>Attempts as a node runs them, on a thread and in a process.</summary>
internal sealed class RunnerTests : ActorSpec
{
    private static readonly TrainableDefinition Process = InAProcess("print-a-line");

    [Test]
    public async Task Attempt_InAProcess_HasOneLogWithWhatItPrintedAndLogged()
    {
        await using var rig = new Rig(this, Process);
        await rig.SubmitAsync(Some.Spec(trials: 1) with { Trainable = Process.Name });
        Assert.That((await rig.ClosesAsync()).Count(TrialStatus.Completed), Is.EqualTo(1));
        var log = Directory.EnumerateFiles(rig.LogFolder, "*", SearchOption.AllDirectories).Single();
        Assert.That(Path.GetRelativePath(rig.LogFolder, log), Is.EqualTo(Path.Combine("sweep", "0.1.log")));
        Assert.That(File.ReadAllLines(log), Is.EquivalentTo(["printed", "logged"]));
    }

    [Test]
    public async Task Attempt_InAProcessThatDoesNotLeave_IsKilledAndSaidToBeOnce()
    {
        var stuck = InAProcess("family");
        await using var rig = new Rig(this, stuck);
        var spec = Some.Spec(trials: 1) with
        {
            Trainable = stuck.Name,
            Objective = new Objective("pid", Mode.Max),
            Limits = new TrialLimits { StopGrace = TimeSpan.FromSeconds(1) },
            Stop = Stop.AfterIterations(1),
        };
        await rig.SubmitAsync(spec);
        Assert.That((await rig.ClosesAsync()).Count(TrialStatus.Completed), Is.EqualTo(1));
        var notices = rig.News.OfType<ExperimentNotice>().Select(notice => notice.Text).ToArray();
        Assert.That(notices, Has.Length.EqualTo(1));
        Assert.That(notices[0], Does.Contain("Trial 0: Told to leave (Stop)").And.Contain("was killed"));
    }

    [Test]
    public async Task Attempt_ItsCheckpointIsDamaged_GoesOnFromTheOneBefore()
    {
        var (rig, history) = await RestoreAsync(looksThatFail: int.MaxValue);
        await using var _ = rig;
        var lost = history.OfType<ExperimentEvent.CheckpointLost>().Single();
        Assert.Multiple(() =>
        {
            Assert.That((lost.Checkpoint.Iteration, lost.Instead!.Iteration), Is.EqualTo((2, 1)));
            Assert.That(lost.Why, Does.Contain("'weights.bin' is missing"));
            Assert.That(Starts(history), Is.EqualTo([0, 2, 1]));
            Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
        });
    }

    [Test]
    public async Task Attempt_ItsCheckpointCannotBeReadForAMoment_GoesOnFromIt()
    {
        var (rig, history) = await RestoreAsync(looksThatFail: 1);
        await using var _ = rig;
        Assert.That(Starts(history), Is.EqualTo([0, 2]));
    }

    [Test]
    public async Task Attempt_NoRoomForTheFilesOfItsCheckpoint_WaitsAndGoesOnFromIt()
    {
        var (rig, history) = await RestoreAsync(looksThatFail: 3, StorageFault.Full);
        await using var _ = rig;
        Assert.That(Starts(history), Is.EqualTo([0, 2]));
        Assert.That(history.OfType<ExperimentEvent.CheckpointLost>(), Is.Empty);
    }

    // One trial that breaks after two checkpoints, the second of which then cannot be read.
    private async Task<(Rig Rig, IReadOnlyList<ExperimentEvent> History)> RestoreAsync(
        int looksThatFail, StorageFault fault = StorageFault.Damaged)
    {
        var looks = 0;
        var store = new FlakyStore
        {
            OpenFails = from => from.Iteration == 2 && looks++ < looksThatFail
                ? new StorageException(
                    fault, "The checkpoint of iteration 2 is damaged: 'weights.bin' is missing.")
                : null,
        };
        var rig = new Rig(this, Some.Trainable(SaveTwiceAsync), store: store);
        await rig.SubmitAsync(Some.Spec(trials: 1) with { Checkpoints = new CheckpointPolicy { KeepLast = 9 } });
        Assert.That((await rig.ClosesAsync()).Count(TrialStatus.Completed), Is.EqualTo(1));
        return (rig, await store.HistoryAsync("sweep"));
    }

    private static async Task<AttemptOutcome> SaveTwiceAsync(
        TrialAssignment assignment, ITrialChannel channel, CancellationToken kill)
    {
        for (var i = assignment.FromIteration + 1; i <= 2; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(assignment.Folder, $"{i}")).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "weights.bin"), $"{i}", kill);
            var report = new TrialReport(i - assignment.FromIteration, i, Some.Acc(i), folder);
            await await channel.SendAsync(report, kill);
        }

        return assignment.Attempt.Number == 1
            ? throw new InvalidOperationException("broke")
            : AttemptOutcome.Completed.Instance;
    }

    private static IEnumerable<int> Starts(IEnumerable<ExperimentEvent> history) =>
        history.OfType<ExperimentEvent.AttemptStarted>().Select(started => started.From?.Iteration ?? 0);

    [TestCase("..")]
    [TestCase("foreign")]
    [TestCase("link")]
    public async Task Attempt_OffersACheckpointThatIsNotInItsFolder_IsRefusedAndNothingIsMoved(string where)
    {
        var foreign = Directory.CreateTempSubdirectory("tune-foreign-");
        await File.WriteAllTextAsync(Path.Combine(foreign.FullName, "precious"), "mine");
        await using var rig = new Rig(this, Some.Trainable(async (assignment, channel, kill) =>
        {
            var link = Path.Combine(assignment.Folder, "link");
            Directory.CreateSymbolicLink(link, foreign.FullName);
            var offered = where switch
            {
                "link" => link,
                ".." => Path.Combine(assignment.Folder, ".."),
                _ => foreign.FullName,
            };
            var answer = await await channel.SendAsync(new TrialReport(1, 1, Some.Acc(1), offered), kill);
            throw new InvalidOperationException(answer.Refused);
        }));
        await rig.SubmitAsync(Some.Spec(trials: 1) with { Failure = new FailurePolicy(MaxRetries: 0) });
        Assert.That((await rig.ClosesAsync()).Count(TrialStatus.Errored), Is.EqualTo(1));
        var ended = (await rig.Store.HistoryAsync("sweep")).OfType<ExperimentEvent.AttemptEnded>().Single();
        Assert.That(
            ((AttemptOutcome.Failed)ended.Outcome).Message,
            Does.Contain(where == "link" ? "'link' is a link" : "is not below"));
        Assert.That(File.ReadAllText(Path.Combine(foreign.FullName, "precious")), Is.EqualTo("mine"));
        foreign.Delete(recursive: true);
    }

    [Test]
    public async Task Attempt_FindsALinkInPlaceOfItsFolder_MakesOneOfItsOwn()
    {
        var foreign = Directory.CreateTempSubdirectory("tune-foreign-");
        await using var rig = new Rig(this, Some.Trainable(async (assignment, channel, kill) =>
        {
            File.WriteAllText(Path.Combine(assignment.Folder, "scratch"), "x");
            if (assignment.Attempt.Number > 1)
            {
                await await channel.SendAsync(new TrialReport(1, 1, Some.Acc(1), null), kill);
                return AttemptOutcome.Completed.Instance;
            }

            Directory.CreateSymbolicLink(Path.Combine(assignment.Folder, "..", "0.2"), foreign.FullName);
            throw new InvalidOperationException("broke");
        }));
        await rig.SubmitAsync(Some.Spec(trials: 1) with { Failure = new FailurePolicy(MaxRetries: 1) });
        Assert.That((await rig.ClosesAsync()).Count(TrialStatus.Completed), Is.EqualTo(1));
        Assert.That(foreign.GetFileSystemInfos(), Is.Empty);
        foreign.Delete();
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
        Assert.That((await rig.ClosesAsync()).Count(TrialStatus.Errored), Is.EqualTo(1));
        var ended = (await rig.Store.HistoryAsync("sweep")).OfType<ExperimentEvent.AttemptEnded>().Single();
        Assert.That(((AttemptOutcome.Failed)ended.Outcome).Kind, Is.EqualTo(FailureKind.Hang));
        Assert.That(
            rig.News.OfType<ExperimentNotice>().Select(notice => notice.Text),
            Has.One.Contain("thread cannot be killed"));
    }

    private static TrainableDefinition InAProcess(string name) =>
        ProbeCode.All.Single(known => known.Name == name) with { Isolation = Isolation.Process };
}
