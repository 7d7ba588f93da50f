using System.Buffers.Binary;
using Tune.Bytes;

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
    private ByteWriter _bytes = new();
    private int _start;

    /// <summary>How many bytes are waiting.</summary>
    public int Length => _bytes.Length;

    /// <summary>All finished frames.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Memory;

    /// <summary>Starts a frame.</summary>
    public void Begin(FrameKind kind)
    {
        _start = Length;
        _bytes.Take(HeadLength)[HeadLength - 1] = (byte)kind;
    }

    /// <summary>Ends the frame.</summary>
    /// <exception cref="FrameException">It is too large; nothing of it is kept.</exception>
    public void End()
    {
        var length = Length - _start - sizeof(int);
        if (length > FrameMax)
        {
            Undo();
            throw new FrameException($"A message of {length} bytes is too large; at most {FrameMax} are allowed.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(_bytes.From(_start), length);
    }

    /// <summary>Drops the frame that was begun.</summary>
    public void Undo() => _bytes.CutTo(_start);

    public void Clear()
    {
        _bytes.Clear();
        if (_bytes.Capacity > KeptMax)
        {
            _bytes = new ByteWriter();
        }
    }

    public void Byte(byte value) => _bytes.Byte(value);

    public void Number(long value) => _bytes.ZigZag(value);

    public void Real(double value) => _bytes.Fixed(value);

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Text(string value) => _bytes.Text(value);

    public void TextOrNull(string? value)
    {
        Flag(value is not null);
        if (value is not null)
        {
            Text(value);
        }
    }

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.Raw(bytes);
}
