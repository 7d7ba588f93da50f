using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.RandomSearch;

/// <summary>A trial's configuration is a function of the seed and its number: there is nothing to remember.</summary>
internal sealed class RandomSearcher(AlgorithmContext context) : ISearcher, ICarriesMemory
{
    public Suggestion Suggest(TrialId trial) => new Suggestion.Use(
        context.Space.Sample(KeyedRandom.For(context.Seed, "random/config", trial.Number)));

    public void Observe(TrialFact fact)
    {
    }

    public void Carry(MemoryCarrier by)
    {
    }
}
