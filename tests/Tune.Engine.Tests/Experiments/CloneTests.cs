using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>A trial goes on from another's checkpoint, which must be there and stay there.</summary>
internal sealed class CloneTests
{
    private static ScriptedScheduler Cloning(Decision.CloneFrom clone) => new()
    {
        OnJudge = seen => seen.Trial == clone.Donor ? Decision.Continue.Instance : clone,
    };

    [Test]
    public void Clone_TakesTheDonorsCheckpointAndTheNewConfiguration()
    {
        var donor = Scenario.Checkpoint(7);
        var some = new Scenario();
        var config = some.Spec.Space.Sample(KeyedRandom.For(1, "other"));
        var clone = new Decision.CloneFrom(new TrialId(1), donor, config);
        some = new Scenario(scheduler: Cloning(clone)).Place().Place(1).Report(1, 7, withCheckpoint: true)
            .Report(0, 3).End(0, AttemptOutcome.Obeyed.Instance).Place();

        Assert.That(((ExperimentEvent.AttemptStarted)some.Last.Single()).From, Is.EqualTo(donor));
        Assert.That(some.Trial(0).Config, Is.EqualTo(config));
    }

    [Test]
    public void Clone_OfACheckpointThatIsNotHeld_IsRecordedAsContinue()
    {
        var config = new Scenario().Spec.Space.Sample(KeyedRandom.For(1, "other"));
        var clone = new Decision.CloneFrom(new TrialId(1), Scenario.Checkpoint(7), config);
        var some = new Scenario(scheduler: Cloning(clone)).Place().Report(0, 3);

        Assert.That(((Reply.Accepted)some.Reply).Decision, Is.EqualTo(Decision.Continue.Instance));
        var told = some.Scheduler.Told.OfType<TrialFact.Judged>().Single();
        Assert.That(told.Decision, Is.EqualTo(Decision.Continue.Instance), "nothing came of it");
    }

    [Test]
    public void Clone_OwnCheckpointArrivesLate_DoesNotReplaceTheDonors()
    {
        var donor = Scenario.Checkpoint(7);
        var config = new Scenario().Spec.Space.Sample(KeyedRandom.For(1, "other"));
        var some = new Scenario(scheduler: Cloning(new Decision.CloneFrom(new TrialId(1), donor, config)))
            .Place().Place(1).Report(1, 7, withCheckpoint: true).Report(0, 3);
        some.When(new ExperimentCommand.SaveCheckpoint(
            some.Now, new TrialId(0), new Attempt(1), new CheckpointRef(new string('b', 64), 10, 3)));

        Assert.That(some.Trial(0).Checkpoint, Is.EqualTo(donor));
    }

    [Test]
    public void Clone_DonorEndsAndItsCheckpointsAreNotKept_StaysUntilTheTrialHasItsOwn()
    {
        var config = new Scenario().Spec.Space.Sample(KeyedRandom.For(1, "other"));
        var clone = new Decision.CloneFrom(new TrialId(1), Scenario.Checkpoint(7), config);
        var some = new Scenario(
            spec => spec with { Checkpoints = new CheckpointPolicy { KeepBest = 0, QuotaBytes = 1 } },
            Cloning(clone));
        some.Place().Place(1).Report(1, 7, withCheckpoint: true).Report(0, 3)
            .End(1, AttemptOutcome.Completed.Instance).When(new ExperimentCommand.DropCheckpoints(some.Now));
        Assert.That(some.Last, Is.Empty, "pinned by the clone");

        some.End(0, AttemptOutcome.Obeyed.Instance).Place();
        some.When(new ExperimentCommand.Report(
            some.Now, new TrialId(0), new Attempt(2), 1, 8, MetricSet.Of(("acc", 1)),
            new CheckpointRef(new string('b', 64), 10, 8)));
        some.When(new ExperimentCommand.DropCheckpoints(some.Now));
        Assert.That(some.Kinds, Is.EqualTo("CheckpointDropped"), "of no more use");
    }
}
