using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.ConcurrencyLimit;

/// <summary>Answers Wait while too many trials are without a result. It can never wait with nothing running: a trial
/// that neither runs nor is to run has ended or is paused, and does not count.</summary>
internal sealed class LimitedSearcher(ISearcher inner, int max) : ISearcher, ICarriesMemory
{
    private readonly HashSet<TrialId> _open = [];

    public Suggestion Suggest(TrialId trial) =>
        _open.Count < max ? inner.Suggest(trial) : Suggestion.Wait.Instance;

    public void Observe(TrialFact fact)
    {
        switch (fact)
        {
            case TrialFact.Added or TrialFact.Resumed or TrialFact.Reopened:
                _open.Add(fact.Trial);
                break;
            case TrialFact.Parked or TrialFact.Ended:
                _open.Remove(fact.Trial);
                break;
            default:
                break;
        }

        inner.Observe(fact);
    }

    public void Carry(MemoryCarrier by)
    {
        by.Set(_open, static (by, trial) => by.Trial(trial));
        by.Inner(inner);
    }
}
