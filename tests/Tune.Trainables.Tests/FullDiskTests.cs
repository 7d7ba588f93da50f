using Tune.Engine.Trials;

namespace Tune.Trainables.Tests;

/// <summary>A checkpoint that does not fit on the disk: nobody's fault, and a reason to wait.</summary>
internal sealed class FullDiskTests : TrialFixture
{
    private const int NoSpace = 28;

    private bool _isFull;

    // It looks for room again after a while, which nobody here could bring about at the right moment.
    protected override TimeProvider Time => TimeProvider.System;

    [SetUp]
    public void Fill()
    {
        _isFull = true;
        Assignment = Assignment with { Milestone = 1 };
    }

    [Test]
    public async Task Report_CheckpointDoesNotFit_WaitsAndGoesOnWhenThereIsRoom()
    {
        Channel.OnStall = () =>
        {
            Assert.That(Left(), Is.Empty, "what is half written may be what fills the disk");
            _isFull = false;
        };

        Assert.That(await Run(TwiceAsync), Is.InstanceOf<AttemptOutcome.Completed>());
        Assert.That(Channel.Reports.Select(r => r.CheckpointFolder is not null), Is.EqualTo(new[] { true, false }));
        Assert.That(Channel.Stalls, Is.EqualTo(new[]
        {
            "There is no room on the disk for its checkpoint of iteration 1.", null,
        }));
    }

    [TestCase(Leaving.Interrupt, typeof(AttemptOutcome.Interrupted))]
    [TestCase(Leaving.Stop, typeof(AttemptOutcome.Obeyed))]
    public async Task Leaving_WhileACheckpointDoesNotFit_LeavesWithoutItsReport(Leaving how, Type outcome)
    {
        Channel.OnStall = () => Channel.Ask(how);

        Assert.That(await Run(TwiceAsync), Is.InstanceOf(outcome));
        Assert.That(Channel.Reports, Is.Empty);
        Assert.That(Left(), Is.Empty);
    }

    [Test]
    public async Task Pause_WhileACheckpointDoesNotFit_WaitsForIt()
    {
        var stalls = 0;
        Channel.OnStall = () =>
        {
            Channel.Ask(Leaving.Pause);
            _isFull = ++stalls < 2;
        };

        Assert.That(await Run(TwiceAsync), Is.InstanceOf<AttemptOutcome.Obeyed>());
        Assert.That(Channel.Reports.Single().CheckpointFolder, Is.Not.Null);
    }

    [Test]
    public async Task Report_CheckpointCannotBeWrittenForAnotherReason_FailsAndLeavesNothing()
    {
        var outcome = await Run(context => context.ReportAsync(new { loss = 1 }, Checkpoint.From(folder =>
        {
            File.WriteAllText(Path.Combine(folder, "half"), "written");
            throw new IOException("The tape is torn.");
        })));

        Failed(outcome, FailureKind.Checkpoint, "The tape is torn.");
        Assert.That(Left(), Is.Empty);
    }

    private async Task TwiceAsync(TrialContext context)
    {
        await context.ReportAsync(new { loss = 1 }, Checkpoint.From(Write));
        await context.ReportAsync(new { loss = 2 });
    }

    private void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "state"), "saved");
        if (_isFull)
        {
            throw new IOException("No space left on device", NoSpace);
        }
    }

    private string[] Left() => Directory.GetFiles(Assignment.Folder, "*", SearchOption.AllDirectories);
}
