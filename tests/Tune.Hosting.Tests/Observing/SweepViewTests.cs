using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Tests.Observing;

internal sealed class SweepViewTests
{
    private static SweepView View(params ExperimentEvent[] events)
    {
        var view = new SweepView();
        view.Show(0, events);
        return view;
    }

    [Test]
    public void Snapshot_RunningTrials_ShowsWhereTheyAre()
    {
        var now = View(
            [.. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 3, 0.7)]).Snapshot();

        Assert.That(now.Running, Is.EqualTo(
            new[] { new RunningTrial(new TrialId(0), new Attempt(1), "node", 0, 3, 0.7) }));
        Assert.That(now.Count(TrialStatus.Running), Is.EqualTo(1));
    }

    [Test]
    public void Snapshot_Rungs_CountTrialsThatReachedThemEvenByAJump()
    {
        var now = View(
        [
            .. SomeEvents.Opened, .. SomeEvents.Started(0), .. SomeEvents.Started(1),
            SomeEvents.Reported(0, 1, 0.1), SomeEvents.Reported(1, 4, 0.1),
        ]).Snapshot();

        Assert.That(now.Rungs, Is.EqualTo(new[] { (1, 2), (3, 1), (9, 0), (27, 0) }));
    }

    [Test]
    public void Snapshot_Top_KeepsEachTrialOnceByItsBest()
    {
        var now = View(
        [
            .. SomeEvents.Opened, .. SomeEvents.Started(0), .. SomeEvents.Started(1),
            SomeEvents.Reported(0, 1, 0.9), SomeEvents.Reported(0, 2, 0.5), SomeEvents.Reported(1, 1, 0.7),
        ]).Snapshot();

        Assert.That(now.Top.Select(top => (top.Trial.Number, top.Value)), Is.EqualTo(new[] { (0, 0.9), (1, 0.7) }));
        Assert.That(now.Best!.Value, Is.EqualTo(0.9));
    }

    // A clone goes on with another configuration; what it reported before it had become one keeps the old one.
    [TestCase(0.9, 0.7, 0.25)]
    [TestCase(0.5, 0.7, 0.75)]
    public void Snapshot_BestOfAClone_HasTheConfigurationItWasReportedWith(double before, double after, double x)
    {
        var now = View(
        [
            .. SomeEvents.Opened, .. SomeEvents.Started(0, 0.25), .. SomeEvents.Started(1),
            SomeEvents.Reported(0, 1, before), SomeEvents.Cloned(0, donor: 1, iteration: 1, x: 0.75),
            SomeEvents.Reported(0, 2, after),
        ]).Snapshot();

        Assert.That(now.Best!.Config.Real("x"), Is.EqualTo(x));
        Assert.That(now.Top[0].Config.Real("x"), Is.EqualTo(x));
    }

    // As results read later from the store have it.
    [Test]
    public void Snapshot_WorkThatIsRolledBack_CountsNoMore()
    {
        var now = View(
        [
            .. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 1, 0.5),
            SomeEvents.Reported(0, 3, 0.9),
            new ExperimentEvent.AttemptEnded(
                SomeEvents.At(), new TrialId(0), new Attempt(1), new AttemptOutcome.Lost("gone"), Parked: false),
            new ExperimentEvent.AttemptStarted(
                SomeEvents.At(), new TrialId(0), new Attempt(2), Allocation.On("node", 0), null),
            new ExperimentEvent.Reported(
                SomeEvents.At(), new TrialId(0), new Attempt(2), 1, 1, MetricSet.Of(("acc", 0.4))),
        ]).Snapshot();

        Assert.That(now.Best!.Value, Is.EqualTo(0.4));
        Assert.That(now.Top.Select(top => top.Value), Is.EqualTo(new[] { 0.4 }));
        Assert.That(now.Rungs, Is.EqualTo(new[] { (1, 1), (3, 0), (9, 0), (27, 0) }));
    }

    [Test]
    public void Show_EventsSeenBefore_AreSkipped()
    {
        ExperimentEvent[] events = [.. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 1, 0.5)];
        var view = View(events);

        view.Show(0, events);

        Assert.That(view.Snapshot().Reports, Is.EqualTo(1));
    }

    [Test]
    public void IsSettled_EndedButStillRunning_IsFalse()
    {
        var now = View(
        [
            .. SomeEvents.Opened, .. SomeEvents.Started(0),
            new ExperimentEvent.Ended(SomeEvents.At(), ExperimentStatus.Finished, "time"),
        ]).Snapshot();

        Assert.That(now.IsSettled, Is.False);
    }

    [Test]
    public void Show_SomeOfThemSeenBefore_TakesInTheOthersAndSaysWhich()
    {
        ExperimentEvent[] past = [.. SomeEvents.Opened, .. SomeEvents.Started(0)];
        ExperimentEvent[] added = [SomeEvents.Reported(0, 1, 0.5), SomeEvents.Reported(0, 2, 0.6)];
        var view = View(past);
        view.Begin();

        Assert.That(view.Show(0, [.. past, .. added]), Is.EqualTo(added));
        Assert.That(view.Before.Reports, Is.Zero);
        Assert.That((view.Snapshot().Reports, view.Position), Is.EqualTo((2, past.Length + 2)));
    }

    [Test]
    public void Show_AfterAGap_IsRefused() =>
        Assert.That(() => new SweepView().Show(1, SomeEvents.Opened), Throws.TypeOf<ArgumentOutOfRangeException>());
}
