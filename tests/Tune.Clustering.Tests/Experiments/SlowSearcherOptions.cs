using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Machine;

namespace Tune.Clustering.Tests.Experiments;

/// <summary>A searcher that takes its time, on a clock of the test's.</summary>
internal sealed record SlowSearcherOptions(ManualClock Clock, TimeSpan Thinks) : SearcherOptions
{
    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override ISearcher Create(AlgorithmContext context) =>
        new Searcher(this, new RandomSearchOptions().Create(context));

    private sealed class Searcher(SlowSearcherOptions options, ISearcher inner) : ISearcher
    {
        public Suggestion Suggest(TrialId trial)
        {
            options.Clock.Advance(options.Thinks);
            return inner.Suggest(trial);
        }

        public void Observe(TrialFact fact) => inner.Observe(fact);
    }
}
