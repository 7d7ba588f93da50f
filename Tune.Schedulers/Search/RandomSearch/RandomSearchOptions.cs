using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.RandomSearch;

/// <summary>
/// Every trial draws its configuration on its own, from the distributions of the space. Never exhausted: the number of
/// trials or the time budget ends the experiment.
/// </summary>
/// <remarks>Bergstra, Bengio: "Random Search for Hyper-Parameter Optimization", JMLR 13 (2012).</remarks>
public sealed record RandomSearchOptions : SearcherOptions
{
    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new RandomSearcher(context);
}
