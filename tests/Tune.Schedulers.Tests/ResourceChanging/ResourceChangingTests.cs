using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.ResourceChanging;
using Tune.Schedulers.TimeSharing;

namespace Tune.Schedulers.Tests.ResourceChanging;

internal sealed class ResourceChangingTests
{
    [TestCase(4, 2, 0, "2 2", TestName = "Even: what is left over is shared")]
    [TestCase(5, 2, 0, "3 2", TestName = "Even: an odd slot goes to who looks first")]
    [TestCase(3, 3, 0, "1 1 1", TestName = "Even: nothing is left over")]
    [TestCase(6, 1, 4, "4", TestName = "Even: not above the limit")]
    public void Slots_ByLooksInOrder_AreSharedEvenly(int slots, int trials, int max, string expected) =>
        Assert.That(Settle(SlotPolicy.Even, slots, trials, max), Is.EqualTo(expected));

    [TestCase(6, 3, 0, "1 1 4", TestName = "Top first: the best has all that is idle")]
    [TestCase(6, 3, 2, "1 1 2", TestName = "Top first: not above the limit")]
    public void Slots_ByLooksInOrder_GoToTheBest(int slots, int trials, int max, string expected) =>
        Assert.That(Settle(SlotPolicy.TopFirst, slots, trials, max), Is.EqualTo(expected));

    [Test]
    public void Judge_WhileOthersWait_LeavesTheIdleSlotToThem()
    {
        var scheduler = Scheduler(new ResourceChangingOptions { Inner = new FifoOptions(), Interval = 2 }, 1);

        Assert.That(scheduler.Judge(Seen(0, 2), View(2, true, 1)), Is.SameAs(Decision.Continue.Instance));
        Assert.That(scheduler.Judge(Seen(0, 2), View(2, false, 1)), Is.SameAs(Decision.Pause.Instance));
    }

    [Test]
    public void Judge_WhileOthersWaitAndNothingIsFree_MakesRoom()
    {
        var scheduler = Scheduler(new ResourceChangingOptions { Inner = new FifoOptions(), Interval = 2 }, 1);

        Assert.That(scheduler.Judge(Seen(0, 2), View(3, true, 3)), Is.SameAs(Decision.Pause.Instance));
        Assert.That(scheduler.Judge(Seen(0, 2), View(3, false, 3)), Is.SameAs(Decision.Continue.Instance));
    }

    [Test]
    public void Judge_WithFewerSlotsThanAreTaken_GivesThemBack()
    {
        var scheduler = Scheduler(new ResourceChangingOptions { Inner = new FifoOptions(), Interval = 2 }, 1);

        Assert.That(scheduler.Judge(Seen(0, 2), View(2, false, 3)), Is.SameAs(Decision.Pause.Instance));
    }

    [Test]
    public void Judge_BetweenLooks_OrWithoutACheckpoint_ChangesNothing()
    {
        var scheduler = Scheduler(new ResourceChangingOptions { Inner = new FifoOptions(), Interval = 2 }, 1);

        Assert.That(scheduler.NextMilestone(new TrialId(0), 0), Is.EqualTo(2));
        Assert.That(scheduler.Judge(Seen(0, 1), View(2, false, 1)), Is.SameAs(Decision.Continue.Instance));
        Assert.That(
            scheduler.Judge(Seen(0, 2) with { Checkpoint = null }, View(2, false, 1)),
            Is.SameAs(Decision.Continue.Instance));
    }

    // A take-over ends all trials at once that were about to leave: one goes on where several are yet to begin.
    [Test]
    public void Experiment_TakenOverAsTrialsEnd_GivesWhoGoesOnOneSlot()
    {
        var state = new ExperimentState();
        var options = new ResourceChangingOptions { Inner = new FifoOptions { MaxIterations = 4 }, Interval = 2 };
        Step(new ExperimentCommand.Submit(default, SomeContext.Spec(options, trials: 6)));
        Step(new ExperimentCommand.OpenSession(default, "host", 1));
        Fill();
        for (var trial = 0; trial < 4; trial++)
        {
            Step(new ExperimentCommand.Report(
                default, new TrialId(trial), Attempt.None.Next, 1, trial == 3 ? 2 : 4,
                MetricSet.Of(("score", trial)), new CheckpointRef($"{trial:x64}", 1, trial == 3 ? 2 : 4)));
        }

        Step(new ExperimentCommand.OpenSession(default, "host", 2));
        var ran = Fill();

        Assert.That(ran.Select(started => started.Trial.Number), Is.EqualTo(new[] { 3, 4, 5 }));
        Assert.That(ran.Select(started => started.Where.Width), Is.All.EqualTo(1));

        ExperimentEvent.AttemptStarted[] Fill()
        {
            Step(new ExperimentCommand.HoldSlots(default, "node", SlotSet.Of(0, 1, 2, 3)));
            int[] free = [0, 1, 2, 3];
            var begun = new List<ExperimentEvent.AttemptStarted>();
            while (free.Length > 0
                && Step(new ExperimentCommand.Place(default, "node", free[0])).Events
                    .OfType<ExperimentEvent.AttemptStarted>().SingleOrDefault() is { } started)
            {
                begun.Add(started);
                free = [.. free.Except(started.Where.On("node"))];
            }

            return [.. begun];
        }

        Outcome Step(ExperimentCommand command)
        {
            var outcome = ExperimentMachine.Step(state, command);
            Assert.That(outcome.Reply, Is.Not.InstanceOf<Reply.Refused>(), $"{command}");
            return outcome;
        }
    }

