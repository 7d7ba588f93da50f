using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Evolution;

/// <summary>Makes a child of two parents in the unit cube.</summary>
/// <remarks>
/// Numbers: simulated binary crossover (Deb, Agrawal, 1995) and polynomial mutation (Deb, Goyal, 1996), both kept
/// inside [0, 1] by their own distributions. Unordered choices: from either parent; mutated to one of the others.
/// </remarks>
internal sealed class Variation(IReadOnlyList<Parameter> coordinates, VariationRates rates)
{
    // As Deb does, half of the genes are crossed even where parents are.
    private const double GeneShare = 0.5;
    private const double Same = 1e-14;

    private readonly int[] _choices =
    [
        .. coordinates.Select(parameter => parameter.Domain.IsOrdered ? 0 : (int)parameter.Domain.Cardinality!.Value),
    ];

    /// <summary>One child.</summary>
    public double[] Child(double[] mother, double[] father, KeyedRandom random)
    {
        var child = new double[mother.Length];
        var isCrossed = random.NextUnit() < rates.Crossover;
        for (var i = 0; i < child.Length; i++)
        {
            var gene = !isCrossed ? mother[i]
                : _choices[i] > 0 || rates.IsUniform ? (random.NextUnit() < 0.5 ? mother[i] : father[i])
                : Cross(mother[i], father[i], random);
            child[i] = random.NextUnit() < rates.MutationOf(child.Length) ? Mutate(i, gene, random) : gene;
        }

        return child;
    }

    // One of the two children, either with the same chance.
    private double Cross(double mother, double father, KeyedRandom random)
    {
        var (isCrossed, isLow, unit) = (random.NextUnit() < GeneShare, random.NextUnit() < 0.5, random.NextUnit());
        if (!isCrossed || Math.Abs(mother - father) < Same)
        {
            return isLow ? mother : father;
        }

        var (low, high) = (Math.Min(mother, father), Math.Max(mother, father));
        var spread = Spread(1 + (2 * (isLow ? low : 1 - high) / (high - low)), rates.CrossoverIndex, unit);
        var (middle, half) = ((low + high) / 2, spread * (high - low) / 2);
        return Math.Clamp(isLow ? middle - half : middle + half, 0, 1);
    }

    /// <summary>How many times farther apart than the parents the children are: beta_q of SBX.</summary>
    /// <param name="limit">The most that stays inside.</param>
    /// <param name="index">eta: the larger, the nearer to 1.</param>
    /// <param name="unit">The chance, in [0, 1).</param>
    public static double Spread(double limit, double index, double unit)
    {
        var alpha = 2 - Math.Pow(limit, -(index + 1));
        return unit <= 1 / alpha
            ? Math.Pow(unit * alpha, 1 / (index + 1))
            : Math.Pow(1 / (2 - (unit * alpha)), 1 / (index + 1));
    }

    private double Mutate(int coordinate, double gene, KeyedRandom random)
    {
        var (count, unit) = (_choices[coordinate], random.NextUnit());
        if (count > 0)
        {
            var (old, drawn) = (Math.Min((int)(gene * count), count - 1), (int)(unit * Math.Max(1, count - 1)));
            return ((drawn >= old && count > 1 ? drawn + 1 : drawn) + 0.5) / count;
        }

        return Math.Clamp(gene + Step(gene, rates.MutationIndex, unit), 0, 1);
    }

    /// <summary>How far polynomial mutation moves a number: delta_q.</summary>
    /// <param name="gene">The number, in [0, 1].</param>
    /// <param name="index">eta: the larger, the shorter.</param>
    /// <param name="unit">The chance, in [0, 1): below a half it moves down.</param>
    public static double Step(double gene, double index, double unit) => unit < 0.5
        ? Math.Pow((2 * unit) + ((1 - (2 * unit)) * Math.Pow(1 - gene, index + 1)), 1 / (index + 1)) - 1
        : 1 - Math.Pow((2 * (1 - unit)) + (((2 * unit) - 1) * Math.Pow(gene, index + 1)), 1 / (index + 1));
}
