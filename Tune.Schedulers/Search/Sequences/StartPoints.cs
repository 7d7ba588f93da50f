using Tune.Engine.Ports;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Sobol;

namespace Tune.Schedulers.Search.Sequences;

/// <summary>Where a searcher's first configurations come from: evenly spread, by chance only where no sequence
/// reaches.</summary>
internal static class StartPoints
{
    public static ISearcher Of(AlgorithmContext context) => context.Space.Dimensions <= SobolOptions.DimensionsMax
        ? new SobolOptions().Create(context)
        : new RandomSearchOptions().Create(context);
}
