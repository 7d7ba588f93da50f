using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests.Search.WarmStart;

/// <summary>Tells by what it suggests whether it has been taught priors.</summary>
internal sealed record TellingOptions : SearcherOptions
{
    public const double Taught = 0.25;

    private const double Untaught = 0.75;

    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override bool TakesPriors() => true;

    public override ISearcher Create(AlgorithmContext context) => new Searcher();

    private sealed class Searcher : ISearcher
    {
        private bool _isTaught;

        public Suggestion Suggest(TrialId trial) =>
            new Suggestion.Use(Configuration.Of(("x", _isTaught ? Taught : Untaught)));

        public void Observe(TrialFact fact) => _isTaught |= fact.Trial.Number < 0;
    }
}
