using Tune.Bytes;

namespace Tune.Storage.Journal;

/// <summary>Digests of checkpoints: 32 bytes instead of 64 hexadecimal digits.</summary>
internal static class Digest
{
    public const int Length = 64;

    private const byte Packed = 0;
    private const byte Plain = 1;

    /// <summary>Whether this is 64 lower-case hexadecimal digits.</summary>
    public static bool IsDigest(string? text) => text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);

    public static void Write(string digest, ByteWriter to)
    {
        if (IsDigest(digest))
        {
            to.Byte(Packed);
            Convert.FromHexString(digest, to.Take(Length / 2), out _, out _);
        }
        else
        {
            to.Byte(Plain);
            to.Text(digest);
        }
    }

    public static string Read(ref ByteReader from) =>
        from.Choice(2) == Packed ? Convert.ToHexStringLower(from.Raw(Length / 2)) : from.Text();
}
