using Tune.Engine.Ports;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Halton;

/// <summary>
/// Configurations that fill the space more evenly than chance would: the points of a Halton sequence. Never exhausted;
/// needs no results. Any number of trials is as good as another; above some twenty parameters Sobol search is evener.
/// </summary>
/// <remarks>Halton, Numerische Mathematik 2 (1960); digit permutations of Owen, arXiv:1706.02808 (2017).</remarks>
public sealed record HaltonOptions : SearcherOptions
{
    /// <summary>The most parameters with something to choose that a space may have here.</summary>
    public const int DimensionsMax = 256;

    /// <summary>Whether the digits are permuted, keyed by the experiment's seed; default true. Without it every seed
    /// gives the same points, the first is the lower corner of the space, and many parameters move together.</summary>
    public bool Scramble { get; init; } = true;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (context.Space.Dimensions > DimensionsMax)
        {
            yield return $"The space has {context.Space.Dimensions} parameters to choose; Halton search can do at most "
                + $"{DimensionsMax}: take Sobol search or random search.";
        }
    }

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new SequenceSearcher(
        new HaltonSequence(context.Space.Dimensions, Scramble ? context.Seed : null), context);
}
