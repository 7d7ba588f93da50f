namespace Tune.Engine.Randomness;

/// <summary>
/// A stream of random numbers that is a pure function of (seed, purpose, index, draw).
/// Nothing is shared between streams, so who draws first, how often, or on which machine changes no other stream.
/// </summary>
/// <remarks>
/// Counter-based in the sense of Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011), with
/// SplitMix64's finaliser as the bijection. A stream is cheap to make; make one per question and throw it away.
/// </remarks>
public sealed class KeyedRandom
{
    private readonly ulong _key;
    private ulong _counter;

    private KeyedRandom(ulong key) => _key = key;

    /// <summary>How many 64-bit words have been drawn so far.</summary>
    public long Drawn => checked((long)_counter);

    /// <summary>The stream for one purpose, for example <c>("asha/bracket", trial)</c>.</summary>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="purpose">What the numbers are for; by convention <c>algorithm/use</c> in lower case.</param>
    /// <param name="index">Which one of its kind, usually the trial number.</param>
    public static KeyedRandom For(ulong seed, string purpose, long index = 0) =>
        new(Mix.Into(Mix.Into(Mix.Into(Mix.Start, seed), purpose), index));

    /// <summary>The next 64 random bits.</summary>
    public ulong NextWord() => unchecked(Mix.Finish(_key + (++_counter * 0xD1342543DE82EF95UL)));

    /// <summary>A number in [0, 1), with 53 random bits.</summary>
    public double NextUnit() => (NextWord() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, <paramref name="exclusive"/>), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusive"/> is below 1.</exception>
    public int NextInt(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusive, 1);
        return checked((int)NextBelow((ulong)exclusive));
    }

    /// <summary>A number from the standard normal distribution (Box-Muller, one value per two draws).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextUnit()));
        return radius * Math.Cos(2 * Math.PI * NextUnit());
    }

    /// <summary>Puts the items into random order, in place (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    // Lemire's multiply-and-reject: the high half of a 128-bit product is uniform once the short low range is refused.
    private ulong NextBelow(ulong bound)
    {
        while (true)
        {
            var high = Math.BigMul(NextWord(), bound, out ulong low);
            if (low >= bound || low >= unchecked(0UL - bound) % bound)
            {
                return high;
            }
        }
    }
}
