using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// Bayesian optimisation: a Gaussian process predicts the result of every configuration with an error bar, and the one
/// with the largest expected improvement is tried. The strongest searcher where a trial is expensive and there are some
/// hundreds of them at most. Works on every space, conditional ones included, with parallel trials, with several
/// objectives, with constraints and with trials cut short.
/// </summary>
/// <remarks>Jones, Schonlau, Welch, "Efficient Global Optimization of Expensive Black-Box Functions", 1998; see the
/// README beside this file for what it has become since.</remarks>
public sealed record GpOptions : SearcherOptions
{
    /// <summary>How many trials must have a result before the model is used, 1 or more; default 10. Until then
    /// configurations come from a scrambled Sobol sequence.</summary>
    public int StartupTrials { get; init; } = 10;

    /// <summary>How many trials the model holds, 20 to 2,000; default 500. Of more it keeps the best and the newest.
    /// The time for a suggestion grows with the square of this, that for a fit with the cube.</summary>
    public int PointsMax { get; init; } = 500;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (StartupTrials < 1)
        {
            yield return $"Gp.StartupTrials is {StartupTrials}; it must be 1 or more.";
        }

        if (PointsMax is < 20 or > 2_000)
        {
            yield return $"Gp.PointsMax is {PointsMax}; it must be 20 to 2,000.";
        }
    }

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new GpSearcher(this, context);
}
