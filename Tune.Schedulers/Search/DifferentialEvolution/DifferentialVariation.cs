using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.DifferentialEvolution;

/// <summary>Makes trial vectors: rand/1 mutation and binomial crossover, in the unit cube.</summary>
/// <remarks>A number that would leave the cube is drawn anew. A choice without an order takes the first parent's value
/// where the other two agree, and otherwise, with chance F, the value of the second.</remarks>
internal sealed class DifferentialVariation(IReadOnlyList<Parameter> coordinates, double factor, double crossover)
{
    private readonly bool[] _isChoice = [.. coordinates.Select(parameter => !parameter.Domain.IsOrdered)];

    /// <summary>One trial vector.</summary>
    /// <param name="target">What it would replace.</param>
    /// <param name="parents">r1, r2, r3.</param>
    /// <param name="random">Where the chance comes from: 2 or 3 numbers for each coordinate and one.</param>
    public double[] Child(double[] target, (double[] First, double[] Plus, double[] Minus) parents, KeyedRandom random)
    {
        var child = (double[])target.Clone();
        var always = random.NextInt(child.Length);
        for (var i = 0; i < child.Length; i++)
        {
            if (random.NextUnit() < crossover || i == always)
            {
                child[i] = Mutant(i, parents.First[i], parents.Plus[i], parents.Minus[i], random);
            }
        }

        return child;
    }

    private double Mutant(int coordinate, double first, double plus, double minus, KeyedRandom random)
    {
        if (_isChoice[coordinate])
        {
            return plus != minus && random.NextUnit() < factor ? plus : first;
        }

        var moved = first + (factor * (plus - minus));
        return moved is >= 0 and <= 1 ? moved : random.NextUnit();
    }
}
