using Tune.Engine.Ports;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>Notices that a run has come to rest: Hansen 2016, B.3, as far as it can happen in hundreds of
/// trials.</summary>
internal sealed class RestNotice(int dimensions, int population)
{
    private const double StepLeast = 1e-12;
    private const double ConditionMost = 1e14;
    private const double ScoreLeast = 1e-12;

    private readonly int _window = 10 + (int)Math.Ceiling(30.0 * dimensions / population);
    private readonly Queue<double> _best = [];

    /// <summary>Carries it in the searcher's memory.</summary>
    public void Carry(MemoryCarrier by)
    {
        var best = by.Reals([.. _best]);
        if (by.IsReading)
        {
            _best.Clear();
            Array.ForEach(best, _best.Enqueue);
        }
    }

    /// <summary>Takes a generation in.</summary>
    /// <returns>Whether nothing more is to be expected of this run.</returns>
    public bool Observe(IReadOnlyList<TrialOutcome> ranked, SearchDistribution? distribution)
    {
        _best.Enqueue(ranked[0].Score.Value);
        if (_best.Count > _window)
        {
            _best.Dequeue();
        }

        var isFlat = _best.Count == _window && Spread(_best) <= ScoreLeast
            && Spread(ranked.Select(outcome => outcome.Score.Value)) <= ScoreLeast;
        var isPoint = ranked.All(outcome => outcome.Config.Equals(ranked[0].Config));
        var isTight = distribution is not null
            && (distribution.Widest() < StepLeast || distribution.Condition > ConditionMost);
        return isFlat || isPoint || isTight;
    }

    private static double Spread(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return low == high ? 0 : high - low;
    }
}
