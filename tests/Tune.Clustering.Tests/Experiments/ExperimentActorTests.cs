using System.Collections.Concurrent;
using Akka.Actor;
using Tune.Clustering.Experiments;
using Tune.Clustering.Protocol;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Testing.Machine;

namespace Tune.Clustering.Tests.Experiments;

internal sealed class ExperimentActorTests : ActorSpec
{
    [Test]
    public async Task Submit_SomeTrials_RunsThemAllToTheEnd()
    {
        await using var rig = new Rig(this, Some.Reporting(3));
        Assert.That(await rig.SubmitAsync(Some.Spec()), Is.EqualTo(new Accepted("sweep", new Term(1))));
        var end = await rig.ClosesAsync();
        Assert.Multiple(() =>
        {
            Assert.That(end.Status, Is.EqualTo(ExperimentStatus.Finished));
            Assert.That(end.Count(TrialStatus.Completed), Is.EqualTo(4));
            Assert.That(end.Reports, Is.EqualTo(12));
            Assert.That(end.BestValue, Is.EqualTo(3));
        });
        var history = await rig.Store.HistoryAsync("sweep");
        Assert.That(history[^1], Is.TypeOf<ExperimentEvent.SessionClosed>());
        Assert.That(history, Has.None.TypeOf<ExperimentEvent.MessageRefused>());
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
    }

    [Test]
    public async Task StopTrial_OfOneThatIsOver_IsRefusedUnlessItWasAskedBefore()
    {
        await using var rig = new Rig(this, Some.Reporting(1));
        await rig.SubmitAsync(Some.Spec(trials: 1));
        await rig.ClosesAsync();
        var stop = new StopTrial("sweep", new TrialId(0));
        Assert.Multiple(async () =>
        {
            Assert.That(await rig.AskAsync(stop), Is.TypeOf<Refused>());

            // An owner that is gone may have stopped it and told nobody.
            Assert.That(await rig.AskAsync(stop with { IsAgain = true }), Is.TypeOf<Accepted>());
            Assert.That(
                await rig.AskAsync(new StopTrial("sweep", new TrialId(9)) { IsAgain = true }), Is.TypeOf<Refused>());
        });
    }

