using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Testing.Machine;
using Tune.Testing.Trials;

namespace Tune.Trainables.Tests;

/// <summary>One attempt with a recording channel in front and a folder behind it.</summary>
internal abstract class TrialFixture
{
    protected RecordingChannel Channel { get; private set; } = null!;

    protected TrialFolder Folder { get; private set; } = null!;

    protected ManualClock Clock { get; private set; } = null!;

    /// <summary>What the attempt waits and measures by.</summary>
    protected virtual TimeProvider Time => Clock;

    protected TrialAssignment Assignment { get; set; } = null!;

    [SetUp]
    public void Arrange()
    {
        Channel = new RecordingChannel();
        Folder = new TrialFolder();
        Clock = new ManualClock();
        Assignment = Folder.Assignment;
    }

    [TearDown]
    public void Clean()
    {
        Channel.Dispose();
        Folder.Dispose();
    }

    protected Task<AttemptOutcome> Run(Func<TrialContext, Task> body, CancellationToken kill = default) =>
        Run(Trainable.Define("some", attempt => attempt.RunAsync(body), Time), kill);

    protected Task<AttemptOutcome> Run(TrainableDefinition definition, CancellationToken kill = default) => definition
        .Create()
        .RunAsync(Assignment, Channel, kill)
        .WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);

    protected static void Failed(AttemptOutcome outcome, FailureKind kind, string saying)
    {
        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Failed>());
        var failed = (AttemptOutcome.Failed)outcome;
        Assert.That(failed.Message, Does.Contain(saying));
        Assert.That(failed.Kind, Is.EqualTo(kind));
    }

    /// <summary>A checkpoint that counts how often it is written.</summary>
    protected sealed class Counted
    {
        public Counted() => Offer = Checkpoint.From(folder =>
        {
            Written++;
            File.WriteAllText(Path.Combine(folder, "state"), "saved");
        });

        public Checkpoint Offer { get; }

        public int Written { get; private set; }
    }
}
