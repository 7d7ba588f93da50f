using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>A searcher that draws from the space and counts what it is told.</summary>
internal sealed record DrawnOptions : SearcherOptions
{
    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override ISearcher Create(AlgorithmContext context) => new Searcher(context);

    private sealed class Searcher(AlgorithmContext context) : ISearcher, ICarriesMemory
    {
        private int _told;

        public Suggestion Suggest(TrialId trial) =>
            new Suggestion.Use(context.Space.Sample(KeyedRandom.For(context.Seed, "test", _told)));

        public void Observe(TrialFact fact) => _told++;

        public void Carry(MemoryCarrier by) => _told = by.Number(_told);
    }
}
