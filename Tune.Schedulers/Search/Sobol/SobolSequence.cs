using System.Numerics;
using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Sobol;

/// <summary>
/// The Sobol sequence in the order of the Gray code, optionally with nested uniform scrambling.
/// </summary>
/// <remarks>
/// <para>Direction numbers v_k of a dimension with primitive polynomial x^s + a_1 x^(s-1) + … + a_(s-1) x + 1:
/// m_k = 2 a_1 m_(k-1) xor … xor 2^s m_(k-s) xor m_(k-s), and v_k = m_k / 2^k. Point i is the exclusive or of those
/// v_k whose bit is set in the Gray code of i (Antonov, Saleev 1979).</para>
/// <para>Owen's scrambling flips each binary digit by a coin that belongs to the digits before it. Here the coin is a
/// hash of the seed, the dimension and those digits: nothing need be stored, and every point stands alone.</para>
/// </remarks>
internal sealed class SobolSequence : IPointSequence
{
    /// <summary>After 2^Bits points the sequence begins again; more than there are trial numbers.</summary>
    private const int Bits = 32;

    private const int UnitBits = 53;

    private readonly uint[][] _directions;
    private readonly ulong[]? _keys;

    /// <param name="dimensions">Up to <see cref="JoeKuo.Dimensions"/>.</param>
    /// <param name="seed">Keys the scrambling; null for none.</param>
    public SobolSequence(int dimensions, ulong? seed)
    {
        _directions = [.. JoeKuo.Table().Take(dimensions).Select(Directions)];
        _keys = seed is { } known
            ? [.. Enumerable.Range(0, dimensions).Select(d => KeyedRandom.For(known, "sobol/scramble", d).NextWord())]
            : null;
    }

    public void Fill(long index, Span<double> point)
    {
        var gray = unchecked((uint)(index ^ (index >> 1)));
        for (var d = 0; d < _directions.Length; d++)
        {
            uint digits = 0;
            for (var rest = gray; rest != 0; rest &= rest - 1)
            {
                digits ^= _directions[d][BitOperations.TrailingZeroCount(rest)];
            }

            point[d] = _keys is null ? digits / (double)(1UL << Bits) : Scrambled(digits, _keys[d]);
        }
    }

    private static double Scrambled(uint digits, ulong key)
    {
        uint flips = 0;
        for (var place = 0; place < Bits; place++)
        {
            // The leading one tells 01 from 001.
            var before = (1UL << place) | (place == 0 ? 0 : digits >> (Bits - place));
            flips = (flips << 1) | (uint)(Mix.Into(key, before) >> 63);
        }

        // The digits after the last are zero before scrambling, so their flips are all there is to see.
        var tail = Mix.Into(key, (1UL << Bits) | digits) >> (64 - (UnitBits - Bits));
        return (((ulong)(digits ^ flips) << (UnitBits - Bits)) | tail) / (double)(1UL << UnitBits);
    }

    private static uint[] Directions(JoeKuo.Row row)
    {
        var m = new ulong[Bits];
        for (var k = 0; k < Bits; k++)
        {
            m[k] = k < row.M.Length ? row.M[k] : Next(m, k, row);
        }

        return [.. m.Select((value, k) => (uint)(value << (Bits - 1 - k)))];
    }

    private static ulong Next(ulong[] m, int k, JoeKuo.Row row)
    {
        var degree = row.Degree;
        if (degree == 0)
        {
            return 1;
        }

        var value = m[k - degree] ^ (m[k - degree] << degree);
        for (var i = 1; i < degree; i++)
        {
            if ((row.Polynomial >> (degree - 1 - i) & 1) != 0)
            {
                value ^= m[k - i] << i;
            }
        }

        return value;
    }
}
