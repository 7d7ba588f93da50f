using System.Buffers.Binary;
using System.Text;

namespace Tune.Bytes;

/// <summary>Bytes that grow at the end. Reused from batch to batch, so that writing allocates nothing.</summary>
internal sealed class ByteWriter(int capacity = 4096)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The same, for those who write it somewhere without holding it up.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>How much it could hold without growing.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>What was written from a point on, to be changed.</summary>
    public Span<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    public void Clear() => Length = 0;

    /// <summary>Takes back everything after a point.</summary>
    public void CutTo(int length) => Length = length;

    /// <summary>Room for this many bytes at the end, to be filled by the caller.</summary>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - Length < count)
        {
            var doubled = Math.Min(2L * _bytes.Length, Array.MaxLength);
            Array.Resize(ref _bytes, (int)Math.Max((long)Length + count, doubled));
        }

        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Fixed(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    public void Fixed(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    public void Fixed(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(sizeof(float)), value);

    /// <summary>Seven bits a byte, lowest first: small numbers take one byte.</summary>
    public void Varint(ulong value)
    {
        const int longest = 10;
        var room = Take(longest);
        var used = 0;
        for (; value >= 0x80; value >>= 7)
        {
            room[used++] = unchecked((byte)(value | 0x80));
        }

        room[used++] = (byte)value;
        Length -= longest - used;
    }

    public void Count(int value) => Varint((ulong)value);

    /// <summary>A signed number, small ones of either sign in one byte.</summary>
    public void ZigZag(long value) => Varint(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>
    /// A text as UTF-8. One that UTF-8 cannot carry (half a surrogate pair, as a log cut in the middle has) goes as
    /// UTF-16, so that every text comes back as it was.
    /// </summary>
    public void Text(string value)
    {
        var isWhole = IsWhole(value);
        var length = isWhole ? Encoding.UTF8.GetByteCount(value) : value.Length * sizeof(char);
        Varint(((ulong)length << 1) | (isWhole ? 0UL : 1UL));
        var room = Take(length);
        if (isWhole)
        {
            Encoding.UTF8.GetBytes(value, room);
            return;
        }

        for (var i = 0; i < value.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(room[(2 * i)..], value[i]);
        }
    }

    private static bool IsWhole(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
