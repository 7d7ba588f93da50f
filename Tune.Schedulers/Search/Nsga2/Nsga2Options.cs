using Tune.Engine.Ports;
using Tune.Schedulers.Search.Evolution;

namespace Tune.Schedulers.Search.Nsga2;

/// <summary>
/// A genetic algorithm for several objectives, or one: the parents of new configurations are those that nothing
/// dominates, spread along the front. For experiments with many hundreds of trials.
/// </summary>
/// <remarks>Deb, Pratap, Agarwal, Meyarivan: "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", IEEE
/// Transactions on Evolutionary Computation 6 (2002).</remarks>
public sealed record Nsga2Options : SearcherOptions
{
    /// <summary>How many configurations are kept as parents, and how many results make a generation, 4 to 10,000;
    /// default 50. The first generation is spread evenly over the space.</summary>
    public int Population { get; init; } = 50;

    /// <summary>The share of new configurations with two parents, 0 to 1; default 0.9. The others have one.</summary>
    public double CrossoverShare { get; init; } = 0.9;

    /// <summary>How near a child's numbers are to those of its parents, 0 or more; default 20. More is
    /// nearer.</summary>
    public double CrossoverIndex { get; init; } = 20;

    /// <summary>The chance that a parameter of a child is mutated, 0 to 1; null (default) for one parameter of each
    /// child on average.</summary>
    public double? MutationShare { get; init; }

    /// <summary>How short the mutations of numbers are, 0 or more; default 20. More is shorter.</summary>
    public double MutationIndex { get; init; } = 20;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context) =>
        EvolutionProblems.Size("Nsga2", Population, 4)
            .Concat(EvolutionProblems.Share("Nsga2.CrossoverShare", CrossoverShare))
            .Concat(EvolutionProblems.Index("Nsga2.CrossoverIndex", CrossoverIndex))
            .Concat(EvolutionProblems.Share("Nsga2.MutationShare", MutationShare))
            .Concat(EvolutionProblems.Index("Nsga2.MutationIndex", MutationIndex))
            .Concat(EvolutionProblems.Space("Nsga2", context));

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new GeneticSearcher(
        "nsga2", Population,
        new VariationRates(CrossoverShare, IsUniform: false, CrossoverIndex, MutationShare, MutationIndex),
        new CrowdingSurvival(), context);
}