    [TestCase(5, true, 2, TestName = "Who goes on, by the rules of before: shares with one that could start")]
    [TestCase(6, true, 1, TestName = "Who goes on: leaves the rest to all that could start")]
    [TestCase(6, false, 4, TestName = "Who goes on: has all when nothing could start")]
    public void SlotsFor_OneThatGoesOn(int rules, bool mayStartNew, int expected)
    {
        var options = new ResourceChangingOptions { Inner = new FifoOptions(), Interval = 2 };
        var scheduler = (ISlotSharing)options.Create(SomeContext.With() with { Rules = rules });
        scheduler.Observe(new TrialFact.Judged(Seen(0, 2), Decision.Continue.Instance));

        Assert.That(scheduler.SlotsFor(new TrialId(0), View(4, mayStartNew)), Is.EqualTo(expected));
    }

    [Test]
    public void Problems_NameTheOptionAndWhatIsAllowed()
    {
        var options = new ResourceChangingOptions
        {
            Interval = 0, MaxSlots = 0, Policy = (SlotPolicy)9, Inner = new FifoOptions { MaxIterations = 0 },
        };

        Assert.That(options.Problems(SomeContext.With()), Is.EqualTo(new[]
        {
            "ResourceChanging.Interval is 0; it must be 1 or more.",
            "ResourceChanging.MaxSlots is 0; it must be 1 or more, or absent.",
            "ResourceChanging.Policy is 9; it must be one of Even, TopFirst.",
            "Fifo.MaxIterations is 0; it must be 1 or more, or absent.",
        }));
        var nested = new ResourceChangingOptions { Interval = 1, Inner = options };
        Assert.That(nested.Problems(SomeContext.With()).First(), Does.StartWith("ResourceChanging.Inner changes"));
        Assert.That(
            new TimeSharingOptions { Turn = 1, Inner = nested }.Problems(SomeContext.With()).First(),
            Does.StartWith("TimeSharing.Inner changes resources"));
    }

    // Every trial looks in turn, best last, until nobody is paused any more; then as many slots as they have.
    private static string Settle(SlotPolicy policy, int slots, int trials, int max)
    {
        var scheduler = Scheduler(
            new ResourceChangingOptions
            {
                Inner = new FifoOptions(), Interval = 1, Policy = policy, MaxSlots = max == 0 ? null : max,
            },
            trials);
        var has = Enumerable.Repeat(1, trials).ToArray();
        for (var trial = 0; trial < trials; trial++)
        {
            scheduler.Observe(new TrialFact.Judged(Seen(trial, 0), Decision.Continue.Instance));
        }

        for (var (iteration, changed) = (1, true); changed || iteration < 3; iteration++)
        {
            changed = false;
            for (var trial = 0; trial < trials; trial++)
            {
                var seen = Seen(trial, iteration);
                var decision = scheduler.Judge(seen, View(slots, false, has));
                scheduler.Observe(new TrialFact.Judged(seen, decision));
                if (decision is Decision.Pause)
                {
                    changed = true;
                    has[trial] = Again(scheduler, trial, View(slots, false, [.. has.Index()
                        .Select(one => one.Index == trial ? 0 : one.Item)]));
                }
            }
        }

        return string.Join(' ', has);
    }

    private static int Again(ISlotSharing scheduler, int trial, SlotView node)
    {
        scheduler.Observe(new TrialFact.Parked(new TrialId(trial), 1));
        Assert.That(scheduler.Propose(false), Is.EqualTo(new Proposal.Resume(new TrialId(trial))));
        var given = Math.Min(scheduler.SlotsFor(new TrialId(trial), node), node.Free);
        scheduler.Observe(new TrialFact.Resumed(new TrialId(trial)));
        return given;
    }

    private static ISlotSharing Scheduler(ResourceChangingOptions options, int trials)
    {
        var scheduler = (ISlotSharing)options.Create(SomeContext.With());
        for (var trial = 0; trial < trials; trial++)
        {
            scheduler.Observe(new TrialFact.Added(new TrialId(trial), SomeContext.Space.Sample(
                Tune.Engine.Randomness.KeyedRandom.For(1, "test/config", trial))));
        }

        return scheduler;
    }

    private static Observation Seen(int trial, int iteration) =>
        new(new TrialId(trial), iteration, Score.Of(trial, Mode.Max), MetricSet.Empty,
            new CheckpointRef("x", 1, iteration));

    private static SlotView View(int held, bool mayStartNew, params int[] has) => new(
        held,
        [.. has.Index().Where(one => one.Item > 0).Select(one => new SlotShare(new TrialId(one.Index), one.Item))],
        () => mayStartNew);
}
