using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>What of a trial's work stands when an attempt goes on from an earlier place.</summary>
internal sealed class LineTests
{
    private static readonly Configuration Config = Configuration.Of(("x", 0.5));
    private static readonly AttemptOutcome Crash = new AttemptOutcome.Failed(FailureKind.Crash, "broke", "");

    private readonly TrialLine _line = new();
    private long _order;

    [SetUp]
    public void Begin()
    {
        _order = 0;
        Start(1, null);
    }

    private void Start(int attempt, CheckpointRef? from) => _line.Start(new Attempt(attempt), from);

    private void Report(int iteration, double value) => _line.Report(
        iteration, MetricSet.Of(("acc", value)), Score.Of(value, Mode.Max), Config, ++_order,
        new Objective("acc", Mode.Max));

    private void Save(int iteration, char name) =>
        _line.Save(Checkpoint(iteration, name));

    private static CheckpointRef Checkpoint(int iteration, char name) => new(new string(name, 64), 1, iteration);

    private (int Reach, double? Best, double Last) Now =>
        (_line.Reach, _line.Best?.Score.Value, _line.Metrics.TryGet("acc", out var last) ? last : double.NaN);

    [Test]
    public void Start_FromTheLastCheckpoint_TakesBackWhatCameAfterIt()
    {
        Report(4, 0.5);
        Save(4, 'a');
        Report(7, 0.9);
        Assert.That(Now, Is.EqualTo((7, 0.9, 0.9)), "it counts as long as nothing has gone on from elsewhere");

        Start(2, Checkpoint(4, 'a'));

        Assert.That(Now, Is.EqualTo((4, 0.5, 0.5)));
    }

    [Test]
    public void Start_FromNothing_TakesEverythingBack()
    {
        Report(4, 0.5);
        Start(2, null);

        Assert.That(Now, Is.EqualTo((0, (double?)null, double.NaN)));
    }

    [Test]
    public void Start_WhereItStood_TakesNothingBack()
    {
        Report(4, 0.5);
        Save(4, 'a');
        Start(2, Checkpoint(4, 'a'));

        Assert.That(Now, Is.EqualTo((4, 0.5, 0.5)));
    }

    [Test]
    public void Report_OnTheWayAgain_Counts()
    {
        Report(4, 0.5);
        Save(4, 'a');
        Report(7, 0.9);
        Start(2, Checkpoint(4, 'a'));
        Report(7, 0.6);

        Assert.That(Now, Is.EqualTo((7, 0.6, 0.6)));
        Assert.That(_line.Best!.Attempt, Is.EqualTo(new Attempt(2)));
    }

    [Test]
    public void Start_FromACheckpointTwice_ForgetsTheAttemptInBetween()
    {
        Report(4, 0.5);
        Save(4, 'a');
        Start(2, Checkpoint(4, 'a'));
        Report(6, 0.8);
        Start(3, Checkpoint(4, 'a'));

        Assert.That(Now, Is.EqualTo((4, 0.5, 0.5)));
        Assert.That((_line.Begun.Attempt.Number, _line.Begun.Iteration), Is.EqualTo((1, 4)));
    }

    [Test]
    public void Save_ByACloneBehindItsLastReport_KeepsWhatTheTrialHadReportedBefore()
    {
        Report(8, 0.7);
        _line.Decide(new Decision.CloneFrom(new TrialId(1), Checkpoint(5, 'd'), Config), 8);
        Start(2, Checkpoint(5, 'd'));
        Report(7, 0.6);
        Save(6, 'a');

        Start(3, Checkpoint(6, 'a'));

        Assert.That((_line.Reach, _line.Best?.Score.Value), Is.EqualTo((8, 0.7)), "it was left behind on purpose");
    }

    [Test]
    public void Start_AsAClone_KeepsWhatItHadReportedAndRollsBackOnlyWhatCameSince()
    {
        Report(8, 0.7);
        _line.Decide(new Decision.CloneFrom(new TrialId(1), Checkpoint(6, 'd'), Config), 8);
        Start(2, Checkpoint(6, 'd'));
        Assert.That(Now, Is.EqualTo((8, 0.7, 0.7)));

        Report(9, 0.9);
        Start(3, Checkpoint(6, 'd'));

        Assert.That(Now, Is.EqualTo((8, 0.7, 0.7)), "what the clone had reported is lost");
    }

    [Test]
    public void Start_FromAnOlderCheckpointInsteadOfALostOne_RollsBackToIt()
    {
        Report(2, 0.2);
        Save(2, 'a');
        Report(4, 0.5);
        Save(4, 'b');
        Start(2, Checkpoint(4, 'b'));
        _line.Lose(Checkpoint(4, 'b'), Checkpoint(2, 'a'));
        Start(3, Checkpoint(2, 'a'));

        Assert.That(Now, Is.EqualTo((2, 0.2, 0.2)));
    }

