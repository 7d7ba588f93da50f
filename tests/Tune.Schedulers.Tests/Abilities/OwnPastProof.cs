using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Abilities;

/// <summary>Proves the cell "its own past": a trial is compared only with its own reports, and of two of these the one
/// that keeps to the constraints is ahead, whatever the scores.</summary>
internal static class OwnPastProof
{
    private const int Longest = 200;

    public static void Check(SchedulerOptions options)
    {
        var peak = new Course(iteration => iteration == 1 ? 1000 : iteration, iteration => iteration == 1);
        Assert.That(
            Reached(options, peak, constrained: true), Is.GreaterThan(Reached(options, peak, constrained: false)),
            "'its own past': a trial has its best score by far at its first report, which breaks the constraint; all "
            + "later ones keep to it and rise. With the constraint each of them is the best so far, so that it must "
            + $"train longer than without. {options}");
        var lure = new Course(iteration => iteration, iteration => iteration > 1);
        Assert.That(
            Reached(options, lure, constrained: true), Is.LessThan(Reached(options, lure, constrained: false)),
            "'its own past': a trial's scores rise, but all reports after the first break the constraint. With it none "
            + $"of them is better than the first, so that it must train less long than without. {options}");
        Assert.That(
            Decisions(options, peak, trials: 5), Is.EqualTo(Decisions(options, peak, trials: 1)),
            $"'its own past': what is decided about a trial does not depend on others. {options}");
    }

    private static int Reached(SchedulerOptions options, Course course, bool constrained) =>
        Run(options, course, trials: 1, constrained).Judged.Max(one => one.Iteration);

    private static IEnumerable<(int, Decision)> Decisions(SchedulerOptions options, Course course, int trials) =>
        Run(options, course, trials, constrained: true).Judged.Where(one => one.Trial.Number == 0)
            .Select(one => (one.Iteration, one.Decision));

    // The others score far more than the first, each more than the one before.
    private static MachineDriver Run(
        SchedulerOptions options, Course course, int trials, bool constrained) => new MachineDriver(
        SomeContext.Spec(options, new RandomSearchOptions(), trials) with
        {
            Constraints = constrained ? [new MetricConstraint("cost") { AtMost = 0 }] : [],
        },
        (trial, iteration) => (trial.Number * 10_000) + course.Score(iteration))
    {
        Slots = trials, IterationsMax = Longest,
        More = (trial, iteration) => [("cost", trial.Number == 0 && course.Breaks(iteration) ? 1 : 0)],
    }.RunToEnd();

    private sealed record Course(Func<int, double> Score, Func<int, bool> Breaks);
}
