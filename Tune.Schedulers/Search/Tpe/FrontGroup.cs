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
/// Split anew with every result: where a trial stands depends on all the others.</remarks>
internal sealed class FrontGroup(IReadOnlyList<Parameter> parameters, int[] coordinates, TpeTuning tuning)
    : TpeGroup(parameters, coordinates, tuning)
{
    // The trials of equal standing apart from their objectives, best first; each by trial number.
    private readonly SortedDictionary<Stratum, SortedList<int, TpeTrial>> _strata = [];
    private readonly SortedSet<int> _good = [];
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

        _good.UnionWith(GoodTrials);
    }

    private SortedList<int, TpeTrial> StratumOf(TpeRank rank)
    {
        if (!_strata.TryGetValue(rank.Stratum, out var stratum))
        {
            _strata[rank.Stratum] = stratum = [];
        }

        return stratum;
    }

    private void Split()
    {
        var weights = new Dictionary<int, double>();
        var places = new Dictionary<int, double[]>();
        foreach (var (key, stratum) in _strata)
        {
            var room = Wanted(_count) - weights.Count;
            if (room <= 0)
            {
                break;
            }

            Choose(stratum, room, key.IsUsable, weights);
        }

        foreach (var stratum in _strata.Values)
        {
            foreach (var (trial, known) in stratum)
            {
                if (weights.ContainsKey(trial) != _good.Contains(trial))
                {
                    places[trial] = known.Located;
                }
            }
        }

        foreach (var (trial, located) in places.OrderBy(pair => pair.Key))
        {
            Move(trial, located, weights.ContainsKey(trial));
        }

        _good.Clear();
        _good.UnionWith(weights.Keys);
        Weigh(weights);
    }

    private static void Choose(
        SortedList<int, TpeTrial> stratum, int room, bool isUsable, Dictionary<int, double> weights)
    {
        if (!isUsable)
        {
            foreach (var trial in stratum.Keys.Take(room))
            {
                weights[trial] = 1;
            }

            return;
        }

        double[][] points = [.. stratum.Values.Select(known => known.Values)];
        var chosen = HypervolumeSubset.BestFronts(points, room);
        var shares = HypervolumeSubset.Shares([.. chosen.Select(i => points[i])]);
        for (var k = 0; k < chosen.Count; k++)
        {
            weights[stratum.GetKeyAtIndex(chosen[k])] = shares[k];
        }
    }
}
