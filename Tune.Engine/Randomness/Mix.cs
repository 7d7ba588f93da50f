using System.Text;

namespace Tune.Engine.Randomness;

/// <summary>
/// A 64-bit mixing function that gives the same value in every process, on every machine and in every version.
/// Unlike <c>HashCode</c> it may therefore be stored, compared across runs and fed into random streams.
/// </summary>
/// <remarks>
/// The finaliser is SplitMix64's (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
/// It is not a cryptographic hash: it protects against accident, not against intent.
/// </remarks>
public static class Mix
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    /// <summary>The value every chain starts from.</summary>
    public const ulong Start = 0x54756E654E657431UL;

    /// <summary>Folds one value into a chain; the order of calls matters.</summary>
    public static ulong Into(ulong chain, ulong value) => unchecked(Finish((chain + Golden) ^ Finish(value + Golden)));

    /// <summary>Folds a signed number into a chain.</summary>
    public static ulong Into(ulong chain, long value) => Into(chain, unchecked((ulong)value));

    /// <summary>Folds a number into a chain by its bits; every NaN counts as one value, and so do both zeros.</summary>
    public static ulong Into(ulong chain, double value)
    {
        var canonical = double.IsNaN(value) ? double.NaN : value == 0 ? 0 : value;
        return Into(chain, BitConverter.DoubleToInt64Bits(canonical));
    }

    /// <summary>Folds a text into a chain by its UTF-8 bytes and its length.</summary>
    public static ulong Into(ulong chain, string text)
    {
        const int onStack = 256;
        var length = Encoding.UTF8.GetByteCount(text);
        Span<byte> bytes = length <= onStack ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, bytes);
        var mixed = Into(chain, length);
        foreach (var b in bytes)
        {
            mixed = Into(mixed, (ulong)b);
        }

        return mixed;
    }

    /// <summary>Scrambles a value so that neighbouring inputs give unrelated outputs.</summary>
    public static ulong Finish(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }
}
