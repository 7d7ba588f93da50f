using Tune.Bytes;

namespace Tune.Clustering.Children.Frames;

/// <summary>Reads the content of one frame, piece by piece, in the order it was written. Bytes that make no sense end
/// in an <see cref="InvalidDataException"/>.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> content)
{
    private ByteReader _from = new(content);

    /// <summary>All that has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _from.Rest;

    public byte Byte() => _from.Byte();

    public bool Flag() => Byte() != 0;

    public long Number() => _from.ZigZag();

    public int Small() => _from.SignedInt();

    public double Real() => _from.Double();

    public string Text() => _from.Text();

    public string? TextOrNull() => Flag() ? Text() : null;
}
