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

    [Test]
    public void Clone_OutOfAPause_StartsFromTheDonorWithTheNewConfigurationInOneTurn()
    {
        var some = Parked(out var clone);
        some.Place();

        Assert.That(some.Kinds, Is.EqualTo("Decided AttemptStarted"));
        Assert.That(((ExperimentEvent.Decided)some.Last[0]).Decision, Is.EqualTo(clone), "for the record");
        Assert.That(((ExperimentEvent.AttemptStarted)some.Last[1]).From, Is.EqualTo(clone.Checkpoint));
        Assert.That(some.Trial(0).Config, Is.EqualTo(clone.Config));
        Assert.That(some.Trial(0).Leaving, Is.EqualTo(Leaving.No));
        Assert.That(some.Scheduler.Told[^1], Is.EqualTo(new TrialFact.Resumed(new TrialId(0), clone)));
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
    }

    [Test]
    public void Clone_OutOfAPause_OfACheckpointThatIsNotHeld_GoesOnAsItWas()
    {
        var some = Parked(out var clone, donorSaves: false);
        var before = some.Trial(0).Config;
        some.Place();

        Assert.That(((ExperimentEvent.AttemptStarted)some.Last.Single()).From!.Iteration, Is.EqualTo(3));
        Assert.That(some.Trial(0).Config, Is.EqualTo(before));
        Assert.That(some.Scheduler.Told[^1], Is.EqualTo(new TrialFact.Resumed(new TrialId(0))));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Clone_BreaksBeforeItHasSaved_GoesBackToTheDonorsCheckpoint(bool outOfAPause)
    {
        Decision.CloneFrom clone;
        Scenario some;
        if (outOfAPause)
        {
            some = Parked(out clone);
        }
        else
        {
            clone = new Decision.CloneFrom(
                new TrialId(1), Donor, new Scenario().Spec.Space.Sample(KeyedRandom.For(1, "other")));
            some = new Scenario(scheduler: Cloning(clone)).Place().Place(1);
            some.When(Save(some, 1, Donor, report: 7))
                .When(Save(some, 0, Own(3), report: 3)).End(0, AttemptOutcome.Obeyed.Instance);
        }

        some.Place().Report(0, 8).Fail(0).Place();

        var started = some.History.OfType<ExperimentEvent.AttemptStarted>()
            .Where(fact => fact.Trial.Number == 0).ToArray();
        Assert.That(started.Select(fact => fact.Attempt.Number), Is.EqualTo(new[] { 1, 2, 3 }), "fenced");
        Assert.That(started.Skip(1).Select(fact => fact.From), Is.All.EqualTo(Donor), "never its own from before");
        Assert.That(some.Trial(0).Config, Is.EqualTo(clone.Config));
        some.When(Save(some, 0, Own(9), report: 9, attempt: 2));
        Assert.That(some.Kinds, Is.EqualTo("MessageRefused"), "the attempt before has no voice");
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Again_ACloneThatFailedForGood_GoesOnFromTheDonorsCheckpointIfItIsStillThere(bool isHeld)
    {
        var some = Parked(out var clone).Place();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            some.Fail(0).Place();
        }

        Assert.That(some.State.FailedTrials, Is.EqualTo([new TrialId(0)]));
        if (!isHeld)
        {
            some.When(new ExperimentCommand.Submit(some.Now, some.Spec with
            {
                Checkpoints = new CheckpointPolicy { KeepBest = 0, QuotaBytes = 1 },
            }));
            some.End(1, AttemptOutcome.Completed.Instance).When(new ExperimentCommand.DropCheckpoints(some.Now));
            Assert.That(some.Kinds, Is.EqualTo("CheckpointDropped CheckpointDropped"), "who has failed pins nothing");
        }

        some.When(new ExperimentCommand.Again(some.Now, new SecondChance()));

        Assert.That(some.Last.OfType<ExperimentEvent.TrialReopened>().Single(),
            Has.Property("From").EqualTo(isHeld ? Donor : null).And.Property("Config").EqualTo(clone.Config));
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
    }

    [Test]
    public void Judge_IsShownTheCheckpointOfTheReport_AndToldTheSame()
    {
        var some = new Scenario().Place().Report(0, 3, withCheckpoint: true).Report(0, 4);

        Assert.That(
            some.Scheduler.Asked.Select(seen => seen.Checkpoint), Is.EqualTo(new[] { Scenario.Checkpoint(3), null }));
        Assert.That(
            some.Scheduler.Told.OfType<TrialFact.Judged>().Select(fact => fact.Seen),
            Is.EqualTo(some.Scheduler.Asked));
    }

    [Test]
    public void Wanted_Checkpoints_StayWhateverThePolicySays()
    {
        var scheduler = new ScriptedScheduler { OnWanted = () => [Own(2).Digest] };
        var some = new Scenario(
            spec => spec with { Checkpoints = new CheckpointPolicy { KeepBest = 0, QuotaBytes = 1 } }, scheduler);
        some.Place();
        foreach (var iteration in (int[])[1, 2, 3])
        {
            some.When(Save(some, 0, Own(iteration), report: iteration));
        }

        some.End(0, AttemptOutcome.Completed.Instance).When(new ExperimentCommand.DropCheckpoints(some.Now));

        Assert.That(
            some.Last.Cast<ExperimentEvent.CheckpointDropped>().Select(fact => fact.Checkpoint),
            Is.EqualTo(new[] { Own(1), Own(3) }));
    }

    private static CheckpointRef Donor { get; } = Scenario.Checkpoint(7);

    private static CheckpointRef Own(int iteration) => new($"{iteration:x64}", 10, iteration);

    private static ExperimentCommand.Report Save(
        Scenario some, int trial, CheckpointRef checkpoint, int report, int? attempt = null)
    {
        var known = some.Trial(trial);
        return new ExperimentCommand.Report(
            some.Now, known.Id, new Attempt(attempt ?? known.Attempt.Number), known.Sequence + 1, report,
            MetricSet.Of(("acc", 1)), checkpoint);
    }

    /// <summary>Trial 0 has paused at 3, trial 1 is at 7, and trial 0 is to go on as trial 1's clone.</summary>
    private static Scenario Parked(out Decision.CloneFrom clone, bool donorSaves = true)
    {
        var made = new Decision.CloneFrom(
            new TrialId(1), Donor, new Scenario().Spec.Space.Sample(KeyedRandom.For(1, "other")));
        clone = made;
        var some = new Scenario(scheduler: new ScriptedScheduler
        {
            OnJudge = seen => seen.Iteration == 3 ? Decision.Pause.Instance : Decision.Continue.Instance,
            OnPropose = mayStartNew =>
                mayStartNew ? Proposal.New.Instance : new Proposal.Resume(new TrialId(0), made),
        });
        some.Place().Place(1).Report(1, 7, withCheckpoint: donorSaves);
        return some.When(Save(some, 0, Own(3), report: 3)).End(0, AttemptOutcome.Obeyed.Instance);
    }
}
