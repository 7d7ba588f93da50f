using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.ConcurrencyLimit;

/// <summary>
/// Hands out batches and holds back what becomes of them until the last trial of the batch is at rest. What is heard of
/// trials of earlier batches, taken up again, is held back as well: the searcher's view changes between batches only.
/// </summary>
internal sealed class BatchSearcher(ISearcher inner, int size) : ISearcher, ICarriesMemory
{
    private readonly HashSet<TrialId> _open = [];
    private readonly List<TrialFact> _held = [];
    private int _begun;

    public Suggestion Suggest(TrialId trial) =>
        _begun < size ? inner.Suggest(trial) : Suggestion.Wait.Instance;

    public void Observe(TrialFact fact)
    {
        // Which trials there are is heard at once: the members of a batch must differ from one another.
        if (fact is TrialFact.Added)
        {
            _begun++;
            _open.Add(fact.Trial);
            inner.Observe(fact);
            return;
        }

        _held.Add(fact);
        if (fact is TrialFact.Parked or TrialFact.Ended)
        {
            _open.Remove(fact.Trial);
        }

        if (_begun >= size && _open.Count == 0)
        {
            Release();
        }
    }

    public void Carry(MemoryCarrier by)
    {
        by.Set(_open, static (by, trial) => by.Trial(trial));
        by.List(_held, static (by, fact) => CarriedFact.Carry(by, fact));
        _begun = by.Number(_begun);
        by.Inner(inner);
    }

    private void Release()
    {
        foreach (var fact in _held)
        {
            inner.Observe(fact);
        }

        _held.Clear();
        _begun = 0;
    }
}