    [Test]
    public async Task Submit_WithASecondChance_IsAllOrNothingAndRecognisedWhenItIsDone()
    {
        var fails = true;
        await using var rig = new Rig(this, Some.Trainable(async (_, channel, kill) =>
        {
            if (Volatile.Read(ref fails))
            {
                return new AttemptOutcome.Failed(FailureKind.Crash, "no driver", "");
            }

            await channel.SendAsync(new TrialReport(1, 1, Some.Acc(1), null), kill);
            return AttemptOutcome.Completed.Instance;
        }));
        var spec = Some.Spec(trials: 1) with { Failure = new FailurePolicy(0) { AbortWhenFirstFail = 0 } };
        await rig.SubmitAsync(spec);
        await rig.ClosesAsync();
        Volatile.Write(ref fails, false);
        var wrong = new SubmitExperiment(spec with { Trials = 2 }, new SecondChance { Trials = [new TrialId(9)] });
        Assert.That(await rig.AskAsync(wrong), Is.TypeOf<Refused>());
        Assert.That(await rig.Store.HistoryAsync("sweep"), Has.None.TypeOf<ExperimentEvent.Extended>());

        var right = new SubmitExperiment(spec, new SecondChance { Trials = [new TrialId(0)] });
        Assert.That(await rig.AskAsync(right), Is.EqualTo(new Accepted("sweep", new Term(2))));
        await rig.SeesAsync<ExperimentEvents>(seen => seen.IsEnd && seen.Now.Count(TrialStatus.Completed) == 1);

        // An owner that is gone may have done it and told nobody.
        Assert.That(await rig.AskAsync(right), Is.TypeOf<Refused>());
        Assert.That(await rig.AskAsync(right with { IsAgain = true }), Is.TypeOf<Accepted>());
        Assert.That(
            (await rig.Store.HistoryAsync("sweep")).OfType<ExperimentEvent.TrialReopened>().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Request_SentTwice_IsDoneOnceAndAnsweredAlike()
    {
        await using var rig = new Rig(this, Some.Reporting(1));
        var request = new SubmitExperiment(Some.Spec(trials: 1)) { Id = new RequestId(Guid.NewGuid(), 1) };
        var first = await rig.Experiment.Ask<Answer>(request, TimeSpan.FromSeconds(30));
        var second = await rig.Experiment.Ask<Answer>(request with { IsAgain = true }, TimeSpan.FromSeconds(30));
        Assert.That(second, Is.EqualTo(first).And.TypeOf<Accepted>());
        Assert.That(
            (await rig.Store.HistoryAsync("sweep")).OfType<ExperimentEvent.SessionOpened>().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Request_WhileTheJournalIsWritten_IsSaidToBeUnderWay()
    {
        await using var rig = new Rig(this, Some.Reporting(1));
        var (disk, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        rig.Store.Gate = disk.Task;
        rig.Store.Fails = (_, _) =>
        {
            reached.TrySetResult();
            return null;
        };
        var request = new SubmitExperiment(Some.Spec(trials: 1)) { Id = new RequestId(Guid.NewGuid(), 1) };
        rig.Experiment.Tell(request, TestActor);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        rig.Experiment.Tell(request with { IsAgain = true }, TestActor);
        await ExpectMsgAsync<Underway>();
        disk.SetResult();
        await ExpectMsgAsync<Accepted>();

        // A second answer would come before that of a later question.
        rig.Experiment.Tell(new Subscribe("sweep"), TestActor);
        await ExpectMsgAsync<OwnerStanding>();
    }

    [Test]
    public async Task Drain_WhileTheStoreDoesNotAnswerAnAppend_IsRefusedTenSecondsAfterItWasAsked()
    {
        var clock = new ManualClock();
        await using var rig = new Rig(this, Some.Reporting(1), clock: clock);
        var reached = new TaskCompletionSource();
        rig.Store.Gate = new TaskCompletionSource().Task;
        rig.Store.Fails = (_, _) =>
        {
            reached.TrySetResult();
            return null;
        };
        rig.Experiment.Tell(
            new SubmitExperiment(Some.Spec(trials: 1)) { Id = new RequestId(Guid.Empty, 1) }, CreateTestProbe().Ref);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var (first, second) = (Drain(2), Drain(3));
        await UnderwayAsync(first);
        clock.Advance(TimeSpan.FromSeconds(6));
        await UnderwayAsync(second);
        clock.Advance(TimeSpan.FromSeconds(4));
        var answer = await ExpectMsgAsync<Refused>(TimeSpan.FromSeconds(30));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Id, Is.EqualTo(first.Id), "the later one does not make it wait longer");
            Assert.That(answer.Problems.Single(), Does.Contain("not answered an append for 10 s"));
        });
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.That((await ExpectMsgAsync<Refused>(TimeSpan.FromSeconds(30))).Id, Is.EqualTo(second.Id));

        static DrainExperiment Drain(long number) => new("sweep") { Id = new RequestId(Guid.Empty, number) };

        async Task UnderwayAsync(DrainExperiment drain)
        {
            rig.Experiment.Tell(drain, TestActor);
            rig.Experiment.Tell(drain with { IsAgain = true }, TestActor);
            await ExpectMsgAsync<Underway>(TimeSpan.FromSeconds(30));
        }
    }

    [Test]
    public async Task Open_WhileSomebodyElseAppends_KnowsWhatItHasRead()
    {
        var store = new FlakyStore();
        await using (var journal = await store.OpenJournalAsync("sweep"))
        {
            await journal.AppendAsync(0, [new ExperimentEvent.Created(new Moment(1, 1), Some.Spec())]);
        }

        var open = await OpenExperiment.OpenAsync(
            store, "sweep", mayMake: false, new SpecJson(SchedulerCatalog.All), Bind, TimeProvider.System);
        Assert.That((open!.Read, open.State.IsOpen), Is.EqualTo((1L, false)));

        // Another owner, between the reading and its end.
        ExperimentSpec Bind(ExperimentSpec spec)
        {
            using var other = new Disposing(store.OpenJournalAsync("sweep").AsTask().Result);
            other.Journal.AppendAsync(
                1, [new ExperimentEvent.SessionOpened(new Moment(2, 2), new Term(1), "host", 1)]).AsTask().Wait();
            return spec;
        }
    }

    [Test]
    public async Task Session_OfAProgramThatIsKnown_NotesIt()
    {
        var noted = new TaskCompletionSource();
        await using var rig = new Rig(this, Some.Trainable(async (_, _, kill) =>
        {
            await noted.Task.WaitAsync(kill);
            return AttemptOutcome.Completed.Instance;
        }));
        await rig.SubmitAsync(Some.Spec(trials: 1));

        var seen = await rig.SeesAsync<ExperimentEvents>(
            news => news.Events.Any(fact => fact is ExperimentEvent.ProgramSeen));

        Assert.That(seen.Events.OfType<ExperimentEvent.ProgramSeen>().Single().Program.Name, Is.EqualTo("rig"));
        noted.SetResult();
        await rig.ClosesAsync();
        Assert.That(ReplayAudit.Run(await rig.Store.HistoryAsync("sweep")).Mismatches, Is.Empty);
    }

    [Test]
    public async Task Resume_OfOneThatIsOver_DropsWhatItsPolicyDoesNotKeep()
    {
        var store = new FlakyStore();
        var policy = new CheckpointPolicy { KeepLast = 1, KeepBest = 0 };
        var left = OverWithoutDropping(Some.Spec(trials: 1) with { Checkpoints = policy });
        await using (var journal = await store.OpenJournalAsync("sweep"))
        {
            await journal.AppendAsync(0, left);
        }

        await using var rig = new Rig(this, Some.Reporting(3), store: store);
        Assert.That(await rig.AskAsync(new ResumeExperiment("sweep")), Is.EqualTo(new Accepted("sweep", new Term(1))));
        var history = await store.HistoryAsync("sweep");
        Assert.Multiple(() =>
        {
            Assert.That(
                history.Skip(left.Count), Has.Exactly(2).Items.And.All.TypeOf<ExperimentEvent.CheckpointDropped>());
            Assert.That(
                ExperimentMachine.Replay(history).Checkpoints.All.Select(held => held.Checkpoint.Iteration),
                Is.EqualTo(new[] { 3 }));
            Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
        });
    }

    [TestCase(0, 0, 4)]
    [TestCase(1000, 0, 1)]
    [TestCase(1000, 2000, 2)]
    public async Task Place_WhenSuggestionsTakeTheirTime_StartsEachTrialAsSoonAsItIsDecided(
        int thinking, int storing, int most)
    {
        var (together, clock) = (new ConcurrentBag<int>(), new ManualClock());
        var store = new FlakyStore
        {
            Fails = (_, events) =>
            {
                together.Add(events.OfType<ExperimentEvent.TrialProposed>().Count());
                clock.Advance(TimeSpan.FromMilliseconds(storing));
                return null;
            },
        };
        await using var rig = new Rig(this, Some.Reporting(1), slots: 4, store, clock);
        await rig.SubmitAsync(Some.Spec() with
        {
            Searcher = new SlowSearcherOptions(clock, TimeSpan.FromMilliseconds(thinking)),
        });
        await rig.ClosesAsync();
        Assert.That(together.Max(), Is.EqualTo(most));
        Assert.That(together.Sum(), Is.EqualTo(4));
    }

    private sealed record Disposing(IJournal Journal) : IDisposable
    {
        public void Dispose() => Journal.DisposeAsync().AsTask().Wait();
    }

    // What an owner leaves that ends before it has dropped anything.
    private static List<ExperimentEvent> OverWithoutDropping(ExperimentSpec spec)
    {
        var (state, at, all) = (new ExperimentState(), new Moment(1, 1), new List<ExperimentEvent>());
        Step(new ExperimentCommand.Submit(at, spec));
        Step(new ExperimentCommand.OpenSession(at, "host", 1));
        Step(new ExperimentCommand.Place(at, "here", 0));
        for (var i = 1; i <= 3; i++)
        {
            Step(new ExperimentCommand.Report(
                at, new TrialId(0), new Attempt(1), i, i, Some.Acc(i),
                new CheckpointRef(new string((char)('0' + i), 64), 1, i)));
        }

        Step(new ExperimentCommand.EndAttempt(
            at, new TrialId(0), new Attempt(1), AttemptOutcome.Completed.Instance));
        Step(new ExperimentCommand.Place(at, "here", 0));
        Step(new ExperimentCommand.Drain(at));
        return all;

        void Step(ExperimentCommand command) => all.AddRange(ExperimentMachine.Step(state, command).Events);
    }
}
