using Tune.Engine.Ports;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>A group whose trials are split by one score: the best few are good.</summary>
internal sealed class ScoreGroup(IReadOnlyList<Parameter> parameters, int[] coordinates, TpeTuning tuning)
    : TpeGroup(parameters, coordinates, tuning)
{
    // The best first; the first _goodCount of them are in the good density.
    private readonly List<TpeRank> _ranks = [];
    private readonly List<double[]> _places = [];
    private int _goodCount;

    public override void Add(TpeRank rank, TpeTrial known)
    {
        var at = ~_ranks.BinarySearch(rank);
        if (Enter(rank.Trial, known.Located, at < _goodCount))
        {
            _ranks.Insert(at, rank);
            _places.Insert(at, known.Located);
            _goodCount += at < _goodCount ? 1 : 0;
            Split();
        }
    }

    public override void Remove(TpeRank rank, TpeTrial known)
    {
        if (!Holds(known.Located))
        {
            return;
        }

        var at = _ranks.BinarySearch(rank);
        _ranks.RemoveAt(at);
        _places.RemoveAt(at);
        Leave(rank.Trial, at < _goodCount);
        _goodCount -= at < _goodCount ? 1 : 0;
        Split();
    }

    protected override void CarrySplit(MemoryCarrier by, IReadOnlyDictionary<int, TpeTrial> trials)
    {
        by.List(_ranks, (by, rank) => trials.GetValueOrDefault(by.Number(rank.Trial))?.Rank
            ?? throw new InvalidDataException("a trial without a rank has none"));
        if (!by.IsReading)
        {
            return;
        }

        _goodCount = Wanted(_ranks.Count);
        _places.Clear();
        for (var at = 0; at < _ranks.Count; at++)
        {
            if ((at > 0 && _ranks[at].CompareTo(_ranks[at - 1]) <= 0) || GoodTrials.Count != _goodCount)
            {
                throw new InvalidDataException($"trial {_ranks[at].Trial} is out of order");
            }

            _places.Add(trials[_ranks[at].Trial].Located);
        }
    }

    // Whoever stands next to the border may be on the wrong side of it now.
    private void Split()
    {
        var wanted = Wanted(_ranks.Count);
        for (; _goodCount < wanted; _goodCount++)
        {
            Move(_ranks[_goodCount].Trial, _places[_goodCount], toGood: true);
        }

        for (; _goodCount > wanted; _goodCount--)
        {
            Move(_ranks[_goodCount - 1].Trial, _places[_goodCount - 1], toGood: false);
        }
    }
}
