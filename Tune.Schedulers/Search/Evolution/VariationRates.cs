namespace Tune.Schedulers.Search.Evolution;

/// <summary>The numbers behind children.</summary>
/// <param name="Crossover">The share of the children that have two parents.</param>
/// <param name="IsUniform">Whether genes come whole from either parent, not from between and around both.</param>
/// <param name="CrossoverIndex">The larger, the nearer children are to their parents.</param>
/// <param name="Mutation">The chance that a gene is mutated; null for 1 / d.</param>
/// <param name="MutationIndex">The larger, the shorter mutations are.</param>
internal sealed record VariationRates(
    double Crossover, bool IsUniform, double CrossoverIndex, double? Mutation, double MutationIndex)
{
    public double MutationOf(int dimensions) => Mutation ?? 1.0 / dimensions;
}
