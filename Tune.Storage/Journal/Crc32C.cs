using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tune.Storage.Journal;

/// <summary>The Castagnoli checksum (RFC 3720), by the processor's own instruction where it has one.</summary>
internal static class Crc32C
{
    /// <summary>Of some bytes. Compiled in full at once: a program that has just started checks a whole journal
    /// first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
