using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests;

/// <summary>The loop around a class that is called step by step.</summary>
internal sealed class StepTrainableTests : TrialFixture
{
    private readonly List<string> _calls = [];

    [SetUp]
    public void Forget() => _calls.Clear();

    [Test]
    public async Task Run_FromTheStart_StepsUntilThereIsNoMore()
    {
        var outcome = await Run(Countdown(3));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(_calls, Is.EqualTo(["setup", "step 1", "step 2", "step 3", "cleanup"]));
        Assert.That(
            Channel.Reports.Select(r => (r.Sequence, r.Iteration, r.Metrics[0].Value)),
            Is.EqualTo([(1, 1, 1.0), (2, 2, 2.0), (3, 3, 3.0)]));
    }

    [Test]
    public async Task Run_FromACheckpoint_LoadsAfterSetup()
    {
        Assignment = Folder.From(2, "done", "2");

        await Run(Countdown(3));

        Assert.That(_calls, Is.EqualTo(["setup", "load 2", "step 3", "cleanup"]));
        Assert.That(Channel.Reports.Select(r => r.Iteration), Is.EqualTo([3]));
    }

    [Test]
    public async Task Run_ToAPause_SavesBetweenStepsAndStepsNoFurther()
    {
        Assignment = Assignment with { Milestone = 2 };
        Channel.Answer = r => r.Iteration < 2 ? RecordingChannel.Continue(2) : new(Leaving.Pause, 2);

        var outcome = await Run(Countdown(int.MaxValue));

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(_calls, Is.EqualTo(["setup", "step 1", "step 2", "save 2", "cleanup"]));
        Assert.That(File.ReadAllText(Path.Combine(Channel.Reports[1].CheckpointFolder!, "done")), Is.EqualTo("2"));
    }

    [Test]
    public async Task Run_InterruptedAndContinued_LosesAndRepeatsNothing()
    {
        Channel.Answer = r =>
        {
            if (r.Iteration == 2)
            {
                Channel.Ask(Leaving.Interrupt);
            }

            return RecordingChannel.Continue(100);
        };
        var first = await Run(Countdown(4));
        var (saved, iteration) = Channel.Reports.Where(r => r.CheckpointFolder is not null)
            .Select(r => (r.CheckpointFolder!, r.Iteration)).Concat(Channel.Saves).Single();

        using var second = new RecordingChannel();
        await Countdown(4).Create().RunAsync(
            Assignment with { From = saved, FromIteration = iteration }, second, CancellationToken.None);

        Assert.That(first, Is.InstanceOf<AttemptOutcome.Interrupted>());
        Assert.That(
            Channel.Reports.Concat(second.Reports).Select(r => r.Metrics[0].Value), Is.EqualTo([1.0, 2, 3, 4]));
    }

    [Test]
    public async Task Run_OfAClassThatDoesNotSave_OffersNoCheckpoint()
    {
        Assignment = Assignment with { Milestone = 1 };
        Channel.Answer = _ => new(Leaving.Pause, 1);

        await Run(Trainable.Class("forgetful", () => new Forgetful()));

        Assert.That(Channel.Reports[0].CheckpointFolder, Is.Null);
        Assert.That(Channel.Lines, Is.Empty);
    }

    [Test]
    public void Problems_WithASchedulerThatPauses_NameWhatIsNotOverridden()
    {
        Assert.That(Trainable.Class("forgetful", () => new Forgetful()).Problems(Pausing).Single(), Is.EqualTo(
            "Asha.Variant is Promotion, which pauses trials at every rung, and they go on from checkpoints, but "
            + "Trainable 'forgetful' has none: Forgetful does not override Save. Override Save and Load, or choose a "
            + "scheduler that neither pauses nor copies trials."));
        Assert.That(Trainable.Class("half", () => new SavesOnly()).Problems(Pausing).Single(),
            Does.Contain("SavesOnly overrides Save and not Load."));
        Assert.That(Trainable.Class<Configuration>("broken", () => throw new IOException()).Problems(Pausing), Is.Empty,
            "where it runs it may be made");
        Assert.That(Countdown(3).Problems(Pausing), Is.Empty);
        Assert.That(Trainable.Class("forgetful", () => new Forgetful()).Problems(
            new AshaOptions { MaxIterations = 9 }), Is.Empty, "nothing is paused");
    }

    [Test]
    public void Problems_OfACommandThatIsSaidNotToSave_NameTheOption()
    {
        var command = new CommandOptions { Program = "train" };
        Assert.That(Trainable.Command("command", command).Problems(Pausing), Is.Empty, "a run will show");
        Assert.That(Trainable.Command("command", command with { Checkpoints = false }).Problems(Pausing).Single(),
            Does.Contain("'command' has none: CommandOptions.Checkpoints is false."));
    }

    [Test]
    public async Task Run_OfAClassThatDoesNotLoad_FromACheckpoint_BreaksTheContract()
    {
        Assignment = Folder.From(2, "done", "2");

        var outcome = await Run(Trainable.Class("forgetful", () => new Forgetful()));

        Failed(outcome, FailureKind.Contract, "Forgetful is to go on from a checkpoint but does not override Load");
    }

    [Test]
    public async Task Run_FromACheckpointItCannotRead_FailsAsCheckpoint()
    {
        Assignment = Folder.From(2, "done", "two");

        Failed(await Run(Countdown(3)), FailureKind.Checkpoint, "Loading the checkpoint of iteration 2 failed");
        Assert.That(_calls, Is.EqualTo(["setup", "cleanup"]));
    }

    [Test]
    public async Task Run_FromACheckpointWithoutTheFile_SaysWhatItHas()
    {
        Assignment = Folder.From(2, "other", "2");

        Failed(await Run(Countdown(3)), FailureKind.Checkpoint, "has no file 'done'; it has: other");
    }

    private Engine.Ports.TrainableDefinition Countdown(int steps) =>
        Trainable.Class("countdown", () => new Counter(_calls, steps));

    private sealed class Counter(List<string> calls, int steps) : StepTrainable<Configuration>
    {
        private int _done;

        protected override void Setup(Configuration config) => calls.Add("setup");

        protected override MetricSet? Step()
        {
            if (_done == steps)
            {
                return null;
            }

            calls.Add($"step {++_done}");
            return [new("loss", _done)];
        }

        protected override void Save(string folder)
        {
            calls.Add($"save {_done}");
            File.WriteAllText(Path.Combine(folder, "done"), _done.ToString(CultureInfo.InvariantCulture));
        }

        protected override void Load(RestoredCheckpoint checkpoint)
        {
            _done = int.Parse(checkpoint.ReadText("done"), CultureInfo.InvariantCulture);
            calls.Add($"load {_done}");
        }

        protected override void Cleanup() => calls.Add("cleanup");
    }

    private static AshaOptions Pausing { get; } = new() { MaxIterations = 9, Variant = AshaVariant.Promotion };

    private sealed class SavesOnly : StepTrainable<Configuration>
    {
        protected override void Setup(Configuration config)
        {
        }

        protected override MetricSet? Step() => null;

        protected override void Save(string folder)
        {
        }
    }

    private sealed class Forgetful : StepTrainable<Configuration>
    {
        protected override void Setup(Configuration config)
        {
        }

        protected override MetricSet? Step() => [new("loss", Context.Iteration)];
    }
}
