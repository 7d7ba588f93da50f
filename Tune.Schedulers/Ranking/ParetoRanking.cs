using Tune.Engine.Pareto;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Ranking;

/// <summary>
/// Ranks results by several objectives and by constraints: what keeps to the constraints first, then by violation;
/// among equals by front; within a front by <see cref="EpsilonNet"/>; ties by trial number.
/// </summary>
/// <remarks>
/// The ranking of MO-ASHA: Schmucker, Donini, Zafar, Salinas, Archambeau: "Multi-objective Asynchronous Successive
/// Halving", arXiv:2106.12639 (2021). A place depends on all the others, so it is worked out anew after every result:
/// O(n log n) for two objectives, and the square of the front. With one objective and no constraint nobody asks here.
/// </remarks>
internal sealed class ParetoRanking(Goals goals)
{
    private readonly List<Result> _all = [];
    private TrialId[]? _order;

    public int Count => _all.Count;

    /// <summary>All trials, best first.</summary>
    public IReadOnlyList<TrialId> Order => _order ??=
    [
        .. Fronts(_all).SelectMany(front => EpsilonNet.Order([.. front.Select(one => one.Values)])
            .Select(i => front[i].Trial)),
    ];

    /// <summary>Takes in a result, the only one of its trial.</summary>
    public void Record(in Observation seen) => Record(seen.Trial, Worth.Of(goals, seen));

    /// <summary>The same for what a report is worth.</summary>
    public void Record(TrialId trial, in Worth worth)
    {
        var one = ResultOf(trial, worth);
        var at = _all.BinarySearch(one);
        if (at < 0)
        {
            _all.Insert(~at, one);
        }
        else
        {
            _all[at] = one;
        }

        _order = null;
    }

    /// <summary>Takes a trial's result back, if it has one here.</summary>
    public void Remove(TrialId trial)
    {
        _order = _all.RemoveAll(one => one.Trial == trial) > 0 ? null : _order;
    }

    /// <summary>How many would be ahead of this result if it were here. Equal ones are not.</summary>
    public int Ahead(in Observation seen) => Ahead(seen.Trial, Worth.Of(goals, seen));

    /// <summary>The same for what a report is worth.</summary>
    public int Ahead(TrialId trial, in Worth worth)
    {
        var own = ResultOf(trial, worth);
        var ahead = 0;
        foreach (var front in Fronts([.. _all.Append(own).Order()]))
        {
            if (!front.Contains(own))
            {
                ahead += front.Count;
                continue;
            }

            foreach (var i in EpsilonNet.Order([.. front.Select(one => one.Values)]))
            {
                if (ReferenceEquals(front[i], own))
                {
                    break;
                }

                ahead += front[i].Values.AsSpan().SequenceEqual(own.Values) ? 0 : 1;
            }

            break;
        }

        return ahead;
    }

    /// <summary>How many are better than this result whatever else comes: those that dominate it.</summary>
    public int Dominating(in Observation seen)
    {
        var own = ResultOf(seen.Trial, Worth.Of(goals, seen));
        return _all.Count(one => one.Stratum.CompareTo(own.Stratum) is var order
            && (order < 0 || (order == 0 && Dominance.Dominates(one.Values, own.Values))));
    }

    /// <summary>Carries the results, by trial.</summary>
    public void Carry(MemoryCarrier by)
    {
        by.List(_all, static (by, one) => new Result(
            by.Trial(one?.Trial ?? default), by.Reals(one?.Values ?? []),
            Stratum.Carry(by, one?.Stratum ?? default)));
        _order = null;
    }

    private static IEnumerable<List<Result>> Fronts(List<Result> all)
    {
        foreach (var stratum in all.GroupBy(one => one.Stratum).OrderBy(stratum => stratum.Key))
        {
            Result[] members = [.. stratum];
            var ranks = ParetoFront.Ranks([.. members.Select(one => one.Values)]);
            foreach (var front in members.Zip(ranks).GroupBy(pair => pair.Second).OrderBy(front => front.Key))
            {
                yield return [.. front.Select(pair => pair.First)];
            }
        }
    }

    private static Result ResultOf(TrialId trial, in Worth worth) =>
        new(trial, worth.Values!, Stratum.Of(worth.Values, worth.Violation));

    private sealed record Result(TrialId Trial, double[] Values, Stratum Stratum) : IComparable<Result>
    {
        public int CompareTo(Result? other) => Trial.CompareTo(other!.Trial);
    }
}
