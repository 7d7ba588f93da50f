using System.Buffers.Binary;
using System.Text;

namespace Tune.Bytes;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Bytes that make no sense end in an
/// <see cref="InvalidDataException"/>, never in a read past the end or in memory asked for on a lie.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly int Left => _bytes.Length - _at;

    /// <summary>All that has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[_at..];

    public byte Byte()
    {
        if (_at >= _bytes.Length)
        {
            throw Short();
        }

        return _bytes[_at++];
    }

    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count < 0 || count > Left)
        {
            throw Short();
        }

        _at += count;
        return _bytes.Slice(_at - count, count);
    }

    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Raw(sizeof(ulong)));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Raw(sizeof(double)));

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Raw(sizeof(float)));

    public ulong Varint()
    {
        const int bitsMax = 63;
        var first = Byte();
        if (first < 0x80)
        {
            return first;
        }

        ulong value = first & 0x7FUL;
        for (var shift = 7; shift <= bitsMax; shift += 7)
        {
            var next = Byte();
            value |= (next & 0x7FUL) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is too long");
    }

    public long ZigZag()
    {
        var value = Varint();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>A number from 0 to the largest int.</summary>
    public int Int()
    {
        var value = Varint();
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException($"the number {value} is too large");
    }

    /// <summary>A number from the smallest to the largest int.</summary>
    public int SignedInt()
    {
        var value = ZigZag();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new InvalidDataException($"the number {value} is too large");
    }

    /// <summary>How many things follow, each of which takes at least one byte.</summary>
    public int Count()
    {
        var value = Varint();
        return value <= (ulong)Left ? (int)value : throw Short();
    }

    /// <summary>One of the first values of an enum.</summary>
    public int Choice(int count)
    {
        var value = Byte();
        return value < count ? value : throw new InvalidDataException($"the choice {value} is not known");
    }

    public string Text()
    {
        var head = Varint();
        var raw = Raw(head >> 1 <= int.MaxValue ? (int)(head >> 1) : -1);
        if ((head & 1) == 0)
        {
            return Encoding.UTF8.GetString(raw);
        }

        var text = new char[raw.Length / sizeof(char)];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]);
        }

        return new string(text);
    }

    private static InvalidDataException Short() => new("it ends too early");
}
