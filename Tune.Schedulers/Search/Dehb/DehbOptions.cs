using Tune.Engine.Ports;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.Evolution;

namespace Tune.Schedulers.Search.Dehb;

/// <summary>
/// The searcher of DEHB: differential evolution with a population for every training length at which trials are
/// compared. Parents come from the population below, so what short training shows to be good is refined by long
/// training. Meant for a scheduler that compares trials at rungs: HyperBand first of all, or ASHA.
/// </summary>
/// <remarks>Awad, Mallik, Hutter: "DEHB: Evolutionary Hyperband for Scalable, Robust and Efficient Hyperparameter
/// Optimization", IJCAI 2021.</remarks>
public sealed record DehbOptions : SearcherOptions
{
    /// <summary>The most configurations a population has, 4 to 10,000; default 20.</summary>
    public int Population { get; init; } = 20;

    /// <summary>How much of the difference is added (F), above 0 to 2; default 0.5.</summary>
    public double Factor { get; init; } = 0.5;

    /// <summary>The chance that a parameter is changed (p), 0 to 1; default 0.5. One always is.</summary>
    public double CrossoverShare { get; init; } = 0.5;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context) =>
        EvolutionProblems.Size("Dehb", Population, 4)
            .Concat(DifferentialEvolutionOptions.FactorProblems("Dehb", Factor))
            .Concat(EvolutionProblems.Share("Dehb.CrossoverShare", CrossoverShare))
            .Concat(EvolutionProblems.Space("Dehb", context));

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new DehbSearcher(this, context);
}
