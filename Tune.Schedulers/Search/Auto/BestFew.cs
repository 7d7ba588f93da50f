using Tune.Engine.Ports;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.Auto;

/// <summary>The few best results of one objective.</summary>
internal sealed class BestFew : IElite
{
    private readonly SortedSet<TrialOutcome> _best = [];

    public bool Take(TrialOutcome outcome, bool hasFailed)
    {
        _best.RemoveWhere(one => one.Trial == outcome.Trial);
        var isHit = !hasFailed && !outcome.Score.IsWorst
            && (_best.Count < AutoRules.Elite || outcome.CompareTo(_best.Max) < 0);
        if (isHit)
        {
            _best.Add(outcome);
            if (_best.Count > AutoRules.Elite)
            {
                _best.Remove(_best.Max!);
            }
        }

        return isHit;
    }

    public void Carry(MemoryCarrier by) =>
        by.Set(_best, static (by, outcome) => TrialOutcome.Carry(by, outcome));
}
