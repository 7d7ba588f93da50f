using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Sequences;

/// <summary>
/// Takes the points of a sequence in order. Its memory is the first point not yet taken: retries, given points and
/// what users enqueue take none, and a point where the space's constraints do not hold is passed over.
/// </summary>
/// <remarks>A conditional space takes a coordinate for every parameter, active or not, so that the points of each
/// branch are a part of the same even filling.</remarks>
internal sealed class SequenceSearcher(IPointSequence sequence, AlgorithmContext context) : ISearcher, ICarriesMemory
{
    private readonly double[] _point = new double[context.Space.Dimensions];
    private readonly PlannedTrials _planned = new(context.GivenPoints);
    private long _next;

    // The point found last, so that a trial's suggestion and its Added do not look for it twice.
    private (long From, long Point, Configuration Config)? _found;

    public Suggestion Suggest(TrialId trial) => new Suggestion.Use(Find().Config);

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added added && _planned.Take(added))
        {
            _next = Find().Point + 1;
        }
    }

    public void Carry(MemoryCarrier by)
    {
        _next = by.Number(_next);
        _planned.Carry(by);
    }

    private (long From, long Point, Configuration Config) Find()
    {
        if (_found is not { } found || found.From != _next)
        {
            _found = found = FirstFrom(_next);
        }

        return found;
    }

    private (long From, long Point, Configuration Config) FirstFrom(long from)
    {
        string? why = null;
        for (var index = from; index - from < SearchSpace.MaxTries; index++)
        {
            sequence.Fill(index, _point);
            var config = context.Space.FromUnit(_point);
            if (context.Space.Contains(config, out why))
            {
                return (from, index, config);
            }
        }

        throw new InvalidSpaceException(
            $"No configuration was found in {SearchSpace.MaxTries} points. The last reason: {why}");
    }
}
