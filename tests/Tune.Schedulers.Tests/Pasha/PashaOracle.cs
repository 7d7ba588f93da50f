using Tune.Engine.Ports;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Pasha;
using Tune.Schedulers.Tests.Asha;

namespace Tune.Schedulers.Tests.Pasha;

/// <summary>PASHA by hand: ASHA's oracle below a top rung that is worked out from all facts each time.</summary>
internal sealed class PashaOracle(PashaOptions options, ulong seed) : ISchedulerOracle
{
    private readonly List<Observation> _reports = [];
    private readonly AshaOracle _asha = new(
        new AshaOptions
        {
            Variant = AshaVariant.Promotion, MaxIterations = options.MaxIterations, GracePeriod = options.GracePeriod,
            ReductionFactor = options.ReductionFactor,
        },
        seed);

    public void Observe(TrialFact fact)
    {
        _asha.Observe(fact);
        if (fact is TrialFact.Judged judged)
        {
            _reports.Add(judged.Seen);
        }
    }

    public string Judge(Observation seen) => _asha.Judge(seen);

    public string Propose(bool mayStartNew)
    {
        _asha.NobodyBeyond = Top();
        return _asha.Propose(mayStartNew);
    }

    public int NextMilestone(int trial, int iteration) => _asha.NextMilestone(trial, iteration);

    /// <summary>The iteration of the top rung now.</summary>
    private int Top()
    {
        var levels = options.RungLevels().ToList();
        var top = Math.Min(1, levels.Count - 1);
        var ranked = new List<(Observation Below, Observation Top)>();
        for (var i = 0; i < _reports.Count && top < levels.Count - 1; i++)
        {
            var history = _reports.Take(i + 1).Where(r => r.Trial == _reports[i].Trial && !r.Score.IsWorst).ToList();
            var rungs = history.Select(r => levels.FindLastIndex(level => level <= r.Iteration)).ToList();
            if (_reports[i].Score.IsWorst || rungs[^1] != top || rungs.SkipLast(1).DefaultIfEmpty(-1).Max() != top - 1)
            {
                continue;
            }

            ranked.Add((history[rungs.IndexOf(top - 1)], _reports[i]));
            if (!IsStable(ranked, i + 1))
            {
                top++;
                ranked.Clear();
            }
        }

        return levels[top];
    }

    private bool IsStable(List<(Observation Below, Observation Top)> ranked, int reports)
    {
        var now = ranked.OrderByDescending(r => r.Top.Score.Value).ThenBy(r => r.Top.Trial).ToList();
        var then = ranked.OrderByDescending(r => r.Below.Score.Value).ThenBy(r => r.Top.Trial).ToList();
        var epsilon = Epsilon(ranked, reports);
        return now.Zip(then).All(p =>
            Math.Abs(p.First.Below.Score.Value - p.Second.Below.Score.Value) <= epsilon);
    }

    private double Epsilon(List<(Observation Below, Observation Top)> ranked, int reports)
    {
        var noise = new List<double>();
        for (var a = 0; a < ranked.Count; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var signs = (
                    from x in Curve(ranked[a].Top, reports)
                    join y in Curve(ranked[b].Top, reports) on x.Iteration equals y.Iteration
                    where x.Score != y.Score
                    orderby x.Iteration
                    select x.Score > y.Score).ToList();
                if (signs.Zip(signs.Skip(1)).Count(pair => pair.First != pair.Second) >= 2)
                {
                    noise.Add(Math.Abs(ranked[a].Top.Score.Value - ranked[b].Top.Score.Value));
                }
            }
        }

        noise.Sort();
        var tenths = 9 * (noise.Count - 1);
        return noise.Count == 0 ? 0
            : tenths % 10 == 0 ? noise[tenths / 10]
            : noise[tenths / 10] + ((noise[(tenths / 10) + 1] - noise[tenths / 10]) * (tenths % 10) / 10);
    }

    private IEnumerable<Observation> Curve(Observation top, int reports) => _reports.Take(reports)
        .Where(r => r.Trial == top.Trial && r.Iteration <= top.Iteration && !r.Score.IsWorst);
}
