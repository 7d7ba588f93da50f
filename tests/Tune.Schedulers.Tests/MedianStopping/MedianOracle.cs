using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.MedianStopping;

namespace Tune.Schedulers.Tests.MedianStopping;

/// <summary>Median stopping by hand: all averages from all facts, sorted anew for every question.</summary>
internal sealed class MedianOracle(MedianStoppingOptions options) : ISchedulerOracle
{
    private readonly List<TrialFact> _facts = [];

    public void Observe(TrialFact fact) => _facts.Add(fact);

    public string Judge(Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return "stop BudgetUsed";
        }

        var own = Reports(seen.Trial);
        var mark = Marks(own.Append(seen)).Skip(Marks(own).Count()).Select(m => m.Mark).SingleOrDefault();
        var averages = Peers().Select(peer => AverageAt(mark, peer)).OfType<double>().Order().ToList();
        if (mark == 0 || averages.Count < options.MinTrials)
        {
            return "continue";
        }

        var middle = (averages[(averages.Count - 1) / 2] + averages[averages.Count / 2]) / 2;
        return own.Append(seen).Max(report => report.Score.Value) < middle ? "stop Culled" : "continue";
    }

    public string Propose(bool mayStartNew) => mayStartNew ? "new" : "exhausted";

    public int NextMilestone(int trial, int iteration)
    {
        var own = Reports(new TrialId(trial));
        do
        {
            iteration++;
        }
        while (iteration < options.MaxIterations
            && Marks(own.Append(SomeContext.Seen(trial, iteration, 0))).Count() == Marks(own).Count());
        return iteration;
    }

    private List<Observation> Reports(TrialId trial) =>
        [.. _facts.OfType<TrialFact.Judged>().Select(fact => fact.Seen).Where(seen => seen.Trial == trial)];

    private IEnumerable<TrialId> Peers() => options.Peers == MedianPeers.All
        ? _facts.OfType<TrialFact.Added>().Select(fact => fact.Trial)
        : _facts.OfType<TrialFact.Ended>().Where(end => end.Status != TrialStatus.Errored).Select(end => end.Trial);

    private double? AverageAt(int mark, TrialId trial)
    {
        var reports = Reports(trial);
        var met = Marks(reports).Where(m => m.Mark == mark).ToList();
        var scores = met.Count == 0 ? [] : reports
            .TakeWhile(report => report.Iteration <= met[0].Report.Iteration)
            .Where(report => !report.Score.IsWorst).Select(report => report.Score.Value).ToList();

        // Rounded as there: a score that equals the median must not be told from it by its last bit.
        var (mean, count) = (0.0, 0);
        scores.ForEach(score => mean += (score - mean) / ++count);
        return count == 0 ? null : mean;
    }

    // Each report with the comparison that it is the first to reach.
    private IEnumerable<(int Mark, Observation Report)> Marks(IEnumerable<Observation> reports)
    {
        var last = 0;
        foreach (var report in reports)
        {
            var mark = 0;
            for (var m = options.GracePeriod; m <= report.Iteration; m += options.Interval)
            {
                mark = m;
            }

            if (mark > last)
            {
                last = mark;
                yield return (mark, report);
            }
        }
    }
}
