using System.Diagnostics;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;

namespace Tune.Benchmarks.Suites;

/// <summary>ASHA alone, with a million trials in its rungs. A decision is Judge and Observe of one report at a rung.
/// </summary>
internal static class AshaSuite
{
    private const int Before = 1_000_000;
    private const int Measured = 300_000;

    private static readonly SearchSpace Space = new SearchSpace().Uniform("x", 0, 1);

    public static Suite Make() => new(
        "asha", "ASHA decisions with 1,000,000 trials in the rungs", IsLong: false, figures =>
        {
            figures.Say("decisions_per_s", Measure(AshaVariant.Stopping), "decisions/s", "at least 200,000");
            figures.Say(
                "decisions_per_s_promotion", Measure(AshaVariant.Promotion), "decisions/s", "Propose and Parked too");
            return Task.CompletedTask;
        });

    private static double Measure(AshaVariant variant)
    {
        var scheduler = new AshaOptions { Variant = variant, MaxIterations = 256, ReductionFactor = 4 }.Create(
            new AlgorithmContext(1, Space, new Objective("loss", Mode.Min), null));
        var scores = KeyedRandom.For(1, "benchmark/scores");
        var next = 0;
        Go(scheduler, scores, ref next, Before);
        var clock = Stopwatch.StartNew();
        var decisions = Go(scheduler, scores, ref next, Measured);
        return decisions / clock.Elapsed.TotalSeconds;
    }

    // One slot, as the machine would drive it: a new or a resumed trial goes from rung to rung until it is let go.
    private static int Go(IScheduler scheduler, KeyedRandom scores, ref int next, int trials)
    {
        var (decisions, last) = (0, next + trials);
        while (next < last)
        {
            var iteration = 0;
            TrialId trial;
            if (scheduler.Propose(mayStartNew: true) is Proposal.Resume resume)
            {
                trial = resume.Trial;
                iteration = 1;
                scheduler.Observe(new TrialFact.Resumed(trial));
            }
            else
            {
                trial = new TrialId(next++);
                scheduler.Observe(new TrialFact.Added(trial, Configuration.Empty));
            }

            decisions += Train(scheduler, scores, trial, iteration);
        }

        return decisions;
    }

    private static int Train(IScheduler scheduler, KeyedRandom scores, TrialId trial, int iteration)
    {
        for (var decisions = 1; ; decisions++)
        {
            iteration = scheduler.NextMilestone(trial, iteration);
            var score = Score.Of(scores.NextUnit(), Mode.Min);
            var seen = new Observation(trial, iteration, score, MetricSet.Empty);
            var decision = scheduler.Judge(seen);
            scheduler.Observe(new TrialFact.Judged(seen, decision));
            switch (decision)
            {
                case Decision.Stop:
                    scheduler.Observe(new TrialFact.Ended(trial, TrialStatus.Stopped));
                    return decisions;
                case Decision.Pause:
                    scheduler.Observe(new TrialFact.Parked(trial, iteration));
                    return decisions;
                default:
                    break;
            }
        }
    }
}
