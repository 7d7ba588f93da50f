using System.Buffers.Binary;
using System.Text;

namespace Tune.Clustering.Children.Frames;

/// <summary>Reads the content of one frame, piece by piece, in the order it was written.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    /// <summary>All that has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= unchecked((ulong)(next & 0x7F) << shift);
            if (next < 0x80)
            {
                return unchecked((long)(value >> 1) ^ -(long)(value & 1));
            }
        }

        throw new FrameException("A number in a message has no end.");
    }

    public int Small() => Number() is >= int.MinValue and <= int.MaxValue and var value
        ? (int)value
        : throw new FrameException("A number in a message is out of range.");

    public double Real() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string Text() => Encoding.UTF8.GetString(Take(Small()));

    public string? TextOrNull() => Flag() ? Text() : null;

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new FrameException($"A message ends where {count} bytes more were announced.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