    [Test]
    public void BestCheckpoint_OfAnIterationThatWasReportedAgain_IsTheOneThatStands()
    {
        Save(0, 'z');
        Report(4, 0.5);
        Save(4, 'a');
        Start(2, Checkpoint(0, 'z'));
        Report(4, 0.6);
        Assert.That(_line.BestCheckpoint, Is.Null);

        Save(4, 'b');

        Assert.That(_line.BestCheckpoint, Is.EqualTo(Checkpoint(4, 'b')));
    }

    // The issue: a retry from checkpoint 4, and reports 5 to 7 of the dead attempt are still the best.
    [Test]
    public void Best_OfADeadAttempt_GivesWayToTheBestThatStands()
    {
        var some = new Scenario().Place().Place(1).Report(1, 1, 0.6);
        some.Report(0, 4, 0.5, withCheckpoint: true).Report(0, 5, 0.7).Report(0, 6, 0.9).Report(0, 7, 0.8);
        some.End(0, Crash);
        Assert.That(some.State.Best!.Value, Is.EqualTo(0.9), "nothing has gone on from elsewhere yet");

        some.Place();

        Assert.That((some.State.Best!.Trial.Number, some.State.Best.Value), Is.EqualTo((1, 0.6)));
        Assert.That(some.Trial(0).BestScore.Value, Is.EqualTo(0.5));
        Assert.That(some.Trial(0).Iteration, Is.EqualTo(7), "what the scheduler was told stays told");

        some.Report(0, 5, 0.65);
        Assert.That((some.State.Best!.Trial.Number, some.State.Best.Value), Is.EqualTo((0, 0.65)));
    }

    [Test]
    public void Best_OfATrialThatIsOver_IsNotForgottenWhenAnotherIsRolledBack()
    {
        var some = new Scenario().Place().Place(1).Report(1, 1, 0.6);
        some.End(1, AttemptOutcome.Completed.Instance).Report(0, 1, 0.9).End(0, Crash).Place();

        Assert.That((some.State.Best!.Trial.Number, some.State.Best.Value), Is.EqualTo((1, 0.6)));
    }

    [Test]
    public void Retention_OfACheckpointOnTheWayAgain_GoesByWhatIsReportedThen()
    {
        var some = new Scenario(spec => spec with
        {
            Checkpoints = new CheckpointPolicy { KeepLast = 1, KeepBest = 1 },
        });
        some.Place();
        Send(some, 1, 4, 0.5, Checkpoint(4, 'a'));
        Send(some, 2, 6, 0.9, null);
        some.End(0, Crash).Place();
        Send(some, 1, 6, 0.1, Checkpoint(6, 'b'));
        some.When(new ExperimentCommand.DropCheckpoints(some.Now));

        Assert.That(
            some.State.Checkpoints.Of(new TrialId(0)), Is.EqualTo(new[] { Checkpoint(4, 'a'), Checkpoint(6, 'b') }),
            "the last, and the best: 0.9 is gone");

        static void Send(Scenario to, int sequence, int iteration, double value, CheckpointRef? checkpoint) => to.When(
            new ExperimentCommand.Report(
                to.Now, new TrialId(0), to.Trial(0).Attempt, sequence, iteration, MetricSet.Of(("acc", value)),
                checkpoint));
    }

    [Test]
    public void AttemptEnded_SaysWhetherTheTrialIsParked()
    {
        var scheduler = new ScriptedScheduler { OnJudge = _ => Decision.Pause.Instance };
        var parked = new Scenario(scheduler: scheduler).Place().Report(0, 1, withCheckpoint: true)
            .End(0, AttemptOutcome.Obeyed.Instance);
        var broken = new Scenario(scheduler: scheduler).Place().Report(0, 1).End(0, Crash);

        Assert.That(parked.Last.OfType<ExperimentEvent.AttemptEnded>().Single().Parked, Is.True);
        Assert.That(broken.Last.OfType<ExperimentEvent.AttemptEnded>().Single().Parked, Is.False);
    }

    [Test]
    public void Audit_OfAJournalThatDoesNotSayWhoWasParked_FindsNothingAmiss()
    {
        var scheduler = new ScriptedScheduler { OnJudge = _ => Decision.Pause.Instance };
        var some = new Scenario(scheduler: scheduler).Place().Report(0, 1, withCheckpoint: true)
            .End(0, AttemptOutcome.Obeyed.Instance);
        var old = some.History.Select(fact =>
            fact is ExperimentEvent.AttemptEnded ended ? ended with { Parked = null } : fact).ToList();

        Assert.That(ReplayAudit.Run(old).Mismatches, Is.Empty);
        Assert.That(ExperimentMachine.Replay(old).Count(TrialStatus.Paused), Is.EqualTo(1));
    }
}
