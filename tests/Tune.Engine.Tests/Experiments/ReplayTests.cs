using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>A history gives back the state and, asked again, the same decisions; a changed one is found out.</summary>
internal sealed class ReplayTests
{
    [Test]
    public void Replay_OfAHistory_GivesTheSameStateAndDecisions()
    {
        var some = new Scenario(spec => spec with { Trials = 3 })
            .Place().Place(1).Report(0, 1, 0.4, withCheckpoint: true).Report(1, 1, 0.6).Fail(1).Place(1)
            .Report(1, 1, 0.6).Report(1, 2, 0.7).End(1, AttemptOutcome.Completed.Instance).Place(1);

        var again = ExperimentMachine.Replay(some.History);

        Assert.That(again.InputsHash, Is.EqualTo(some.State.InputsHash));
        Assert.That(again.Best, Is.EqualTo(some.State.Best));
        Assert.That(again.Reports, Is.EqualTo(some.State.Reports));
        Assert.That(ReplayAudit.Run(some.History).IsIdentical, Is.True);
    }

    [Test]
    public void ReplayAudit_ChangedDecision_IsReportedWithItsPlace()
    {
        var some = new Scenario().Place().Report(0, 1);
        var at = some.History.FindIndex(fact => fact is ExperimentEvent.Decided);
        some.History[at] = (ExperimentEvent.Decided)some.History[at] with { Decision = Decision.Pause.Instance };

        var report = ReplayAudit.Run(some.History);

        Assert.That(report.IsIdentical, Is.False);
        Assert.That(report.Mismatches[0], Does.StartWith($"event {at}:"));
    }

    [Test]
    public void ReplayAudit_OfEveryKindOfEvent_DecidesItAgain()
    {
        var history = Eventful().History;

        Assert.That(
            history.Select(fact => fact.GetType()).Distinct(),
            Is.EquivalentTo(typeof(ExperimentEvent).GetNestedTypes()), "every kind is there");
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
    }

    [Test]
    public void ReplayAudit_AnyDecidedEventForged_IsReported()
    {
        var history = Eventful().History;
        for (var at = 0; at < history.Count; at++)
        {
            List<ExperimentEvent> changed = [.. history];
            changed[at] = Forged(history[at]);
            if (changed[at] != history[at])
            {
                Assert.That(ReplayAudit.Run(changed).IsIdentical, Is.False, $"{changed[at]}");
            }
        }
    }

    [Test]
    public void ReplayAudit_TrialByHandThatNobodyAskedFor_IsReported()
    {
        var some = new Scenario(spec => spec).When(new ExperimentCommand.ByHand(
            new Moment(0, 0), new UserAct.Enqueue(Configuration.Empty), new ActedBy("ann", "test")));
        Assert.That(some.History, Has.One.InstanceOf<ExperimentEvent.Acted>());
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);

        some.History.RemoveAll(fact => fact is ExperimentEvent.Acted);

