using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.ResourceChanging;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.TimeSharing;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.ResourceChanging;

internal sealed class ResourceChangingProperties
{
    private const int MaxIterations = 27;

    private static readonly SchedulerOptions[] Inner =
    [
        new FifoOptions { MaxIterations = MaxIterations },
        new AshaOptions { MaxIterations = MaxIterations, ReductionFactor = 3 },
        new AshaOptions { MaxIterations = MaxIterations, ReductionFactor = 3, Variant = AshaVariant.Promotion },
        new HyperBandOptions { MaxIterations = MaxIterations },
        new PbtOptions { MaxIterations = MaxIterations, Interval = 6, Synchronous = true },
        new TimeSharingOptions { Inner = new FifoOptions { MaxIterations = MaxIterations }, Turn = 5 },
    ];

    private static readonly Gen<Plan> s_plan = Gen.Select(
        Gen.Int[1, 9], Gen.Int[2, 10], Gen.Int[1, 6], Gen.Int[0, 4], Gen.Double[0, 0.06], Gen.Bool, Gen.Bool, Gen.ULong,
        (interval, trials, slots, max, rate, isTop, shrinks, seed) => new Plan(
            interval, trials, slots, max == 0 ? null : max, rate, isTop ? SlotPolicy.TopFirst : SlotPolicy.Even,
            shrinks, seed));

    // That no slot is given twice and none that is not there, the driver sees to.
    [TestCaseSource(nameof(Inner))]
    public void Experiment_WithAnyMishaps_EndsWithEveryTrialTried_AndReplays(SchedulerOptions inner) => s_plan.Sample(
        plan =>
        {
            var driver = Drive(inner, plan);

            Assert.That(driver.State.Proposed, Is.EqualTo(plan.Trials));
            Assert.That(driver.State.Count(TrialStatus.Pending), Is.Zero);
            Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
            foreach (var started in driver.Journal.OfType<ExperimentEvent.AttemptStarted>())
            {
                Assert.That(started.Where.Width, Is.LessThanOrEqualTo(plan.Max ?? plan.Slots));
            }
        },
        iter: 200);

    [Test]
    public void Experiment_WhileATrialHasYetToBegin_GivesNobodyTwoSlots() => s_plan.Sample(plan =>
    {
        var proposed = 0;
        foreach (var fact in Drive(Inner[0], plan).Journal)
        {
            proposed += fact is ExperimentEvent.TrialProposed ? 1 : 0;
            if (fact is ExperimentEvent.AttemptStarted { Where.Width: > 1 })
            {
                Assert.That(proposed, Is.EqualTo(plan.Trials));
            }
        }
    });

    // The wrapped scheduler decides as it would have alone.
    [Test]
    public void Experiment_WithFifoInside_GivesEachTrialWhatItWouldHaveHad() => s_plan.Sample(plan =>
    {
        var driver = Drive(Inner[0], plan with { Rate = 0 });

        Assert.That(driver.State.Count(TrialStatus.Completed), Is.EqualTo(plan.Trials));
        Assert.That(
            driver.Judged.CountBy(report => report.Trial).Select(entry => entry.Value),
            Is.All.EqualTo(MaxIterations));
    });

    [Test]
    public void Experiment_WhenOthersHaveEnded_GivesTheLastTrialAllSlots()
    {
        // The first trial is behind the others: the driver lets each go on in turn by chance.
        var driver = Drive(Inner[0], new Plan(1, 5, 4, null, 0, SlotPolicy.Even, false, 3));
        var last = driver.Journal.OfType<ExperimentEvent.AttemptStarted>().Last();

        Assert.That(last.Where.Width, Is.EqualTo(4));
        var held = driver.Journal.OfType<ExperimentEvent.SlotsHeld>().Single();
        Assert.That(held.Slots, Is.EqualTo(SlotSet.Of(0, 1, 2, 3)));
    }

    private static MachineDriver Drive(SchedulerOptions inner, Plan plan) => new MachineDriver(
        new ExperimentSpec
        {
            Name = "some",
            Trainable = "some",
            Space = SomeContext.Space,
            Objective = new Objective("score", Mode.Max),
            Trials = plan.Trials,
            Seed = plan.Seed,
            Scheduler = new ResourceChangingOptions
            {
                Inner = inner, Interval = plan.Interval, MaxSlots = plan.Max, Policy = plan.Policy,
            },
            Searcher = new RandomSearchOptions(),
        },
        (trial, iteration) => (trial.Number * 7 % 5) + (0.1 * iteration))
    {
        Slots = plan.Slots, Seed = plan.Seed, CrashRate = plan.Rate, LossRate = plan.Rate, DropsCheckpoints = true,
        SlotsAfter = plan.Shrinks ? events => 1 + (((events / 50) + 5) % plan.Slots) : null,
    }.RunToEnd();

    internal sealed record Plan(
        int Interval, int Trials, int Slots, int? Max, double Rate, SlotPolicy Policy, bool Shrinks, ulong Seed);
}
