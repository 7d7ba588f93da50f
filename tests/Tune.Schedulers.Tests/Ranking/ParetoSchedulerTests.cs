using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Foresight;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.MedianStopping;
using Tune.Schedulers.Pasha;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Nsga2;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Ranking;

/// <summary>Schedulers of experiments with several objectives, or with constraints.</summary>
internal sealed class ParetoSchedulerTests
{
    private static readonly AlgorithmContext Two = SomeContext.With() with
    {
        Objectives = [new("score", Mode.Max), new("cost", Mode.Min)],
    };

    private static readonly AlgorithmContext Bounded = SomeContext.With() with
    {
        Constraints = [new MetricConstraint("cost") { AtMost = 5 }],
    };

    private static Observation Seen(AlgorithmContext context, int trial, int iteration, double score, double cost)
    {
        var metrics = MetricSet.Of(("score", score), ("cost", cost));
        return new Observation(new TrialId(trial), iteration, context.Objective.ScoreOf(metrics), metrics)
        {
            Violation = MetricConstraint.Total(context.Constraints, metrics),
        };
    }

    // The decisions for one report each at rung 1, as letters.
    private static string Reports(
        SchedulerOptions options, AlgorithmContext context, params (double Score, double Cost)[] ones)
    {
        var scheduler = options.Create(context);
        return string.Concat(ones.Select((one, trial) =>
        {
            scheduler.Observe(SomeContext.Added(trial));
            var seen = Seen(context, trial, 1, one.Score, one.Cost);
            var decision = scheduler.Judge(seen);
            scheduler.Observe(new TrialFact.Judged(seen, decision));
            return decision.GetType().Name[0];
        }));
    }

    // On a line: the best by the first objective, the other end, the middle, then what is farthest from those.
    [Test]
    public void EpsilonNet_OfALine_IsSpreadFromTheStart() => Assert.That(
        EpsilonNet.Order([[0, 8], [1, 7], [3, 5], [4, 4], [8, 0]]), Is.EqualTo(new[] { 4, 0, 3, 1, 2 }));

    [Test]
    public void Order_OfFrontsAndViolations_IsByConstraintThenFrontThenSpread()
    {
        var ranking = new ParetoRanking(new Goals(Two with { Constraints = Bounded.Constraints }));
        (double Score, double Cost)[] ones = [(9, 6), (1, 1), (3, 3), (0, 2), (9, 5.5), (5, 5)];
        for (var trial = 0; trial < ones.Length; trial++)
        {
            ranking.Record(Seen(Two, trial, 1, ones[trial].Score, ones[trial].Cost) with
            {
                Violation = Math.Max(0, ones[trial].Cost - 5),
            });
        }

        Assert.That(ranking.Order.Select(trial => trial.Number), Is.EqualTo(new[] { 5, 1, 2, 3, 4, 0 }));
    }

