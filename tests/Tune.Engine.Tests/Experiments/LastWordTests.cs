using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>What still runs when a limit ends the experiment may report on its way out: the verdict waits for it.
/// </summary>
internal sealed class LastWordTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    // What was seen: "failed ... nothing has been reported" beside the best value.
    [Test]
    public void Tick_ReportArrivesAfterTheBudget_FinishesWithItsValue()
    {
        var some = OutOfTime().Report(0, 1, 0.75).End(0, AttemptOutcome.Interrupted.Instance);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(some.State.Why, Is.EqualTo("the time budget of 00:00:10 is used"));
        Assert.That(some.State.Best!.Value, Is.EqualTo(0.75));
        Replays(some);
    }

    [Test]
    public void Tick_NothingEverReported_FailsWhenTheLastHasLeft()
    {
        var some = OutOfTime();
        Assert.That(some.State.IsOver, Is.False);

        some.End(0, AttemptOutcome.Interrupted.Instance);

        Assert.That(some.Kinds, Is.EqualTo("AttemptEnded Ended"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Is.EqualTo("the time budget of 00:00:10 is used, and nothing has been reported"));
        Assert.That(some.State.IsOver);
        Replays(some);
    }

    [Test]
    public void Tick_SeveralRun_TheLastToLeaveDecides()
    {
        var some = new Scenario(WithBudget).Place(0).Place(1).Wait(10);
        some.When(new ExperimentCommand.Tick(some.Now)).End(0, AttemptOutcome.Interrupted.Instance);
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Finished), "one of them is still there");

        some.Report(1, 1, 0.5).End(1, AttemptOutcome.Completed.Instance);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(some.State.Count(TrialStatus.Completed), Is.EqualTo(1));
        Replays(some);
    }

    [Test]
    public void Tick_TheLastBreaksWithoutARetry_NamesItsError()
    {
        var some = new Scenario(spec => WithBudget(spec) with { Failure = new FailurePolicy(0) { MaxLosses = 0 } })
            .Place().Report(0, 1, double.NaN).Wait(10);
        some.When(new ExperimentCommand.Tick(some.Now)).Fail(0);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Does.StartWith("the time budget of 00:00:10 is used, and all 1 trials errored")
            .And.Contains("broke"));
        Replays(some);
    }

    [Test]
    public void OpenSession_OwnerDiedBeforeTheLastWord_DecidesWithWhatThereIs()
    {
        var some = OutOfTime();
        some.When(new ExperimentCommand.OpenSession(some.Now, "host", 2));

        Assert.That(some.Kinds, Is.EqualTo("SessionOpened AttemptEnded Ended"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Replays(some);
    }

    [Test]
    public void StopRule_EndsTheExperiment_WhoReturnsIsCompletedAndNotTrainedAgain()
    {
        var some = new Scenario(spec => spec with { Stop = Stop.When("acc", atLeast: 0.9, experiment: true) })
            .Place(0).Place(1).Report(0, 1, 0.95).Report(1, 1, 0.5)
            .End(1, AttemptOutcome.Completed.Instance).End(0, AttemptOutcome.Obeyed.Instance);
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(some.State.Count(TrialStatus.Completed), Is.EqualTo(1));

        some.When(new ExperimentCommand.Submit(some.Now, some.Spec with { Trials = 3, Stop = null })).Place();

        Assert.That(some.Last.OfType<ExperimentEvent.AttemptStarted>().Single().Trial, Is.EqualTo(new TrialId(2)));
        Replays(some);
    }

    [Test]
    public void Stop_ByTheUser_WhoReturnsIsCompleted()
    {
        var some = new Scenario().Place();
        some.When(new ExperimentCommand.Stop(some.Now)).Report(0, 1, 0.5).End(0, AttemptOutcome.Completed.Instance);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Stopped));
        Assert.That(some.State.Count(TrialStatus.Completed), Is.EqualTo(1));
        Replays(some);
    }

    // A journal from before decides at once, as it did.
    [Test]
    public void Tick_OfAnOldExperiment_DecidesAtOnce()
    {
        var state = ExperimentMachine.Apply(
            new ExperimentState(), new ExperimentEvent.Created(new Moment(0, 0), WithBudget(new Scenario().Spec)));
        ExperimentMachine.Step(state, new ExperimentCommand.OpenSession(new Moment(0, 0), "host", 1));
        ExperimentMachine.Step(state, new ExperimentCommand.Place(new Moment(0, 0), "node", 0));
        ExperimentMachine.Step(state, new ExperimentCommand.Tick(new Moment(Budget.Ticks, Budget.Ticks)));

        Assert.That(state.Why, Is.EqualTo("the time budget of 00:00:10 is used, and nothing has been reported"));
    }

    private static Scenario OutOfTime()
    {
        var some = new Scenario(WithBudget).Place().Wait(10);
        return some.When(new ExperimentCommand.Tick(some.Now));
    }

    private static ExperimentSpec WithBudget(ExperimentSpec spec) => spec with { TimeBudget = Budget };

    private static void Replays(Scenario some) =>
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
}
