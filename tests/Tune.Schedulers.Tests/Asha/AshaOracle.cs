using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;

namespace Tune.Schedulers.Tests.Asha;

/// <summary>
/// ASHA once more, written from the text of its README and as simply as can be: it keeps each trial's facts and works
/// every answer out from the beginning; what follows from one trial alone is kept until more is heard of it. It shares
/// no code with the scheduler.
/// </summary>
internal sealed class AshaOracle(AshaOptions options, ulong seed) : ISchedulerOracle
{
    private readonly SortedDictionary<int, List<TrialFact>> _facts = [];
    private readonly Dictionary<int, int> _brackets = [];
    private readonly Dictionary<int, List<int>> _rungs = [];
    private readonly Dictionary<int, List<(int Rung, double Score)>> _recorded = [];

    /// <summary>From this iteration on nobody is promoted.</summary>
    public int NobodyBeyond { get; set; } = int.MaxValue;

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added)
        {
            _facts.Add(fact.Trial.Number, []);
        }

        _facts[fact.Trial.Number].Add(fact);
        _recorded.Remove(fact.Trial.Number);
    }

    public string Judge(Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return "stop BudgetUsed";
        }

        var bracket = BracketOf(seen.Trial.Number);
        if (Met(seen.Trial.Number, seen.Iteration) is not { } rung)
        {
            return "continue";
        }

        if (seen.Score.IsWorst)
        {
            return "stop Culled";
        }

        if (options.Variant == AshaVariant.Promotion)
        {
            return "pause";
        }

        var scores = Records(bracket, rung).Select(r => r.Score).Where(double.IsFinite).Order().ToList();
        return scores.Count > 0 && IsBelowCut(seen.Score.Value, scores) ? "stop Culled" : "continue";
    }

    public string Propose(bool mayStartNew)
    {
        if (options.Variant == AshaVariant.Promotion)
        {
            var levels = Enumerable.Range(0, options.Brackets).SelectMany(Rungs).Where(rung => rung < NobodyBeyond)
                .Distinct().OrderDescending();
            foreach (var rung in levels)
            {
                for (var bracket = 0; bracket < options.Brackets; bracket++)
                {
                    if (Promotable(bracket, rung) is { } trial)
                    {
                        return $"resume {trial}";
                    }
                }
            }
        }

        var runs = _facts.Values.Any(facts => !facts.OfType<TrialFact.Ended>().Any() && !IsPaused(facts));
        return mayStartNew ? "new"
            : runs && options.Variant == AshaVariant.Promotion ? "wait"
            : "exhausted";
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

    private List<int> Rungs(int bracket) =>
        _rungs.TryGetValue(bracket, out var known) ? known : _rungs[bracket] = [.. RungsFrom(bracket)];

    private IEnumerable<int> RungsFrom(int bracket)
    {
        var rung = (long)options.GracePeriod;
        for (var k = 0; rung < options.MaxIterations; k++, rung *= options.ReductionFactor)
        {
            if (k >= bracket)
            {
                yield return (int)rung;
            }
        }
    }

    private int BracketOf(int trial)
    {
        if (_brackets.TryGetValue(trial, out var drawn))
        {
            return drawn;
        }

        // Ray's weights: e to the number of rungs.
        var weights = Enumerable.Range(0, options.Brackets).Select(s => Math.Exp(Rungs(s).Count)).ToList();
        var point = KeyedRandom.For(seed, "asha/bracket", trial).NextUnit() * weights.Sum();
        var bracket = 0;
        while (bracket + 1 < options.Brackets && point >= weights.Take(bracket + 1).Sum())
        {
            bracket++;
        }

        return _brackets[trial] = bracket;
    }

    /// <summary>The rung a report at this iteration would be recorded at.</summary>
    private int? Met(int trial, int iteration)
    {
        var reached = Rungs(BracketOf(trial)).FindAll(rung => rung <= iteration);
        return reached.Count > 0 && RecordedAt(trial).TrueForAll(r => r.Rung < reached[^1]) ? reached[^1] : null;
    }

    private List<(int Rung, double Score)> RecordedAt(int trial)
    {
        if (_recorded.TryGetValue(trial, out var known))
        {
            return known;
        }

        var recorded = new List<(int Rung, double Score)>();
        var facts = _facts.GetValueOrDefault(trial, []);
        foreach (var seen in facts.OfType<TrialFact.Judged>().Select(judged => judged.Seen))
        {
            var reached = Rungs(BracketOf(trial)).FindAll(rung => rung <= seen.Iteration);
            if (seen.Iteration < options.MaxIterations && reached.Count > 0
                && recorded.TrueForAll(r => r.Rung < reached[^1]))
            {
                recorded.Add((reached[^1], seen.Score.Value));
            }
        }

        return _recorded[trial] = recorded;
    }

    private List<(int Trial, double Score)> Records(int bracket, int rung) =>
    [
        .. from trial in _facts.Keys
           where BracketOf(trial) == bracket
           from record in RecordedAt(trial)
           where record.Rung == rung
           select (trial, record.Score),
    ];

    // score < low + gap * part / eta, without the division: exact for the scores used here.
    private bool IsBelowCut(double score, List<double> sorted)
    {
        var (below, part) = ((options.ReductionFactor - 1) * (sorted.Count - 1) / options.ReductionFactor,
            (options.ReductionFactor - 1) * (sorted.Count - 1) % options.ReductionFactor);
        var low = sorted[below];
        var high = sorted[Math.Min(below + 1, sorted.Count - 1)];
        return (score - low) * options.ReductionFactor < (high - low) * part;
    }

    private int? Promotable(int bracket, int rung)
    {
        var records = Records(bracket, rung);
        var best = records
            .OrderByDescending(r => r.Score).ThenBy(r => r.Trial)
            .Take(records.Count / options.ReductionFactor)
            .Where(r => double.IsFinite(r.Score) && WaitsAt(r.Trial) == rung)
            .Select(r => (int?)r.Trial);
        return best.FirstOrDefault();
    }

    private int? WaitsAt(int trial) =>
        IsPaused(_facts[trial]) ? RecordedAt(trial).Select(r => (int?)r.Rung).LastOrDefault() : null;

    private static bool IsPaused(List<TrialFact> facts) =>
        facts.FindLast(fact => fact is TrialFact.Parked or TrialFact.Resumed or TrialFact.Ended) is TrialFact.Parked;
}
