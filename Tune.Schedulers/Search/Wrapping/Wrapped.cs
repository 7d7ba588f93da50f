using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Wrapping;

/// <summary>Looks through searchers that stand around other searchers.</summary>
internal static class Wrapped
{
    /// <summary>The options themselves and those inside, the outermost first.</summary>
    public static IEnumerable<SearcherOptions> Layers(SearcherOptions? options)
    {
        for (var layer = options; layer is not null; layer = (layer as IWrappingOptions)?.Inner)
        {
            yield return layer;
        }
    }

    /// <summary>What is wrong with the searcher inside, first of all that there is none.</summary>
    public static IEnumerable<string> InnerProblems(SearcherOptions? inner, string name, AlgorithmContext context) =>
        inner?.Problems(context) ?? [$"{name}.Inner is null; it must be the searcher that says what to try."];

    /// <summary>What is wrong if a wrapper stands around another one of its kind: it would wait for itself.</summary>
    public static IEnumerable<string> TwiceProblems<T>(T options, string name)
        where T : SearcherOptions, IWrappingOptions
    {
        if (Layers(options.Inner).OfType<T>().Any())
        {
            yield return $"{name}.Inner holds another {name}; there can be one of it.";
        }
    }
}
