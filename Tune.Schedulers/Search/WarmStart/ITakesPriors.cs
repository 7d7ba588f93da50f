using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>Options of a searcher that has a way of its own to begin with earlier trials, beside the first points.
/// </summary>
internal interface ITakesPriors
{
    /// <summary>The searcher that begins with them.</summary>
    ISearcher Create(AlgorithmContext context, IReadOnlyList<PriorTrial> priors);
}
