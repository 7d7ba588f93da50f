using Tune.Engine.Ports;
using Tune.Schedulers.Search.Evolution;

namespace Tune.Schedulers.Search.Nsga3;

/// <summary>
/// A genetic algorithm for three objectives and more: the parents of new configurations are those that nothing
/// dominates, spread over the directions of a regular grid. For experiments with many hundreds of trials.
/// </summary>
/// <remarks>Deb, Jain: "An Evolutionary Many-Objective Optimization Algorithm Using Reference-Point-Based Nondominated
/// Sorting Approach, Part I", IEEE Transactions on Evolutionary Computation 18 (2014).</remarks>
public sealed record Nsga3Options : SearcherOptions
{
    private const int Most = 100_000;

    /// <summary>How many configurations are kept as parents, and how many results make a generation, 4 to 10,000;
    /// default 50. The first generation is spread evenly over the space.</summary>
    public int Population { get; init; } = 50;

    /// <summary>Into how many parts the grid of directions divides each objective (p), 1 or more; null (default) for
    /// the most with which there are no more directions than <see cref="Population"/>.</summary>
    public int? Divisions { get; init; }

    /// <summary>The share of new configurations with two parents, 0 to 1; default 0.9. The others have one.</summary>
    public double CrossoverShare { get; init; } = 0.9;

    /// <summary>How near a child's numbers are to those of its parents, 0 or more; default 30. More is
    /// nearer.</summary>
    public double CrossoverIndex { get; init; } = 30;

    /// <summary>The chance that a parameter of a child is mutated, 0 to 1; null (default) for one parameter of each
    /// child on average.</summary>
    public double? MutationShare { get; init; }

    /// <summary>How short the mutations of numbers are, 0 or more; default 20. More is shorter.</summary>
    public double MutationIndex { get; init; } = 20;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context) =>
        EvolutionProblems.Size("Nsga3", Population, 4)
            .Concat(DivisionProblems(context))
            .Concat(EvolutionProblems.Share("Nsga3.CrossoverShare", CrossoverShare))
            .Concat(EvolutionProblems.Index("Nsga3.CrossoverIndex", CrossoverIndex))
            .Concat(EvolutionProblems.Share("Nsga3.MutationShare", MutationShare))
            .Concat(EvolutionProblems.Index("Nsga3.MutationIndex", MutationIndex))
            .Concat(EvolutionProblems.Space("Nsga3", context));

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new GeneticSearcher(
        "nsga3", Population,
        new VariationRates(CrossoverShare, IsUniform: false, CrossoverIndex, MutationShare, MutationIndex),
        new ReferenceSurvival(Directions(context), context.Seed), context);

    private double[][] Directions(AlgorithmContext context)
    {
        var count = context.Objectives.Length;
        return ReferencePoints.Of(count, Divisions ?? ReferencePoints.DivisionsFor(count, Population));
    }

    private IEnumerable<string> DivisionProblems(AlgorithmContext context)
    {
        if (Divisions is < 1)
        {
            yield return $"Nsga3.Divisions is {Divisions}; it must be 1 or more, or absent.";
        }
        else if (Divisions is { } divisions
            && ReferencePoints.Count(context.Objectives.Length, divisions) is var directions && directions > Most)
        {
            yield return $"Nsga3.Divisions is {divisions}; with {context.Objectives.Length} objectives that makes "
                + $"{directions} directions, and at most {Most} are allowed.";
        }
    }
}
