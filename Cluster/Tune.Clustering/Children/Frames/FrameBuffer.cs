using System.Buffers.Binary;
using System.Text;

namespace Tune.Clustering.Children.Frames;

/// <summary>
/// Frames one after another, as they go over the line: four bytes of length, one of kind, the content.
/// </summary>
internal sealed class FrameBuffer
{
    /// <summary>The most bytes of one frame, its kind included.</summary>
    public const int FrameMax = 16 * 1024 * 1024;

    /// <summary>The bytes before the content.</summary>
    public const int HeadLength = 5;

    private const int KeptMax = 1024 * 1024;
    private byte[] _bytes = new byte[4096];
    private int _start;

    /// <summary>How many bytes are waiting.</summary>
    public int Length { get; private set; }

    /// <summary>All finished frames.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    /// <summary>Starts a frame.</summary>
    public void Begin(FrameKind kind)
    {
        _start = Length;
        Reserve(HeadLength);
        _bytes[Length + 4] = (byte)kind;
        Length += HeadLength;
    }

    /// <summary>Ends the frame.</summary>
    /// <exception cref="FrameException">It is too large; nothing of it is kept.</exception>
    public void End()
    {
        var length = Length - _start - 4;
        if (length > FrameMax)
        {
            Length = _start;
            throw new FrameException($"A message of {length} bytes is too large; at most {FrameMax} are allowed.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_start), length);
    }

    /// <summary>Drops the frame that was begun.</summary>
    public void Undo() => Length = _start;

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptMax)
        {
            _bytes = new byte[4096];
        }
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Number(long value)
    {
        // Zigzag, so that small numbers are short whatever their sign.
        var rest = unchecked((ulong)((value << 1) ^ (value >> 63)));
        Reserve(10);
        while (rest >= 0x80)
        {
            _bytes[Length++] = (byte)((rest & 0x7F) | 0x80);
            rest >>= 7;
        }

        _bytes[Length++] = (byte)rest;
    }

    public void Real(double value)
    {
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Number(bytes);
        Reserve(bytes);
        Length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length));
    }

    public void TextOrNull(string? value)
    {
        Flag(value is not null);
        if (value is not null)
        {
            Text(value);
        }
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    private void Reserve(int more)
    {
        var needed = Length + more;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        }
    }
}
