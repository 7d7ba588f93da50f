using Tune.Engine.Ports;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Sobol;

/// <summary>
/// Configurations that fill the space more evenly than chance would: the points of a Sobol sequence. Never exhausted;
/// needs no results. Numbers of trials that are powers of two fill the space most evenly.
/// </summary>
/// <remarks>Sobol', USSR Comput. Math. Math. Phys. 7 (1967); direction numbers of Joe, Kuo, SIAM J. Sci. Comput. 30
/// (2008); scrambling of Owen (1995).</remarks>
public sealed record SobolOptions : SearcherOptions
{
    /// <summary>The most parameters with something to choose that a space may have here.</summary>
    public const int DimensionsMax = JoeKuo.Dimensions;

    /// <summary>Whether the digits are scrambled, keyed by the experiment's seed; default true. Without it every seed
    /// gives the same points, and the first is the lower corner of the space.</summary>
    public bool Scramble { get; init; } = true;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (context.Space.Dimensions > DimensionsMax)
        {
            yield return $"The space has {context.Space.Dimensions} parameters to choose; Sobol search can do at most "
                + $"{DimensionsMax}: take random search.";
        }
    }

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new SequenceSearcher(
        new SobolSequence(context.Space.Dimensions, Scramble ? context.Seed : null), context);
}
