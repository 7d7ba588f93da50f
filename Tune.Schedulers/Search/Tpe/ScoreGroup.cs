using Tune.Engine.Ports;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>A group whose trials are split by one score: the best few are good.</summary>
internal sealed class ScoreGroup(IReadOnlyList<Parameter> parameters, int[] coordinates, TpeTuning tuning)
    : TpeGroup(parameters, coordinates, tuning)
{
    // The best first; the first _goodCount of them are in the good density.
    private readonly LongList<TpeRank> _ranks = new();
    private readonly LongList<double[]> _places = new();
    private int _goodCount;

    protected override bool AreWeighed => false;

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

    protected override void CarrySplit(MemoryCarrier by, Dictionary<int, TpeTrial> trials)
    {
        var order = by.Numbers(Array.ConvertAll(_ranks.ToArray(), static rank => rank.Trial));
        if (by.IsReading)
        {
            Take(order, trials);
        }
    }

    private void Take(int[] order, Dictionary<int, TpeTrial> trials)
    {
        var (ranks, places) = (new TpeRank[order.Length], new double[order.Length][]);
        for (var at = 0; at < order.Length; at++)
        {
            if (!trials.TryGetValue(order[at], out var known) || known.Rank is not { } rank
                || (at > 0 && rank.CompareTo(ranks[at - 1]) <= 0))
            {
                throw new InvalidDataException($"trial {order[at]} is out of order");
            }

            (ranks[at], places[at]) = (rank, known.Located);
        }

        _ranks.Fill(ranks);
        _places.Fill(places);
        _goodCount = Wanted(order.Length);
        if (GoodTrials.Count != _goodCount)
        {
            throw new InvalidDataException($"{GoodTrials.Count} good trials of {order.Length}");
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
