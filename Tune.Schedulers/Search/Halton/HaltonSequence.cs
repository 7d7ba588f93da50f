using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Halton;

/// <summary>
/// The Halton sequence: coordinate d of point i is i written in the d-th prime base and mirrored at the point. With a
/// seed, the digits of each place and dimension go through a permutation of their own.
/// </summary>
internal sealed class HaltonSequence : IPointSequence
{
    // The largest double below 1: permuted digits may all be the last one.
    private const double Last = 1 - (1.0 / (1UL << 53));

    private readonly int[] _bases;

    // By dimension and place; null without scrambling.
    private readonly ushort[][][]? _permutations;

    /// <param name="dimensions">How many coordinates.</param>
    /// <param name="seed">Keys the permutations; null for none.</param>
    public HaltonSequence(int dimensions, ulong? seed)
    {
        _bases = [.. Primes().Take(dimensions)];
        _permutations = seed is { } known ? [.. _bases.Select((prime, d) => Permutations(prime, d, known))] : null;
    }

    public void Fill(long index, Span<double> point)
    {
        for (var d = 0; d < _bases.Length; d++)
        {
            point[d] = _permutations is null ? Mirrored(index, _bases[d]) : Permuted(index, d);
        }
    }

    private static double Mirrored(long index, int prime)
    {
        var (digits, size) = (0L, 1L);
        for (var rest = index; rest > 0; rest /= prime)
        {
            digits = (digits * prime) + (rest % prime);
            size *= prime;
        }

        return (double)digits / size;
    }

    // Leading zeros are digits too: permuted, they fill the cells that the plain sequence leaves to its later points.
    private double Permuted(long index, int d)
    {
        var (value, width, rest) = (0.0, 1.0, index);
        foreach (var permutation in _permutations![d])
        {
            width /= _bases[d];
            value += permutation[(int)(rest % _bases[d])] * width;
            rest /= _bases[d];
        }

        return Math.Min(value, Last);
    }

    private static ushort[][] Permutations(int prime, int dimension, ulong seed)
    {
        var random = KeyedRandom.For(seed, "halton/scramble", dimension);
        var places = (int)Math.Ceiling(53 / Math.Log2(prime));
        var permutations = new ushort[places][];
        for (var place = 0; place < places; place++)
        {
            permutations[place] = [.. Enumerable.Range(0, prime).Select(digit => (ushort)digit)];
            random.Shuffle<ushort>(permutations[place]);
        }

        return permutations;
    }

    private static IEnumerable<int> Primes()
    {
        for (var number = 2; ; number++)
        {
            var candidate = number;
            if (Enumerable.Range(2, (int)Math.Sqrt(candidate) - 1).All(divisor => candidate % divisor > 0))
            {
                yield return number;
            }
        }
    }
}
