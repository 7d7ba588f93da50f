using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests.Search.WarmStart;

/// <summary>Takes priors and writes down what its latest searcher was told.</summary>
internal sealed record PriorTakingOptions : SearcherOptions
{
    public List<TrialFact> Told { get; private set; } = [];

    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override bool TakesPriors() => true;

    public override ISearcher Create(AlgorithmContext context)
    {
        var inner = new RecordingOptions();
        Told = inner.Told;
        return inner.Create(context);
    }
}
