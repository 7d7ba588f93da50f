using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Experiments;

/// <summary>The experiment's owner is killed while its trials run.</summary>
internal sealed class TakeOverTests : ActorSpec
{
    private const int Reports = 60;

    [Test]
    public async Task Kill_WhileTrialsReport_NothingIsLostOrDoubledAndNoAttemptEnds()
    {
        await using var rig = new Rig(this, Some.Reporting(Reports), slots: 3);
        await rig.SubmitAsync(Some.Spec(trials: 5));
        for (var kill = 1; kill <= 3; kill++)
        {
            var target = kill * 40;
            await ReportsAsync(rig, target);
            await rig.ReplaceOwnerAsync();
        }

        Assert.That((await rig.ClosesAsync()).Status, Is.EqualTo(ExperimentStatus.Finished));
        await CheckAsync(rig, trials: 5);
    }

    [Test]
    public async Task Kill_WhileReportsAreBeingStored_TheirResendIsAnsweredAsBefore()
    {
        await using var rig = new Rig(this, Some.Reporting(Reports), slots: 2);
        var disk = new TaskCompletionSource();
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Store.Fails = (_, events) =>
        {
            if (events.Any(fact => fact is ExperimentEvent.Reported { Iteration: 10 }) && waits.TrySetResult())
            {
                rig.Store.Gate = disk.Task;
            }

            return null;
        };
        await rig.SubmitAsync(Some.Spec(trials: 2));

        // The append reaches the disk, but whoever waited for it is dead by then.
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await rig.ReplaceOwnerAsync(meanwhile: () =>
        {
            rig.Store.Gate = null;
            disk.SetResult();
        });
        Assert.That((await rig.ClosesAsync()).Status, Is.EqualTo(ExperimentStatus.Finished));
        await CheckAsync(rig, trials: 2);
    }

    [Test]
    public async Task Resume_BeforeTheNodesHaveSpoken_WaitsForThemAndEndsNothing()
    {
        await using var rig = new Rig(this, Some.Reporting(Reports), slots: 2);
        await rig.SubmitAsync(Some.Spec(trials: 2));
        await ReportsAsync(rig, 10);
        await rig.ReplaceOwnerAsync();
        var answer = await rig.AskAsync(new ResumeExperiment("sweep"));
        Assert.That(answer, Is.EqualTo(new Accepted("sweep", new Term(1))));
        Assert.That((await rig.ClosesAsync()).Status, Is.EqualTo(ExperimentStatus.Finished));
        await CheckAsync(rig, trials: 2);
    }

    [Test]
    public async Task StopTrial_BeforeTheNodesHaveSpoken_StopsThatTrialAndNoOther()
    {
        await using var rig = new Rig(this, Some.Reporting(1_000_000), slots: 2);
        await rig.SubmitAsync(Some.Spec(trials: 2));
        await ReportsAsync(rig, 10);
        await rig.ReplaceOwnerAsync();
        Assert.That(
            await rig.AskAsync(new StopTrial("sweep", new TrialId(1))), Is.EqualTo(new Accepted("sweep", new Term(1))));
        await rig.SeesAsync<ExperimentEvents>(news => news.Events.OfType<ExperimentEvent.AttemptEnded>().Any());
        Assert.That(await rig.AskAsync(new DrainExperiment("sweep")), Is.EqualTo(new Drained("sweep")));
        var history = await rig.Store.HistoryAsync("sweep");
        Assert.Multiple(() =>
        {
            Assert.That(history.OfType<ExperimentEvent.SessionOpened>().Count(), Is.EqualTo(1));
            Assert.That(
                history.OfType<ExperimentEvent.TrialEnded>().Select(end => (end.Trial, end.Status)),
                Is.EqualTo(new[] { (new TrialId(1), TrialStatus.Stopped) }));
            Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
        });
    }

    [Test]
    public async Task Drain_BeforeTheNodesHaveSpoken_LetsWhatRunsSaveAndLeave()
    {
        await using var rig = new Rig(this, Some.Reporting(1_000_000), slots: 2);
        await rig.SubmitAsync(Some.Spec(trials: 2));
        await ReportsAsync(rig, 10);
        await rig.ReplaceOwnerAsync();
        Assert.That(await rig.AskAsync(new DrainExperiment("sweep")), Is.EqualTo(new Drained("sweep")));
        var history = await rig.Store.HistoryAsync("sweep");
        Assert.That(
            history.OfType<ExperimentEvent.AttemptEnded>().Select(end => end.Outcome),
            Is.All.TypeOf<AttemptOutcome.Interrupted>().And.Exactly(2).Items);
    }

    [Test]
    public async Task Resume_OfASessionWhoseNodesAreGone_OpensANewOneAtOnce()
    {
        var store = new FlakyStore();
        var (state, at) = (new ExperimentState(), new Moment(1, 1));
        ExperimentCommand[] commands =
        [
            new ExperimentCommand.Submit(at, Some.Spec(trials: 1)), new ExperimentCommand.OpenSession(at, "host", 1),
            new ExperimentCommand.Place(at, "elsewhere", 0),
        ];
        await using (var journal = await store.OpenJournalAsync("sweep"))
        {
            await journal.AppendAsync(
                0, [.. commands.SelectMany(command => ExperimentMachine.Step(state, command).Events)]);
        }

        await using var rig = new Rig(this, Some.Reporting(3), slots: 1, store);
        Assert.That(await rig.AskAsync(new ResumeExperiment("sweep")), Is.EqualTo(new Accepted("sweep", new Term(2))));
    }

