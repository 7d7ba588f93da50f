using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests.Search;

/// <summary>Suggests the trial's number as x / 100 and writes down what it is told.</summary>
internal sealed record RecordingOptions : SearcherOptions
{
    public List<TrialFact> Told { get; } = [];

    public AlgorithmContext? Context { get; private set; }

    public override IEnumerable<string> Problems(AlgorithmContext context) =>
        context.Trials is > 1_000 ? ["too many trials for the searcher inside"] : [];

    public override ISearcher Create(AlgorithmContext context)
    {
        Context = context;
        return new Searcher(Told);
    }

    private sealed class Searcher(List<TrialFact> told) : ISearcher
    {
        public Suggestion Suggest(TrialId trial) =>
            new Suggestion.Use(Configuration.Of(("x", trial.Number / 100.0)));

        public void Observe(TrialFact fact) => told.Add(fact);
    }
}
