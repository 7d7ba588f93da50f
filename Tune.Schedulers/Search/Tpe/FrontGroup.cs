using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>
/// A group whose trials are split by several objectives: whole fronts are good, the nearest first, and of the front
/// that no longer fits the subset that covers the most volume. The more a good trial adds to the volume, the more it
/// weighs.
/// </summary>
/// <remarks>Ozaki, Tanigaki, Watanabe, Onishi, GECCO 2020; Ozaki, Tanigaki, Watanabe, Nomura, Onishi, JAIR 73 (2022).
/// Where a trial stands depends on all the others, so the split is looked at with every result.</remarks>
internal sealed class FrontGroup(IReadOnlyList<Parameter> parameters, int[] coordinates, TpeTuning tuning)
    : TpeGroup(parameters, coordinates, tuning)
{
    // The trials of equal standing apart from their objectives, best first.
    private readonly SortedDictionary<Stratum, FrontStratum> _strata = [];
    private readonly Dictionary<int, TpeTrial> _good = [];
    private int _count;

    protected override bool AreWeighed => true;

    public override void Add(TpeRank rank, TpeTrial known)
    {
        if (!Enter(rank.Trial, known.Located, isGood: false))
        {
            return;
        }

        StratumOf(rank).Add(rank.Trial, known);
        _count++;
        Split();
    }

    public override void Revalue(TpeRank rank, TpeTrial known)
    {
        if (Holds(known.Located))
        {
            _strata[rank.Stratum].Revalue(rank.Trial);
        }
    }

    public override void Remove(TpeRank rank, TpeTrial known)
    {
        if (!Holds(known.Located))
        {
            return;
        }

        var stratum = _strata[rank.Stratum];
        stratum.Remove(rank.Trial);
        if (stratum.Count == 0)
        {
            _strata.Remove(rank.Stratum);
        }

        Leave(rank.Trial, _good.Remove(rank.Trial));
        _count--;
        Split();
    }

    // All of it follows from the ranks and from who is good.
    protected override void CarrySplit(MemoryCarrier by, Dictionary<int, TpeTrial> trials)
    {
        if (!by.IsReading)
        {
            return;
        }

        foreach (var (trial, known) in trials)
        {
            if (known.Rank is { } rank && Holds(known.Located))
            {
                StratumOf(rank).Add(trial, known);
                _count++;
            }
        }

        foreach (var trial in GoodTrials)
        {
            _good.Add(trial, trials[trial]);
        }
    }

    private FrontStratum StratumOf(TpeRank rank)
    {
        if (!_strata.TryGetValue(rank.Stratum, out var stratum))
        {
            _strata[rank.Stratum] = stratum = new FrontStratum(rank.Stratum.IsUsable);
        }

        return stratum;
    }

    private void Split()
    {
        var (weights, best) = (new Dictionary<int, double>(), new Dictionary<int, TpeTrial>());
        foreach (var stratum in _strata.Values)
        {
            var room = Wanted(_count) - weights.Count;
            if (room <= 0)
            {
                break;
            }

            foreach (var (trial, weight) in stratum.Best(room))
            {
                (weights[trial], best[trial]) = (weight, stratum[trial]);
            }
        }

        foreach (var (trial, known) in best.Concat(_good)
            .Where(one => best.ContainsKey(one.Key) != _good.ContainsKey(one.Key)).OrderBy(one => one.Key).ToArray())
        {
            Move(trial, known.Located, best.ContainsKey(trial));
        }

        _good.Clear();
        foreach (var (trial, known) in best)
        {
            _good.Add(trial, known);
        }

        Weigh(weights);
    }
}
