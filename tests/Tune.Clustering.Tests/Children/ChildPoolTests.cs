using Tune.Clustering.Children;
using Tune.Clustering.Protocol;
using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Children;

internal sealed class ChildPoolTests
{
    [Test]
    public async Task RunAsync_Reports_ArriveInOrderAndAreAnswered()
    {
        await using var fixture = new ChildFixture();
        var outcome = await fixture.RunAsync("flood", config: ("count", 5000));
        var reports = fixture.Channel.Reports;
        Assert.Multiple(() =>
        {
            Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
            Assert.That(reports.Select(report => report.Sequence), Is.EqualTo(Enumerable.Range(1, 5000)));
            Assert.That(reports[^1].Metrics.ToString(), Is.EqualTo("loss=0.0002, accuracy=0.5, step=5000"));
        });
    }

    [Test]
    public async Task RunAsync_Artifacts_AreKeptBeforeTheCodeGoesOn()
    {
        await using var fixture = new ChildFixture();
        fixture.Channel.Accepts = path => path == "refused" ? "There is no room." : null;
        var outcome = await fixture.RunAsync("keep");

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        var (path, content) = fixture.Channel.Artifacts.Single();
        Assert.That((path, System.Text.Encoding.UTF8.GetString(content)), Is.EqualTo(("a/note.txt", "kept")));
        Assert.That(fixture.Log.Tail, Is.EqualTo("There is no room."), "it can be told apart by the training code");
    }

    [Test]
    public async Task RunAsync_NoAnswers_StopsAtTheWindow()
    {
        await using var fixture = new ChildFixture();
        fixture.Channel.HoldsAnswers = true;
        var run = fixture.RunAsync("flood", config: ("count", 200));
        await fixture.Channel.Arrived(ReportWindow.Reports);
        Assert.That(fixture.Channel.Reports, Has.Count.EqualTo(ReportWindow.Reports));
        fixture.Channel.HoldsAnswers = false;
        fixture.Channel.Release();
        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(fixture.Channel.Reports, Has.Count.EqualTo(200));
    }

    [Test]
    public async Task RunAsync_AfterASuccess_UsesTheSameProcess()
    {
        await using var fixture = new ChildFixture();
        await fixture.RunAsync("report", config: ("count", 1));
        var first = fixture.Process;
        await fixture.RunAsync("report", config: ("count", 1));
        Assert.That(fixture.Process, Is.EqualTo(first));
    }