    // What comes ahead of a result does not depend on whether it has been recorded.
    [Test]
    public void Ahead_OfAnyResult_IsItsPlaceInTheOrderButForEquals() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[3, 8]).Array[1, 25].Sample(ones =>
        {
            var ranking = new ParetoRanking(new Goals(Two));
            for (var trial = 0; trial < ones.Length; trial++)
            {
                var seen = Seen(Two, trial, 1, ones[trial].Item1, ones[trial].Item2);
                var ahead = ranking.Ahead(seen);
                Assert.That(ranking.Dominating(seen), Is.LessThanOrEqualTo(ahead));
                ranking.Record(seen);
                var before = ranking.Order.TakeWhile(other => other.Number != trial)
                    .Count(other => ones[other.Number] != ones[trial]);
                Assert.That(ahead, Is.EqualTo(before));
            }
        });

    // With one objective the rule is that of the quantile wherever the quantile is one of the scores.
    [Test]
    public void Stopping_WithOneObjectiveAndAnEasyConstraint_DecidesAsWithout() =>
        Gen.Int[0, 9].Array[1, 30].Sample(scores =>
        {
            var options = new AshaOptions { MaxIterations = 9, ReductionFactor = 3 };
            var ones = scores.Select(score => ((double)score, 0.0)).ToArray();
            var (bounded, free) = (Reports(options, Bounded, ones), Reports(options, SomeContext.With(), ones));

            // n - 1 divides by 3 at the reports after 1, 4, 7 ...
            Assert.That(
                bounded.Where((_, at) => at % 3 == 1), Is.EqualTo(free.Where((_, at) => at % 3 == 1)));
        });

    // The fourth and the fifth are a trade-off ahead of all before; the others are dominated when they come.
    [Test]
    public void Stopping_WithTwoObjectives_LetsTradeOffsPassAndStopsTheDominated() => Assert.That(
        Reports(
            new AshaOptions { MaxIterations = 9, ReductionFactor = 2 }, Two,
            (0, 9), (0, 10), (0, 11), (9, 9), (1, 1), (0, 12)),
        Is.EqualTo("CSSCCS"));

    [Test]
    public void Stopping_UnderAConstraint_StopsTheInfeasible() => Assert.That(
        Reports(new AshaOptions { MaxIterations = 9, ReductionFactor = 2 }, Bounded, (1, 0), (99, 7), (2, 0)),
        Is.EqualTo("CSC"));

    [Test]
    public void Stopping_WithAnObjectiveMissing_Stops()
    {
        var scheduler = new AshaOptions { MaxIterations = 9 }.Create(Two);
        var metrics = MetricSet.Of(("score", 3.0));

        Assert.That(
            scheduler.Judge(new Observation(new TrialId(0), 1, Two.Objective.ScoreOf(metrics), metrics)),
            Is.EqualTo(new Decision.Stop(StopReason.Culled, "no usable score or cost at rung 1")));
    }

    [Test]
    public void Promotion_WithTwoObjectives_PromotesFromTheFront()
    {
        var scheduler = new AshaOptions
        {
            MaxIterations = 9, ReductionFactor = 3, Variant = AshaVariant.Promotion,
        }.Create(Two);
        (double Score, double Cost)[] ones = [(4, 6), (5, 5), (1, 1), (3, 3), (0, 9), (2, 7)];
        for (var trial = 0; trial < ones.Length; trial++)
        {
            scheduler.Observe(SomeContext.Added(trial));
            var seen = Seen(Two, trial, 1, ones[trial].Score, ones[trial].Cost);
            scheduler.Observe(new TrialFact.Judged(seen, scheduler.Judge(seen)));
            scheduler.Observe(new TrialFact.Parked(seen.Trial, 1));
        }

        // The front is 1, 2 and 3; its ends come first, and two of six have a place.
        Assert.That(((Proposal.Resume)scheduler.Propose(true)).Trial.Number, Is.EqualTo(1));
        scheduler.Observe(new TrialFact.Resumed(new TrialId(1)));
        Assert.That(((Proposal.Resume)scheduler.Propose(true)).Trial.Number, Is.EqualTo(2));
        scheduler.Observe(new TrialFact.Resumed(new TrialId(2)));
        Assert.That(scheduler.Propose(true), Is.InstanceOf<Proposal.New>());
    }

    [Test]
    public void Sweep_WithAnyMishaps_SettlesEveryTrialAndReplays() =>
        Gen.Select(Gen.Int[0, 5], Gen.Bool, Gen.Int[1, 6], Gen.Double[0, 0.05], Gen.ULong).Sample(
            (kind, isConstrained, slots, crash, seed) =>
            {
                SchedulerOptions scheduler = kind switch
                {
                    0 => new AshaOptions { MaxIterations = 9, ReductionFactor = 3 },
                    1 => new AshaOptions { MaxIterations = 9, ReductionFactor = 3, Variant = AshaVariant.Promotion },
                    2 => new PashaOptions { MaxIterations = 27 },
                    3 => new MedianStoppingOptions { MaxIterations = 9, Peers = MedianPeers.All },
                    4 => new ForesightOptions { MaxIterations = 9 },
                    _ => new HyperBandOptions { MaxIterations = 9 },
                };
                var spec = SomeContext.Spec(scheduler, new Nsga2Options { Population = 6 }, trials: 40, seed) with
                {
                    FurtherObjectives = [new("cost", Mode.Min)],
                    Constraints = isConstrained ? [new MetricConstraint("score") { AtLeast = 8 }] : [],
                };
                var driver = new MachineDriver(spec, (trial, iteration) => (trial.Number * 37 % 41) + iteration)
                {
                    Slots = slots, CrashRate = crash, LossRate = crash, Seed = seed,
                    More = (trial, iteration) => [("cost", trial.Number * 17 % 23)],
                }.RunToEnd();

                Assert.That(
                    driver.State.Count(TrialStatus.Pending) + driver.State.Count(TrialStatus.Running), Is.Zero);
                Assert.That(driver.State.Proposed, Is.EqualTo(40));
                Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
            },
            iter: 200);

    // The others' averages at iteration 1: two dominate (2, 8), one is a trade-off with it.
    [Test]
    public void Median_WithTwoObjectives_StopsWhatMoreThanHalfAreAheadOf() => Assert.That(
        Reports(
            new MedianStoppingOptions { MinTrials = 3, Peers = MedianPeers.All }, Two,
            (5, 5), (4, 4), (9, 9), (2, 8), (0, 1), (8, 2)),
        Is.EqualTo("CCCSCC"));

    // Two of three keep to the constraint: what breaks it is stopped whatever its score, and what keeps to it is not
    // held against the score of one that does not.
    [Test]
    public void Median_UnderAConstraint_StopsTheInfeasible() => Assert.That(
        Reports(
            new MedianStoppingOptions { MinTrials = 3, Peers = MedianPeers.All }, Bounded,
            (1, 0), (2, 0), (99, 7), (99, 6), (1.5, 0)),
        Is.EqualTo("CCCSC"));

    // It has kept to the constraint before: that counts, and not what it reports now.
    [Test]
    public void Median_GoesByTheBestFeasibleSoFar()
    {
        var median = new MedianStoppingOptions { MinTrials = 1, Peers = MedianPeers.All }.Create(Bounded);
        foreach (var (trial, iteration, score, cost) in new[]
        {
            (0, 1, 3.0, 0.0), (0, 2, 3.0, 0.0), (1, 1, 4.0, 0.0),
        })
        {
            median.Observe(new TrialFact.Judged(
                Seen(Bounded, trial, iteration, score, cost), Decision.Continue.Instance));
        }

        Assert.That(median.Judge(Seen(Bounded, 1, 2, 99, 9)), Is.InstanceOf<Decision.Continue>());
        Assert.That(
            median.Judge(Seen(Bounded, 2, 2, 99, 9)),
            Is.EqualTo(new Decision.Stop(
                StopReason.Culled, "1 of the 1 others are ahead at iteration 2, more than half of them")));
    }

    [Test]
    public void Foresight_WithTwoObjectives_LetsTradeOffsPassAndStopsTheDominated() => Assert.That(
        Reports(
            new ForesightOptions { MaxIterations = 9, ReductionFactor = 9 }, Two,
            (5, 5), (0, 9), (1, 8), (9, 9), (4, 6)),
        Is.EqualTo("CSSCS"));

    [Test]
    public void Foresight_UnderAConstraint_StopsTheInfeasible() => Assert.That(
        Reports(new ForesightOptions { MaxIterations = 9 }, Bounded, (1, 0), (99, 7), (2, 0)), Is.EqualTo("CSC"));

    // Below, trial 1 breaks the constraint and is behind; at the top it keeps to it and trial 0 does not.
    [TestCase(0.0, 9.0, true)]
    [TestCase(9.0, 9.0, false)]
    public void Pasha_WhereWhoIsFeasibleChanges_TrainsLonger(double below, double top, bool rises)
    {
        var pasha = new PashaOptions { MaxIterations = 27 }.Create(Bounded);
        foreach (var (trial, first, third) in new[] { (0, below, top), (1, 9 - below, 0.0) })
        {
            pasha.Observe(SomeContext.Added(trial));
            foreach (var (iteration, cost) in new[] { (1, first), (3, third) })
            {
                var seen = Seen(Bounded, trial, iteration, 5 - trial, cost);
                pasha.Observe(new TrialFact.Judged(seen, pasha.Judge(seen)));
                pasha.Observe(new TrialFact.Parked(seen.Trial, iteration));
                if (iteration == 1)
                {
                    pasha.Observe(new TrialFact.Resumed(seen.Trial));
                }
            }
        }

        // A third trial makes room for one promotion; it comes only if the rung is open.
        pasha.Observe(SomeContext.Added(2));
        var third2 = Seen(Bounded, 2, 3, 0, 9);
        pasha.Observe(new TrialFact.Judged(third2, pasha.Judge(third2)));
        Assert.That(pasha.Propose(true) is Proposal.Resume { Trial.Number: 1 }, Is.EqualTo(rises));
    }

    [Test]
    public void Problems_OfASchedulerOfOneObjective_NameWhatCan()
    {
        var spec = SomeContext.Spec(
            new PbtOptions { MaxIterations = 9, Interval = 3 }, new Nsga2Options(), trials: 8) with
        {
            FurtherObjectives = [new("cost", Mode.Min)],
        };

        Assert.That(spec.Problems().Single(), Is.EqualTo(
            "Objectives: there are 2, and the scheduler (PbtOptions) compares trials by 1. Choose one that ranks them "
            + "by all, such as ASHA or HyperBand, or first in first out, which compares none; or name one objective "
            + "and give the others as Constraints."));
        Assert.That((spec with { Scheduler = new FifoOptions() }).Problems(), Is.Empty);
    }
}