        Assert.That(ReplayAudit.Run(some.History).IsIdentical, Is.False);
    }

    [TestCase(typeof(ExperimentEvent.Ended))]
    [TestCase(typeof(ExperimentEvent.TrialEnded))]
    [TestCase(typeof(ExperimentEvent.CheckpointDropped))]
    [TestCase(typeof(ExperimentEvent.CheckpointLost))]
    public void ReplayAudit_EventThatNothingLedTo_IsReported(Type kind)
    {
        var history = Eventful().History;
        var at = history.FindIndex(fact => fact is ExperimentEvent.AttemptStarted { Attempt.Number: 2 });
        ExperimentEvent forged = kind == typeof(ExperimentEvent.Ended)
            ? new ExperimentEvent.Ended(history[at].At, ExperimentStatus.Finished, "done")
            : kind == typeof(ExperimentEvent.TrialEnded)
                ? new ExperimentEvent.TrialEnded(history[at].At, new TrialId(0), TrialStatus.Completed, "done")
                : kind == typeof(ExperimentEvent.CheckpointLost)
                    ? new ExperimentEvent.CheckpointLost(
                        history[at].At, new TrialId(0), new Attempt(1), Scenario.Checkpoint(2), null, "gone")
                    : new ExperimentEvent.CheckpointDropped(history[at].At, new TrialId(0), Scenario.Checkpoint(9));
        history = [.. history[..at], forged];

        Assert.That(ReplayAudit.Run(history).Mismatches.Single(), Does.StartWith($"event {at}:"));
    }

    [Test]
    public void ReplayAudit_EndOfTheExperimentLeftOut_IsReported()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.When("acc", atLeast: 0.9, experiment: true) })
            .Place().Report(0, 1, 0.95).End(0, AttemptOutcome.Obeyed.Instance);
        some.History.RemoveAll(fact => fact is ExperimentEvent.Ended);

        Assert.That(ReplayAudit.Run(some.History).IsIdentical, Is.False);
    }

    private static ExperimentEvent Forged(ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.Decided decided => decided with { InputsHash = decided.InputsHash + 1 },
        ExperimentEvent.AttemptStarted started => started with { From = Scenario.Checkpoint(77) },
        ExperimentEvent.TrialEnded ended => ended with { Why = "another reason" },
        ExperimentEvent.Ended ended => ended with { Why = "another reason" },
        _ => fact,
    };

    // At least one event of each kind.
    private static Scenario Eventful()
    {
        var some = new Scenario(spec => spec with
        {
            Trials = 3, Checkpoints = new CheckpointPolicy { KeepBest = 0 }, Failure = new FailurePolicy(1),
            Stop = Stop.AfterTrialTime(TimeSpan.FromSeconds(50)),
        }, new ScriptedScheduler { OnSlots = _ => 1 });
        some.When(new ExperimentCommand.HoldSlots(some.Now, "node", SlotSet.Of(0, 1)));
        some.When(new ExperimentCommand.NoteProgram(some.Now, new ProgramRecord { Name = "some", Commit = "abc" }));
        some.Wait(31).When(new ExperimentCommand.Tick(some.Now));
        some.Place().Place(1).Report(0, 1, 0.4);
        some.When(new ExperimentCommand.SaveCheckpoint(
            some.Now, new TrialId(0), new Attempt(1), new CheckpointRef(new string('b', 64), 10, 1)));
        some.Report(0, 2, withCheckpoint: true)
            .When(new ExperimentCommand.DropCheckpoints(some.Now)).Fail(1).Place(1).Report(1, 1, attempt: 1)
            .When(new ExperimentCommand.SaveCheckpoint(
                some.Now, new TrialId(0), new Attempt(1), new CheckpointRef(new string('c', 64), 10, 2)))
            .When(new ExperimentCommand.Pause(some.Now)).End(0, AttemptOutcome.Interrupted.Instance)
            .When(new ExperimentCommand.Submit(some.Now, some.Spec)).Place().Fail(0, FailureKind.Restore).Place()
            .When(new ExperimentCommand.OpenSession(some.Now, "host", 2)).Place().Place(1).Fail(1).Wait(60)
            .When(new ExperimentCommand.Tick(some.Now));
        some.When(new ExperimentCommand.SaveCheckpoint(
            some.Now, new TrialId(0), some.Trial(0).Attempt, Scenario.Checkpoint(2)));
        some.End(0, AttemptOutcome.Obeyed.Instance)
            .When(new ExperimentCommand.Submit(some.Now, some.Spec with { Trials = 2 })).Place();
        return some.Place().When(new ExperimentCommand.Submit(some.Now, some.Spec with { Trials = 3 })).Place()
            .When(new ExperimentCommand.ByHand(
                some.Now, new UserAct.Annotate { Note = "see here" }, new ActedBy("ann", "test")))
            .When(new ExperimentCommand.StopTrial(some.Now, new TrialId(2)))
            .When(new ExperimentCommand.Again(some.Now, new SecondChance { FromNothing = true }))
            .When(new ExperimentCommand.Drain(some.Now)).End(2, AttemptOutcome.Obeyed.Instance)
            .When(new ExperimentCommand.Drain(some.Now)).When(new ExperimentCommand.Stop(some.Now));
    }
}
