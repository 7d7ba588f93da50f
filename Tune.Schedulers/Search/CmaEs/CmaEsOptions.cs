using System.Globalization;
using Tune.Engine.Ports;
using Tune.Schedulers.Search.WarmStart;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>
/// Covariance matrix adaptation: draws from a normal distribution that learns, generation by generation, where good
/// configurations lie and which parameters move together. Strong on numeric spaces with some hundreds of trials or
/// more. Handles whole numbers, ordered lists and choices; conditional parameters are drawn along, not modelled apart.
/// </summary>
/// <remarks>Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772 (2016); see the README beside this file
/// for the parts and where they differ.</remarks>
public sealed record CmaEsOptions : SearcherOptions, ITakesPriors
{
    /// <summary>
    /// Trials per generation (lambda), 4 to 10,000; null (default) for 4 + floor(3 ln d) with d parameters.
    /// </summary>
    public int? Population { get; init; }

    /// <summary>
    /// The standard deviation of the first generation, as a share of each parameter's range on its own scale; above 0
    /// to 1, default 1/8.
    /// </summary>
    public double Sigma { get; init; } = 1.0 / 8;

    /// <summary>What happens when a search has come to rest; default <see cref="CmaEsRestart.Bipop"/>.</summary>
    public CmaEsRestart Restart { get; init; } = CmaEsRestart.Bipop;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (Population is < 4 or > 10_000)
        {
            yield return $"CmaEs.Population is {Population}; it must be 4 to 10,000, or absent.";
        }

        if (!(Sigma > 0 && Sigma <= 1))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"CmaEs.Sigma is {Sigma}; it must be above 0 and at most 1.");
        }

        if (!Enum.IsDefined(Restart))
        {
            yield return $"CmaEs.Restart is {Restart}; allowed are {string.Join(", ", Enum.GetNames<CmaEsRestart>())}.";
        }

        if (context.Space.Dimensions == 0)
        {
            yield return "CmaEs needs a parameter with something to choose; the space has none.";
        }
    }

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new CmaEsSearcher(this, context, []);

    ISearcher ITakesPriors.Create(AlgorithmContext context, IReadOnlyList<PriorTrial> priors) =>
        new CmaEsSearcher(this, context, WarmDistribution.Good(priors, context.Space));
}
