using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Foresight;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Pasha;
using Tune.Schedulers.PbtReplay;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Sparse;

/// <summary>The objective is not in every report: whoever compares trials waits for the first report that has it.
/// </summary>
internal sealed class SparseReportTests
{
    private static IEnumerable<string> Names => SchedulerCatalog.All.Schedulers.Select(entry => entry.Name);

    // Those that look at iterations for a reason of their own, whatever was measured there.
    private static IEnumerable<string> Comparing => Names.Where(name =>
        CatalogContractTests.Make<SchedulerOptions>(name) is var options and not PbtReplayOptions
        && options.GetType().GetProperty("Inner") is null);

    // What was seen: every 2nd epoch all trials stopped at the first rung, every 5th was "never reported".
    [Test]
    public void Experiment_ObjectiveEveryFewEpochs_IsHalvedAndNobodyErrs(
        [Values(2, 5, 7)] int every, [ValueSource(nameof(Halving))] SchedulerOptions scheduler)
    {
        var driver = new MachineDriver(
            SomeContext.Spec(scheduler, trials: 20),
            (trial, iteration) => iteration % every == 0 ? trial.Number + iteration : double.NaN)
        {
            Slots = 3,
        }.RunToEnd();

        Assert.That(driver.State.Status, Is.EqualTo(ExperimentStatus.Finished), driver.State.Why);
        Assert.That(driver.State.Count(TrialStatus.Errored), Is.Zero);
        Assert.That(
            driver.State.Count(TrialStatus.Completed), Is.InRange(scheduler is PashaOptions ? 0 : 1, 19),
            "some came to the end, some were let go");
        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public void Scheduler_AnyPatternOfReports_CullsByMeasuredReportsAloneAndReplays(string name)
    {
        foreach (var options in CatalogContractTests.Variants(CatalogContractTests.Make<SchedulerOptions>(name)))
        {
            for (ulong seed = 0; seed < 6; seed++)
            {
                Check(options, seed);
            }
        }
    }

    // Pausing at every rung is what these two do: each first measured report at or beyond one must have led to it. Of
    // five trials HyperBand gives two to a bracket that has no rung.
    [TestCaseSource(nameof(Pausing))]
    public void Rung_AnyPatternOfReports_IsMetByTheFirstThatIsMeasured(SchedulerOptions options)
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var pattern = seed;
            var driver = Run(options, seed, pattern, broken: false);
            foreach (var trial in driver.Judged.GroupBy(judged => judged.Trial)
                .Where(trial => options is not HyperBandOptions || trial.Key.Number % 5 < 3))
            {
                var met = 0;
                foreach (var judged in trial)
                {
                    var rung = options.RungLevels().LastOrDefault(level => level <= judged.Iteration);
                    var isMeasured = IsMeasured(pattern, judged.Trial, judged.Iteration);
                    var leaves = judged.Decision is not Decision.Continue;
                    Assert.That(
                        leaves, Is.EqualTo((isMeasured && rung > met) || judged.Iteration >= 27),
                        $"{judged}, seed {seed}");
                    met = leaves ? rung : met;
                }
            }
        }
    }

    [TestCaseSource(nameof(Comparing))]
    public void Scheduler_ReportsWithoutObjectiveBetween_DecidesAsIfTheyHadNotCome(string name)
    {
        foreach (var options in CatalogContractTests.Variants(CatalogContractTests.Make<SchedulerOptions>(name)))
        {
            for (ulong seed = 0; seed < 20; seed++)
            {
                CompareWithout(options, seed);
            }
        }
    }

    [Test]
    public void Judge_NaNThatWasReported_IsWorstStill()
    {
        var table = new SchedulerTable(new AshaOptions { MaxIterations = 27, ReductionFactor = 3 });
        Assert.That(table.Report(0, 1, double.NaN), Is.InstanceOf<Decision.Stop>());
    }

    private static IEnumerable<SchedulerOptions> Pausing =>
    [
        new AshaOptions { MaxIterations = 27, ReductionFactor = 3, Variant = AshaVariant.Promotion },
        new HyperBandOptions { MaxIterations = 27, GracePeriod = 9 },
    ];

    private static IEnumerable<SchedulerOptions> Halving =>
    [
        new AshaOptions { MaxIterations = 30 },
        new AshaOptions { MaxIterations = 30, Variant = AshaVariant.Promotion },
        new HyperBandOptions { MaxIterations = 30 },
        new ForesightOptions { MaxIterations = 30 },
        new PashaOptions { MaxIterations = 30 },
    ];

    private static void Check(SchedulerOptions options, ulong seed)
    {
        var driver = Run(options, seed, seed, broken: true);
        var measured = new HashSet<TrialId>();
        Reported? last = null;
        foreach (var fact in driver.Journal)
        {
            switch (fact)
            {
                case ExperimentEvent.Reported reported:
                    last = new Reported(reported.Trial, reported.Metrics.TryGet("score", out _));
                    _ = last.IsMeasured && measured.Add(reported.Trial);
                    break;
                case ExperimentEvent.Decided { Decision: Decision.Stop { Reason: StopReason.Culled } } culled:
                    Assert.That(
                        last, Is.EqualTo(new Reported(culled.Trial, true)), $"{culled}, {options}, seed {seed}");
                    break;
                case ExperimentEvent.TrialEnded { Status: TrialStatus.Errored } ended
                    when ended.Why.Contains("never reported", StringComparison.Ordinal):
                    Assert.That(measured, Does.Not.Contain(ended.Trial), $"{ended.Why}, {options}, seed {seed}");
                    break;
                default:
                    break;
            }
        }

        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty, $"{options}, seed {seed}");
    }

    private static MachineDriver Run(SchedulerOptions options, ulong seed, ulong pattern, bool broken) =>
        new MachineDriver(
            CatalogContractTests.Sound(options, new RandomSearchOptions(), seed) with
            {
                Failure = new FailurePolicy { MaxRetries = 20, MaxLosses = 20, AbortWhenFirstFail = 0 },
            },
            (trial, iteration) => IsMeasured(pattern, trial, iteration)
                ? KeyedRandom.For(seed, "test/sparse-score", (trial.Number * 100) + iteration).NextInt(9)
                : double.NaN)
        {
            Slots = 3, Seed = seed, CrashRate = broken ? 0.02 : 0, LossRate = broken ? 0.02 : 0,
            SaveRate = 0.1, IterationsMax = CatalogContractTests.MaxIterations,
        }.RunToEnd();

    // Some trials report it at every third iteration, others now and then; the last one always.
    private static bool IsMeasured(ulong pattern, TrialId trial, int iteration) =>
        iteration >= CatalogContractTests.MaxIterations || (trial.Number % 3 == 0
            ? iteration % 3 == 0
            : KeyedRandom.For(pattern, "test/sparse", (trial.Number * 100) + iteration).NextInt(3) == 0);

    private static void CompareWithout(SchedulerOptions options, ulong seed)
    {
        var context = SomeContext.With(seed, trials: 6);
        var (with, without) = (options.Create(context), options.Create(context));
        var random = KeyedRandom.For(seed, "test/with-and-without");
        var live = new List<(int Trial, int Iteration)>();
        for (var trial = 0; trial < 6; trial++)
        {
            Tell(SomeContext.Added(trial));
            live.Add((trial, 0));
        }

        while (live.Count > 0)
        {
            var at = random.NextInt(live.Count);
            var (trial, iteration) = live[at] = (live[at].Trial, live[at].Iteration + 1);
            var seen = SomeContext.Seen(trial, iteration, random.NextInt(12));
            var milestone = with.NextMilestone(seen.Trial, iteration - 1);
            if (iteration < CatalogContractTests.MaxIterations && random.NextInt(3) > 0)
            {
                seen = new Observation(seen.Trial, iteration, Score.Worst, MetricSet.Empty) { IsPartial = true };
                Assert.That(with.Judge(seen), Is.InstanceOf<Decision.Continue>(), $"{options}");
                with.Observe(new TrialFact.Judged(seen, Decision.Continue.Instance));
                continue;
            }

            var decision = with.Judge(seen);
            Assert.That(decision, Is.EqualTo(without.Judge(seen)), $"{options}, seed {seed}, {trial} at {iteration}");
            Assert.That(
                decision is Decision.Continue || iteration >= milestone, $"{options}, seed {seed}: {milestone}");
            Tell(new TrialFact.Judged(seen, decision));

            // A scheduler may leave the end to the training code, which has one.
            if (decision is not Decision.Continue || iteration >= CatalogContractTests.MaxIterations)
            {
                Tell(new TrialFact.Ended(
                    seen.Trial, decision is Decision.Continue ? TrialStatus.Completed : TrialStatus.Stopped));
                live.RemoveAt(at);
            }
        }

        void Tell(TrialFact fact)
        {
            with.Observe(fact);
            without.Observe(fact);
        }
    }

    private sealed record Reported(TrialId Trial, bool IsMeasured);
}