    // The owner was killed between a trial's stop and its end: whoever opens the next session ends it.
    [Test]
    public async Task StopTrial_ThatTheNextSessionEnds_IsDoneOnceUnderItsKey()
    {
        var store = new FlakyStore();
        var (state, at) = (new ExperimentState(), new Moment(1, 1));
        ExperimentCommand[] commands =
        [
            new ExperimentCommand.Submit(at, Some.Spec(trials: 1)), new ExperimentCommand.OpenSession(at, "host", 1),
            new ExperimentCommand.Place(at, "elsewhere", 0), new ExperimentCommand.StopTrial(at, new TrialId(0)),
        ];
        await using (var journal = await store.OpenJournalAsync("sweep"))
        {
            await journal.AppendAsync(
                0, [.. commands.SelectMany(command => ExperimentMachine.Step(state, command).Events)]);
        }

        await using var rig = new Rig(this, Some.Reporting(3), slots: 1, store);
        var stop = new ActOnExperiment(
            "sweep", new UserAct.StopTrial(new TrialId(0)), new ActedBy("ann", "api", "k1"));

        Assert.That(await rig.AskAsync(stop), Is.EqualTo(new ActTaken("sweep", null, false)));
        Assert.That(await rig.AskAsync(stop), Is.EqualTo(new ActTaken("sweep", null, true)));

        var history = await store.HistoryAsync("sweep");
        Assert.That(history.OfType<ExperimentEvent.Acted>().Count(), Is.EqualTo(1));
        Assert.That(history.OfType<ExperimentEvent.TrialEnded>().Single().Status, Is.EqualTo(TrialStatus.Stopped));
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
    }

    [Test]
    public async Task Owners_TwoAliveOfOneExperiment_TheEarlierLeavesWithoutAWordAndNothingEnds()
    {
        // Nobody has anything to append, so the earlier one can only be told.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = new Rig(this, Some.Reporting(Reports, gate.Task), slots: 2);
        await rig.SubmitAsync(Some.Spec(trials: 4));
        await ReportsAsync(rig, 10);
        var (first, died) = (rig.Experiment, CreateTestProbe());
        died.Watch(first);
        rig.StartExperiment("sweep");
        rig.Listen();
        Assert.That(await rig.AskAsync(new ResumeExperiment("sweep")), Is.EqualTo(new Accepted("sweep", new Term(1))));
        await died.ExpectTerminatedAsync(first, TimeSpan.FromSeconds(20));
        gate.SetResult();
        Assert.That((await rig.ClosesAsync()).Status, Is.EqualTo(ExperimentStatus.Finished));
        await CheckAsync(rig, trials: 4);
        Assert.That(rig.News.OfType<ExperimentBroken>(), Is.Empty);
    }

    [Test]
    public async Task Break_BecauseTheStoreBreaks_SaysSoAndEndsTheAttempts()
    {
        var left = new TaskCompletionSource<Leaving>(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new FlakyStore();
        await using var rig = new Rig(this, Some.Trainable(async (assignment, channel, kill) =>
        {
            using var registration = channel.LeaveRequested.Register(() => left.TrySetResult(channel.Leaving));
            await channel.SendAsync(new TrialReport(1, 1, Some.Acc(1), null), kill);
            await left.Task;
            return AttemptOutcome.Obeyed.Instance;
        }), slots: 1, store);
        store.Fails = (_, events) => events.Any(e => e is ExperimentEvent.Reported)
            ? new InvalidOperationException("the disk is on fire")
            : null;
        await rig.SubmitAsync(Some.Spec(trials: 1));
        var broken = await rig.SeesAsync<ExperimentBroken>(_ => true);
        Assert.Multiple(async () =>
        {
            Assert.That(broken.Why, Does.Contain("on fire"));
            Assert.That(await left.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(Leaving.Stop));
        });
    }

    private static async Task ReportsAsync(Rig rig, int atLeast)
    {
        while (Count(rig) < atLeast)
        {
            await rig.SeesAsync<ExperimentEvents>(_ => true);
        }

        static int Count(Rig rig) => rig.News.OfType<ExperimentEvents>().Sum(
            news => news.Events.Count(fact => fact is ExperimentEvent.Reported));
    }

    private static async Task CheckAsync(Rig rig, int trials)
    {
        var history = await rig.Store.HistoryAsync("sweep");
        var reports = history.OfType<ExperimentEvent.Reported>().ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(reports, Has.Length.EqualTo(trials * Reports));
            Assert.That(reports.Select(r => (r.Trial, r.Iteration)).Distinct().Count(), Is.EqualTo(trials * Reports));
            Assert.That(history.OfType<ExperimentEvent.SessionOpened>().Count(), Is.EqualTo(1));
            Assert.That(history.OfType<ExperimentEvent.MessageRefused>(), Is.Empty);
            Assert.That(
                history.OfType<ExperimentEvent.AttemptEnded>().Select(e => e.Outcome),
                Is.All.TypeOf<AttemptOutcome.Completed>().And.Exactly(trials).Items);
            Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
        });
    }
}
