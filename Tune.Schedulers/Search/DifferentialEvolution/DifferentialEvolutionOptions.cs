using System.Globalization;
using Tune.Engine.Ports;
using Tune.Schedulers.Search.Evolution;

namespace Tune.Schedulers.Search.DifferentialEvolution;

/// <summary>
/// Differential evolution: a new configuration is one of the population plus a share of the difference of two others,
/// and replaces the member it was made for when it is at least as good. Simple and hardy with some hundreds of trials
/// or more.
/// </summary>
/// <remarks>Storn, Price: "Differential Evolution", Journal of Global Optimization 11 (1997), variant rand/1/bin.
/// </remarks>
public sealed record DifferentialEvolutionOptions : SearcherOptions
{
    /// <summary>How many configurations the population has (NP), 4 to 10,000; default 20. The first ones are
    /// spread evenly over the space.</summary>
    public int Population { get; init; } = 20;

    /// <summary>How much of the difference is added (F), above 0 to 2; default 0.5.</summary>
    public double Factor { get; init; } = 0.5;

    /// <summary>The chance that a parameter is changed (CR), 0 to 1; default 0.5. One always is.</summary>
    public double CrossoverShare { get; init; } = 0.5;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context) =>
        EvolutionProblems.Size("DifferentialEvolution", Population, 4)
            .Concat(FactorProblems("DifferentialEvolution", Factor))
            .Concat(EvolutionProblems.Share("DifferentialEvolution.CrossoverShare", CrossoverShare))
            .Concat(EvolutionProblems.Space("DifferentialEvolution", context));

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new DifferentialSearcher(this, context);

    internal static IEnumerable<string> FactorProblems(string name, double factor)
    {
        if (!(factor > 0 && factor <= 2))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{name}.Factor is {factor}; it must be above 0 and at most 2.");
        }
    }
}