    [Test]
    public async Task RunAsync_AfterAFailure_UsesAFreshProcess()
    {
        await using var fixture = new ChildFixture();
        await fixture.FailAsync("throw");
        var first = fixture.Process;
        await fixture.RunAsync("report", config: ("count", 1));
        Assert.That(fixture.Process, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task RunAsync_AfterItsShareOfAttempts_UsesAFreshProcess()
    {
        await using var fixture = new ChildFixture(new ChildPoolOptions { AttemptsMax = 2 });
        var processes = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            await fixture.RunAsync("report", config: ("count", 1));
            processes.Add(fixture.Process);
        }

        Assert.Multiple(() =>
        {
            Assert.That(processes[1], Is.EqualTo(processes[0]));
            Assert.That(processes[2], Is.Not.EqualTo(processes[1]));
            Assert.That(processes[3], Is.EqualTo(processes[2]));
        });
    }

    [Test]
    public async Task RunAsync_WarmProcessHasDied_UsesAFreshOne()
    {
        await using var fixture = new ChildFixture();
        await fixture.RunAsync("report", config: ("count", 1));
        var first = fixture.Process;
        using (var process = System.Diagnostics.Process.GetProcessById(first))
        {
            process.Kill();
        }

        var outcome = await fixture.RunAsync("report", config: ("count", 1));
        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(fixture.Process, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task RunAsync_OtherGpus_GetAFreshProcessThatSeesThem()
    {
        await using var fixture = new ChildFixture();
        var assignment = fixture.Folder.Assignment with { Threads = 3, Gpus = [1, 3] };
        await fixture.RunAsync("environment", assignment);
        var first = fixture.Process;
        Assert.That(fixture.Log.Tail.Split('\n'), Is.EqualTo((string[])
        [
            "OMP_NUM_THREADS=3", "CUDA_VISIBLE_DEVICES=1,3", "DOTNET_gcServer=0", "TUNE_CHILD=absent",
            "TUNE_CHILD_TOKEN=absent",
        ]));
        await fixture.RunAsync("environment", assignment with { Gpus = [] });
        Assert.That(fixture.Process, Is.Not.EqualTo(first));
        Assert.That(fixture.Log.Tail.Split('\n'), Has.Member("CUDA_VISIBLE_DEVICES="));
    }

    [Test]
    public async Task RunAsync_WithGraphicsCards_EndsItsProcessAndWaitsForTheirMemory()
    {
        await using var fixture = new ChildFixture();
        var memory = new TaskCompletionSource();
        var ended = new TaskCompletionSource<(IReadOnlyCollection<int> Processes, bool IsGone)>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        var running = fixture.RunAsync(
            "report", fixture.Folder.Assignment with { Gpus = [0], Config = Configuration.Of(("count", 1)) },
            freeCards: processes =>
            {
                ended.SetResult((processes, !IsThere(fixture.Process)));
                return memory.Task;
            });

        var (processes, isGone) = await ended.Task;
        var early = running.IsCompleted;
        memory.SetResult();

        Assert.Multiple(async () =>
        {
            Assert.That(processes, Has.Member(fixture.Process));
            Assert.That(isGone);
            Assert.That(early, Is.False, "it has ended only when the cards are free");
            Assert.That(await running, Is.InstanceOf<AttemptOutcome.Completed>());
        });
    }

    private static bool IsThere(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [Test]
    public async Task RunAsync_Paused_SavesAndLeaves()
    {
        await using var fixture = new ChildFixture();
        fixture.Channel.Answer = report => new TrialAnswer(report.Iteration == 2 ? Leaving.Pause : Leaving.No, 99);
        var outcome = await fixture.RunAsync("state", config: ("count", 5));
        Assert.Multiple(() =>
        {
            Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
            Assert.That(fixture.Channel.Saves, Has.Count.EqualTo(1));
            Assert.That(fixture.Channel.Saves[0].Iteration, Is.EqualTo(2));
            Assert.That(
                File.ReadAllText(Path.Combine(fixture.Channel.Saves[0].Folder, "state.txt")), Is.EqualTo("20"));
        });
    }

    [Test]
    public async Task RunAsync_StoreCannotSave_TellsTheCodeWhy()
    {
        await using var fixture = new ChildFixture();
        fixture.Channel.SaveFailure = new StorageException(StorageFault.Full, "The disk is full.");
        fixture.Channel.Answer = _ => new TrialAnswer(Leaving.Pause, 99);
        var failed = await fixture.FailStateAsync();
        Assert.Multiple(() =>
        {
            Assert.That(failed.Kind, Is.EqualTo(FailureKind.Checkpoint));
            Assert.That(failed.Message, Does.Contain("The disk is full."));
        });
    }

    [Test]
    public async Task RunAsync_FromACheckpoint_GoesOnFromIt()
    {
        await using var fixture = new ChildFixture();
        var assignment = fixture.Folder.From(3, "state.txt", "30") with
        {
            Config = Engine.Spaces.Configuration.Of(("count", 4)),
            Checkpoints = new CheckpointPolicy { EveryIterations = 1 },
        };
        await fixture.RunAsync("state", assignment);
        var report = fixture.Channel.Reports.Single();
        Assert.Multiple(() =>
        {
            Assert.That(report.Iteration, Is.EqualTo(4));
            Assert.That(fixture.Metric("value"), Is.EqualTo(40));
            Assert.That(report.CheckpointFolder, Is.Not.Null);
        });
    }

    [Test]
    public async Task RunAsync_ReportIsRefused_FailsWithTheReason()
    {
        await using var fixture = new ChildFixture();
        fixture.Channel.Answer = _ => new TrialAnswer(Leaving.No, 99, "It lacks the metric 'accuracy'.");
        var failed = await fixture.FailStateAsync();
        Assert.That(failed.Message, Does.Contain("It lacks the metric 'accuracy'."));
    }

    [Test]
    public async Task RunAsync_PrintsALot_KeepsHeadAndTail()
    {
        await using var fixture = new ChildFixture();
        var outcome = await fixture.RunAsync("print", config: ("lines", 500_000));
        var text = await File.ReadAllTextAsync(fixture.LogFile);
        Assert.Multiple(() =>
        {
            Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
            Assert.That(text, Has.Length.LessThan(1_500_000));
            Assert.That(text, Does.Match(@"… \(\d+ bytes left out here\)").And.Contain("the last line"));
        });
    }

    [Test]
    public async Task RunAsync_ManySlots_RunBesideEachOther()
    {
        await using var fixture = new ChildFixture();
        fixture.Channel.HoldsAnswers = true;
        var runs = Enumerable.Range(0, 3)
            .Select(slot => fixture.RunAsync("report", slot: slot, config: ("count", 1))).ToArray();
        await fixture.Channel.Arrived(3);
        fixture.Channel.Release();
        await Task.WhenAll(runs);
        var processes = fixture.Channel.Reports.Select(report => report.Metrics[1].Value);
        Assert.That(processes.Distinct().Count(), Is.EqualTo(3));
    }
}
