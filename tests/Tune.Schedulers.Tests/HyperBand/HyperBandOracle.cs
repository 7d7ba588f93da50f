using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;

namespace Tune.Schedulers.Tests.HyperBand;

/// <summary>HyperBand by hand: the paper's loops in numbers, and a walk over all trials for every question. A trial's
/// bracket never changes, and its records only when more is heard of it: both are worked out once.</summary>
internal sealed class HyperBandOracle(HyperBandOptions options) : ISchedulerOracle
{
    private readonly SortedDictionary<int, List<TrialFact>> _facts = [];
    private readonly Dictionary<int, (int Number, int Size, List<int> Rungs)> _brackets = [];
    private readonly Dictionary<int, List<(int Rung, double Score)>> _records = [];

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added)
        {
            _facts.Add(fact.Trial.Number, []);
        }

        _facts[fact.Trial.Number].Add(fact);
        _records.Remove(fact.Trial.Number);
    }

    public string Judge(Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return "stop BudgetUsed";
        }

        var (bracket, size, rungs) = BracketOf(seen.Trial.Number);
        if (Met(seen.Trial.Number, seen.Iteration) is not { } rung)
        {
            return "continue";
        }

        var better = Members(bracket).SelectMany(trial => Records(trial).Where(r => r.Rung == rung
            && (r.Score > seen.Score.Value || (r.Score == seen.Score.Value && trial < seen.Trial.Number))));
        return !seen.Score.IsWorst && better.Count() < Kept(size, rungs.IndexOf(rung)) ? "pause" : "stop Culled";
    }

    public string Propose(bool mayStartNew)
    {
        foreach (var bracket in _facts.Keys.Select(trial => BracketOf(trial).Number).Distinct().Order())
        {
            if (GoesOn(bracket, mayStartNew) is { } trial)
            {
                return $"resume {trial}";
            }
        }

        return mayStartNew ? "new" : _facts.Keys.Any(trial => !Over(trial) && !Waits(trial)) ? "wait" : "exhausted";
    }

    // Tries one iteration after the other until the answer could be something else than continue.
    public int NextMilestone(int trial, int iteration)
    {
        do
        {
            iteration++;
        }
        while (iteration < options.MaxIterations && Met(trial, iteration) is null);
        return iteration;
    }

    /// <summary>The trial that a bracket wants to take up.</summary>
    private int? GoesOn(int bracket, bool mayStartNew)
    {
        var members = Members(bracket);
        var (_, size, rungs) = BracketOf(members[0]);
        if (mayStartNew && members.Count < size)
        {
            return null;
        }

        foreach (var rung in rungs)
        {
            if (members.Exists(trial => !Over(trial) && !Waits(trial) && IsComingTo(trial, rungs) <= rung))
            {
                return null;
            }

            var gone = members.Count(trial => HasGoneBeyond(trial, rung));
            var waiting = members
                .Where(trial => !Over(trial) && Waits(trial) && Records(trial)[^1].Rung == rung)
                .OrderByDescending(trial => Records(trial)[^1].Score).ThenBy(trial => trial)
                .Select(trial => (int?)trial);
            if (gone < Kept(members.Count, rungs.IndexOf(rung)) && waiting.FirstOrDefault() is { } best)
            {
                return best;
            }
        }

        return null;
    }

    private List<int> Members(int bracket) => [.. _facts.Keys.Where(trial => BracketOf(trial).Number == bracket)];

    private (int Number, int Size, List<int> Rungs) BracketOf(int trial) =>
        _brackets.TryGetValue(trial, out var known) ? known : _brackets[trial] = FindBracket(trial);

    // for s in s_max .. 0: n = ceil(B/R x eta^s / (s + 1)), r = R eta^-s, B = (s_max + 1) R.
    private (int Number, int Size, List<int> Rungs) FindBracket(int trial)
    {
        var eta = options.ReductionFactor;
        var most = 0;
        while (options.MaxIterations / Power(most + 1) >= options.GracePeriod)
        {
            most++;
        }

        var first = 0;
        for (var number = 0; ; number++)
        {
            var s = most - (number % (most + 1));
            var size = (int)Math.Ceiling((decimal)(most + 1) * Power(s) / (s + 1));
            if (trial < first + size)
            {
                return (number, size, [.. Enumerable.Range(0, s).Select(i => options.MaxIterations / Power(s - i))]);
            }

            first += size;
        }

        int Power(int exponent) => Enumerable.Repeat(eta, exponent).Aggregate(1, (product, next) => product * next);
    }

    // floor(n eta^-(i + 1)), at least 1.
    private int Kept(int n, int i)
    {
        var whole = n;
        for (var k = 0; k <= i; k++)
        {
            whole = (whole - (whole % options.ReductionFactor)) / options.ReductionFactor;
        }

        return whole == 0 ? 1 : whole;
    }

    private int? Met(int trial, int iteration)
    {
        var reached = BracketOf(trial).Rungs.FindAll(rung => rung <= iteration);
        return reached.Count > 0 && Records(trial).TrueForAll(r => r.Rung < reached[^1]) ? reached[^1] : null;
    }

    private List<(int Rung, double Score)> Records(int trial)
    {
        if (_records.TryGetValue(trial, out var known))
        {
            return known;
        }

        var records = new List<(int Rung, double Score)>();
        var rungs = BracketOf(trial).Rungs;
        foreach (var seen in _facts.GetValueOrDefault(trial, []).OfType<TrialFact.Judged>().Select(f => f.Seen))
        {
            var reached = rungs.FindAll(rung => rung <= seen.Iteration);
            if (seen.Iteration < options.MaxIterations && reached.Count > 0
                && records.TrueForAll(r => r.Rung < reached[^1]))
            {
                records.Add((reached[^1], seen.Score.Value));
            }
        }

        return _records[trial] = records;
    }

    private bool Over(int trial) => _facts[trial][^1] is TrialFact.Ended;

    private bool Waits(int trial) =>
        _facts[trial].FindLast(f => f is TrialFact.Parked or TrialFact.Resumed) is TrialFact.Parked;

    private int IsComingTo(int trial, List<int> rungs)
    {
        var records = Records(trial);
        var at = records.Count == 0 ? -1 : rungs.IndexOf(records[^1].Rung);
        var resumedSince = records.Count == 0 || ResumedFrom(trial, records[^1].Rung);
        return !resumedSince ? rungs[at] : at + 1 < rungs.Count ? rungs[at + 1] : options.MaxIterations;
    }

    private bool HasGoneBeyond(int trial, int rung) =>
        Records(trial).Exists(r => r.Rung > rung) || ResumedFrom(trial, rung);

    /// <summary>Whether the trial was resumed when this rung was the highest where it had been.</summary>
    private bool ResumedFrom(int trial, int rung)
    {
        var rungs = BracketOf(trial).Rungs;
        var highest = 0;
        foreach (var fact in _facts[trial])
        {
            if (fact is TrialFact.Judged { Seen: var seen } && seen.Iteration < options.MaxIterations)
            {
                highest = Math.Max(highest, rungs.FindLast(r => r <= seen.Iteration));
            }
            else if (fact is TrialFact.Resumed && highest == rung)
            {
                return true;
            }
        }

        return false;
    }
}
