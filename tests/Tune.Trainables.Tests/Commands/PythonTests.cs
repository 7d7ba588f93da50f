using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests.Commands;

/// <summary>The example in Python, as a user runs it.</summary>
internal sealed class PythonTests : TrialFixture
{
    private TrainableDefinition _train = null!;

    [SetUp]
    public void NeedPython()
    {
        _train = Trainable.Command(
            "logistic", InstalledProgram.PathOrSkip("python3", "python3"), Path.Combine(
                TestContext.CurrentContext.TestDirectory, "train.py"));
        Assignment = Assignment with
        {
            Config = Configuration.Of(("learning_rate", 0.05), ("l2", 0.001), ("epochs", 6)),
        };
    }

    [Test]
    public async Task Example_ToItsEnd_Learns()
    {
        var outcome = await Run(_train);

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Reports.Select(r => r.Iteration), Is.EqualTo([1, 2, 3, 4, 5, 6]));
        Assert.That(Channel.Reports[^1].Metrics.TryGet("accuracy", out var accuracy));
        Assert.That(accuracy, Is.GreaterThan(0.85));
        Assert.That(Channel.Lines, Is.EqualTo(["6 epochs done"]));
    }

    [Test]
    public async Task Example_PausedAndContinued_GivesTheSameFiguresAsInOneRun()
    {
        await Run(_train);
        using var first = new RecordingChannel { Answer = r => new(r.Iteration < 3 ? Leaving.No : Leaving.Pause, 3) };
        using var second = new RecordingChannel();

        var paused = await _train.Create().RunAsync(Assignment with { Milestone = 3 }, first, CancellationToken.None);
        var restored = Assignment with { From = first.Reports[^1].CheckpointFolder, FromIteration = 3 };
        await _train.Create().RunAsync(restored, second, CancellationToken.None);

        Assert.That(paused, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(
            first.Reports.Concat(second.Reports).Select(r => (r.Iteration, r.Metrics)),
            Is.EqualTo(Channel.Reports.Select(r => (r.Iteration, r.Metrics))));
    }

    [Test]
    public async Task Example_Interrupted_FinishesItsEpochAndSavesIt()
    {
        Assignment = Assignment with { Config = Assignment.Config.With("epochs", 100_000) };
        var run = Run(_train);
        await Channel.Arrived(2);
        Channel.Ask(Leaving.Interrupt);

        Assert.That(await run, Is.InstanceOf<AttemptOutcome.Interrupted>());
        var last = Channel.Reports[^1];
        var saved = Channel.Saves.Append((Folder: last.CheckpointFolder!, last.Iteration)).First();
        Assert.That(saved.Iteration, Is.EqualTo(last.Iteration));
        Assert.That(File.Exists(Path.Combine(saved.Folder, "state.json")));
    }
}
