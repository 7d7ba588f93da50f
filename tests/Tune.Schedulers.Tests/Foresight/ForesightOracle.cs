using Tune.Engine.Ports;
using Tune.Schedulers.Foresight;

namespace Tune.Schedulers.Tests.Foresight;

/// <summary>The rule by hand: all reports are kept, and every answer is worked out from the first one on, the arrivals
/// once a report.</summary>
internal sealed class ForesightOracle(ForesightOptions options) : ISchedulerOracle
{
    private readonly List<Observation> _reports = [];
    private List<Arrival>? _arrivals;

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Judged judged)
        {
            _reports.Add(judged.Seen);
            _arrivals = null;
        }
    }

    public string Judge(Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return "stop BudgetUsed";
        }

        var rung = RungOf(seen.Iteration);
        if (rung <= Arrivals.Where(a => a.Trial == seen.Trial.Number).Select(a => a.Rung)
            .DefaultIfEmpty(-1).Max())
        {
            return "continue";
        }

        if (seen.Score.IsWorst)
        {
            return "stop Culled";
        }

        var mine = _reports.Append(seen).Where(r => r.Trial == seen.Trial).Max(r => r.Score.Value);
        var there = Arrivals.Where(a => a.Rung == rung && a.Counts).Select(a => a.Best).ToList();
        var tau = Tau(rung);
        var sharpness = 1.5 * Math.Min(1, Math.Max(0, (tau - 0.2) / (0.8 - 0.2)));
        var places = Math.Ceiling(Math.Pow(options.ReductionFactor, -sharpness) * (there.Count + 1));
        return there.Count(score => score > mine) < Math.Max(places, 1) ? "continue" : "stop Culled";
    }

    public string Propose(bool mayStartNew) => mayStartNew ? "new" : "exhausted";

    public int NextMilestone(int trial, int iteration)
    {
        var reached = Arrivals.Where(a => a.Trial == trial).Select(a => a.Rung).DefaultIfEmpty(-1).Max();
        var next = Levels.Skip(reached + 1).Append(options.MaxIterations).First();
        return Math.Max(next, iteration + 1);
    }

    private List<int> Levels
    {
        get
        {
            var levels = new List<int>();
            for (long level = options.GracePeriod; level < options.MaxIterations; level *= options.ReductionFactor)
            {
                levels.Add((int)level);
            }

            return levels;
        }
    }

    private int RungOf(int iteration) =>
        iteration >= options.MaxIterations ? Levels.Count : Levels.FindLastIndex(level => level <= iteration);

    // The first report of a trial at or above each rung that it did not jump over, in order.
    private List<Arrival> Arrivals => _arrivals ??= FindArrivals();

    private List<Arrival> FindArrivals()
    {
        var arrivals = new List<Arrival>();
        for (var i = 0; i < _reports.Count; i++)
        {
            var before = arrivals.Where(a => a.Trial == _reports[i].Trial.Number).Select(a => a.Rung);
            var rung = RungOf(_reports[i].Iteration);
            if (rung > before.DefaultIfEmpty(-1).Max())
            {
                var best = _reports.Take(i + 1).Where(r => r.Trial == _reports[i].Trial).Max(r => r.Score.Value);
                arrivals.Add(new Arrival(_reports[i].Trial.Number, rung, best, !_reports[i].Score.IsWorst));
            }
        }

        return arrivals;
    }

    // Of each arrival at the next rung with the sixteen before it, a quarter for each comparison, and eight of which
    // nine tenths agree before all.
    private double Tau(int rung)
    {
        var all = Arrivals;
        var pairs =
            (from next in all
             where next.Rung == rung + 1 && !double.IsNegativeInfinity(next.Best)
             from here in all
             where here.Trial == next.Trial && here.Rung == rung && !double.IsNegativeInfinity(here.Best)
             select (Here: here.Best, Next: next.Best)).ToList();
        var (agreed, total) = (7.2, 8.0);
        for (var i = 0; i < pairs.Count; i++)
        {
            foreach (var other in pairs.Take(i).TakeLast(16).Where(other => other.Next != pairs[i].Next))
            {
                total += 0.25;
                agreed += other.Here == pairs[i].Here ? 0.125
                    : Math.Sign(other.Here - pairs[i].Here) == Math.Sign(other.Next - pairs[i].Next) ? 0.25 : 0;
            }
        }

        return (2 * agreed / total) - 1;
    }

    private sealed record Arrival(int Trial, int Rung, double Best, bool Counts);
}
