using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.TimeSharing;
using Tune.Schedulers.Tests.Pbt;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.TimeSharing;

internal sealed class TimeSharingTests
{
    private const int MaxIterations = 27;

    private static readonly SchedulerOptions[] Inner =
    [
        new FifoOptions { MaxIterations = MaxIterations },
        new AshaOptions { MaxIterations = MaxIterations, ReductionFactor = 3 },
        new AshaOptions { MaxIterations = MaxIterations, ReductionFactor = 3, Variant = AshaVariant.Promotion },
        new PbtOptions { MaxIterations = MaxIterations, Interval = 4 },
        new PbtOptions { MaxIterations = MaxIterations, Interval = 6, Synchronous = true },
    ];

    [Test]
    public void Experiment_OnOneSlot_TakesTurns_LeastTrainedFirst()
    {
        var judged = Drive(new FifoOptions { MaxIterations = 6 }, turn: 2, trials: 3, slots: 1).Judged;

        Assert.That(
            string.Join(' ', judged.Where(report => report.Iteration % 2 == 0).Select(report => report.Trial.Number)),
            Is.EqualTo("0 1 2 0 1 2 0 1 2"));
    }

    [Test]
    public void Experiment_WithASlotForEach_HardlyEverPauses()
    {
        var driver = Drive(new FifoOptions { MaxIterations = 20 }, turn: 2, trials: 3, slots: 3);

        Assert.That(driver.Judged.Count(report => report.Decision is Decision.Pause), Is.LessThanOrEqualTo(2));
    }

    [TestCaseSource(nameof(Inner))]
    public void Experiment_WithAnyMishaps_EndsWithEveryTrialTried(SchedulerOptions inner) =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[2, 12], Gen.Int[1, 4], Gen.Double[0, 0.06], Gen.ULong).Sample(
            (turn, trials, slots, rate, seed) =>
            {
                var driver = Drive(inner, turn, trials, slots, seed, rate);

                Assert.That(driver.State.Proposed, Is.EqualTo(trials));
                Assert.That(driver.State.Count(TrialStatus.Pending), Is.Zero);
                Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
                if (inner is FifoOptions)
                {
                    AssertFair(driver, turn);
                }
            },
            iter: 300);

    [TestCase(1)]
    [TestCase(3)]
    public void Experiment_WithFifoInside_GivesEachTrialWhatItWouldHaveHad(int slots)
    {
        var driver = Drive(new FifoOptions { MaxIterations = 7 }, turn: 3, trials: 5, slots);

        Assert.That(driver.State.Count(TrialStatus.Completed), Is.EqualTo(5));
        Assert.That(driver.Judged.CountBy(report => report.Trial).Select(entry => entry.Value), Is.All.EqualTo(7));
    }

    [Test]
    public void Turn_OfACloneOfOneFurtherOn_BeginsWhereItsWeightsAre()
    {
        var inner = new PbtOptions { MaxIterations = 100, Interval = 10, Selection = PbtSelection.Tournament };
        var table = new PbtTable(new TimeSharingOptions { Inner = inner, Turn = 7 }, population: 3).Begin(2);
        Assert.That(table.Report(0, 7, 1), Is.EqualTo("P"), "the third has yet to begin");
        table.Park(0).Begin(1);
        Assert.That(table.Report(2, 37, 5), Is.EqualTo("P"), "the first waits");
        Assert.That(table.Report(1, 10, 0), Is.EqualTo("2"));

        Assert.That(table.Milestone(1, 37), Is.EqualTo(40), "the next boundary, before the next turn's end at 42");
        Assert.That(table.Report(1, 38, 0), Is.EqualTo("."));
    }

    [Test]
    public void Problems_AreItsOwnAndTheInnerOnes()
    {
        var options = new TimeSharingOptions { Turn = 0, Inner = new FifoOptions { MaxIterations = 0 } };

        Assert.That(options.Problems(SomeContext.With()), Is.EqualTo(new[]
        {
            "TimeSharing.Turn is 0; it must be 1 or more.",
            "Fifo.MaxIterations is 0; it must be 1 or more, or absent.",
        }));
        Assert.That(
            new TimeSharingOptions { Turn = 1, Inner = options with { Turn = 1, Inner = new FifoOptions() } }
                .Problems(SomeContext.With()).Single(),
            Does.StartWith("TimeSharing.Inner is time sharing itself"));
    }

    // Without jumps nobody begins a turn while somebody who has had two turns less waits.
    private static void AssertFair(MachineDriver driver, int turn)
    {
        var (turns, waits) = (new Dictionary<TrialId, int>(), new HashSet<TrialId>());
        foreach (var fact in driver.Journal)
        {
            switch (fact)
            {
                case ExperimentEvent.Reported reported:
                    turns[reported.Trial] =
                        Math.Max(turns.GetValueOrDefault(reported.Trial), reported.Iteration / turn);
                    break;
                case ExperimentEvent.AttemptStarted started when waits.Remove(started.Trial):
                    Assert.That(
                        waits.All(other => turns[other] >= turns[started.Trial]), $"{started.Trial} before another");
                    break;
                case ExperimentEvent.AttemptEnded { Outcome: AttemptOutcome.Obeyed } ended:
                    waits.Add(ended.Trial);
                    break;
                case ExperimentEvent.TrialEnded over:
                    waits.Remove(over.Trial);
                    break;
                default:
                    break;
            }
        }
    }

    private static MachineDriver Drive(
        SchedulerOptions inner, int turn, int trials, int slots, ulong seed = 1, double rate = 0) => new MachineDriver(
            new ExperimentSpec
            {
                Name = "some",
                Trainable = "some",
                Space = SomeContext.Space,
                Objective = new Objective("score", Mode.Max),
                Trials = trials,
                Seed = seed,
                Scheduler = new TimeSharingOptions { Turn = turn, Inner = inner },
                Searcher = new RandomSearchOptions(),
            },
            (trial, iteration) => (trial.Number * 7 % 5) + (0.1 * iteration))
        {
            Slots = slots, Seed = seed, CrashRate = rate, LossRate = rate, DropsCheckpoints = true,
        }.RunToEnd();
}
