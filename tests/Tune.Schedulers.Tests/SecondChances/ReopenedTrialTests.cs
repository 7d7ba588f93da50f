using CsCheck;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.MedianStopping;

namespace Tune.Schedulers.Tests.SecondChances;

/// <summary>A trial that is reopened has just begun: what it did in its first life stands in nobody's way, least of all
/// in its own.</summary>
internal sealed class ReopenedTrialTests
{
    private const int Reopened = 1;
    private static readonly int[] s_rungs = [1, 3, 9, 27];

    private static readonly AlgorithmContext[] s_contexts =
    [
        SomeContext.With(trials: 12),
        SomeContext.With(trials: 12) with { Objectives = [new("score", Mode.Max), new("cost", Mode.Min)] },
    ];

    private static IEnumerable<SchedulerOptions> Schedulers =>
    [
        new AshaOptions { MaxIterations = 27 },
        new AshaOptions { MaxIterations = 27, Variant = AshaVariant.Promotion },
        new AshaOptions { MaxIterations = 27, Variant = AshaVariant.Promotion, Brackets = 2 },
        new HyperBandOptions { MaxIterations = 27 },
        new MedianStoppingOptions { MaxIterations = 27, MinTrials = 1 },
        new MedianStoppingOptions { MaxIterations = 27, MinTrials = 1, Peers = MedianPeers.All },
    ];

    [TestCaseSource(nameof(Schedulers))]
    public void Observe_TrialReopened_AnswersAsIfItHadJustBegun(SchedulerOptions options) =>
        Gen.Select(Gen.ULong, Gen.Int[0, s_contexts.Length - 1], Gen.Int[4, 30]).Sample(
            (seed, kind, steps) =>
            {
                var context = s_contexts[kind];
                var (told, spared) = (options.Create(context), options.Create(context));
                foreach (var (fact, isOfFirstLife) in History(seed, steps, context))
                {
                    told.Observe(fact);
                    if (!isOfFirstLife)
                    {
                        spared.Observe(fact);
                    }
                }

                Assert.That(Answers(told, context, seed), Is.EqualTo(Answers(spared, context, seed)));
            },
            iter: 400);

    [Test]
    public void NextMilestone_ReopenedInABracketThatIsWorkedOff_IsTheEnd()
    {
        var scheduler = new HyperBandOptions { MaxIterations = 9 }.Create(SomeContext.With());
        for (var trial = 0; trial < 9; trial++)
        {
            scheduler.Observe(SomeContext.Added(trial));
        }

        for (var trial = 0; trial < 9; trial++)
        {
            scheduler.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Errored));
        }

        scheduler.Observe(new TrialFact.Reopened(new TrialId(4), Configuration.Empty, 2));

        Assert.That(scheduler.NextMilestone(new TrialId(4), 2), Is.EqualTo(9), "nobody is left to compare it with");
        Assert.That(scheduler.NextMilestone(new TrialId(4), 9), Is.EqualTo(10));
    }

    [Test]
    public void HyperBand_TrialFailsBehindItsRungAndComesBack_TakesItsPlaceOnce()
    {
        var table = new SchedulerTable(new HyperBandOptions { MaxIterations = 9 });
        table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Assert.That(table.FillAll(), Is.EqualTo("8 7 6 New"));

        table.End(8, TrialStatus.Errored);
        table.Reopen(8);
        Assert.That(table.Report(8, 1, 9), Is.InstanceOf<Decision.Pause>());

        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("8"), "its place is its own");
    }

    // Every trial goes from rung to rung and waits at some; the one that is reopened has failed somewhere on the way.
    private static IEnumerable<(TrialFact Fact, bool IsOfFirstLife)> History(
        ulong seed, int steps, AlgorithmContext context)
    {
        var random = KeyedRandom.For(seed, "test/reopened");
        var places = new Dictionary<int, (int Rung, bool IsParked)>();
        for (var trial = 0; trial < 3; trial++)
        {
            yield return (SomeContext.Added(trial), false);
            places[trial] = (0, false);
        }

        for (var step = 0; step < steps; step++)
        {
            var trial = random.NextInt(places.Count + 1);
            if (!places.TryGetValue(trial, out var place))
            {
                yield return (SomeContext.Added(trial), false);
                places[trial] = (0, false);
            }
            else if (place.IsParked)
            {
                yield return (new TrialFact.Resumed(new TrialId(trial)), trial == Reopened);
                places[trial] = place with { IsParked = false };
            }
            else if (place.Rung < s_rungs.Length - 1)
            {
                var seen = Seen(context, trial, s_rungs[place.Rung], random.NextInt(6), random.NextInt(6));
                yield return (new TrialFact.Judged(seen, Decision.Pause.Instance), trial == Reopened);
                yield return (new TrialFact.Parked(new TrialId(trial), seen.Iteration), trial == Reopened);
                places[trial] = (place.Rung + 1, true);
            }
        }

        if (places[Reopened].IsParked)
        {
            yield return (new TrialFact.Resumed(new TrialId(Reopened)), true);
        }

        yield return (new TrialFact.Ended(new TrialId(Reopened), TrialStatus.Errored), true);
        yield return (new TrialFact.Reopened(new TrialId(Reopened), Configuration.Empty, 0), true);
    }

    private static List<string> Answers(IScheduler scheduler, AlgorithmContext context, ulong seed)
    {
        var random = KeyedRandom.For(seed, "test/answers");
        List<string> answers = [$"{scheduler.Propose(true)}", $"{scheduler.Propose(false)}"];
        for (var trial = 0; trial < 4; trial++)
        {
            answers.AddRange(s_rungs.Select(iteration =>
                $"{trial}@{iteration}: "
                + $"{scheduler.Judge(Seen(context, trial, iteration, random.NextInt(6), random.NextInt(6)))} "
                + $"{scheduler.NextMilestone(new TrialId(trial), iteration)}"));
        }

        return answers;
    }

    private static Observation Seen(AlgorithmContext context, int trial, int iteration, double score, double cost)
    {
        var metrics = MetricSet.Of(("score", score), ("cost", cost));
        return new Observation(new TrialId(trial), iteration, context.Objective.ScoreOf(metrics), metrics);
    }
}
