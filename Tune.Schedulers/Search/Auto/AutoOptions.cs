using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Auto;

/// <summary>
/// The default: several searchers at once, each learning from all results, and the one whose suggestions have been
/// among the best of late is asked most. Which ones depends on the space, the objectives and how many results there
/// are, see the remarks. Works on every space, with parallel trials, constraints, trials cut short and several
/// objectives.
/// </summary>
/// <remarks>
/// <para>One objective: the Gaussian process up to 250 results and 32 parameters, TPE, and CMA-ES where two parameters
/// or more are numbers and none is conditional. Several objectives: the same without CMA-ES.</para>
/// <para>Who is asked follows adaptive pursuit of the better operator: Fialho, Da Costa, Schoenauer, Sebag, "Analyzing
/// bandit-based adaptive operator selection mechanisms", 2010; that portfolios of optimisers beat each one alone:
/// Hoffman, Brochu, de Freitas, "Portfolio Allocation for Bayesian Optimization", UAI 2011.</para>
/// </remarks>
public sealed record AutoOptions : SearcherOptions
{
    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new AutoSearcher(context);
}
