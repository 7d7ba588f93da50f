using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Grid;

/// <summary>
/// Goes through the cells in order, the last axis changing fastest. Its memory is the first cell not yet taken: trials
/// may be retried, and given points may stand before the first cell, without any cell being left out or done twice.
/// </summary>
internal sealed class GridSearcher(int repeats, AlgorithmContext context) : ISearcher, ICarriesMemory
{
    private readonly long _size = context.Space.GridSize ?? 0;
    private readonly Dictionary<ulong, int> _given = [];
    private readonly PlannedTrials _planned = new(context.GivenPoints);
    private long _next;

    public Suggestion Suggest(TrialId trial) =>
        FirstFrom(_next) is var (_, config) ? new Suggestion.Use(config) : Suggestion.Exhausted.Instance;

    public void Observe(TrialFact fact)
    {
        if (fact is not TrialFact.Added added)
        {
            return;
        }

        // Points that users gave; all others came from here.
        if (!_planned.Take(added))
        {
            _given[added.Config.Fingerprint] = _given.GetValueOrDefault(added.Config.Fingerprint) + 1;
        }
        else if (FirstFrom(_next) is var (cell, _))
        {
            _next = cell + 1;
        }
    }

    public void Carry(MemoryCarrier by)
    {
        by.Map(_given, static (by, fingerprint) => by.Word(fingerprint), static (by, times) => by.Number(times));
        _next = by.Number(_next);
        _planned.Carry(by);
    }

    // A cell where the constraints cannot hold is passed over, and one that was given as often as it would come.
    private (long Cell, Configuration Config)? FirstFrom(long cell)
    {
        for (; cell < _size * repeats; cell++)
        {
            var random = KeyedRandom.For(context.Seed, "grid/config", cell);
            if (context.Space.TryGridPoint(cell % _size, random) is { } config && !WasGiven(config, cell / _size))
            {
                return (cell, config);
            }
        }

        return null;
    }

    private bool WasGiven(Configuration config, long round) =>
        context.Rules >= 4 && _given.Count > 0 && _given.GetValueOrDefault(config.Fingerprint) > round;
}
