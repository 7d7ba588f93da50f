using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Tune.Storage.TensorBoard;

/// <summary>Writes fields of a protocol buffer message.</summary>
internal sealed class ProtoBytes
{
    private const int VarintBytesMax = 10;
    private readonly ArrayBufferWriter<byte> _bytes = new(128);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Number(int field, long value)
    {
        Key(field, ProtoWire.Varint);
        Varint(unchecked((ulong)value));
    }

    public void Real(int field, double value)
    {
        Key(field, ProtoWire.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));
    }

    public void Single(int field, float value)
    {
        Key(field, ProtoWire.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
    }

    public void Text(int field, string text) => Block(field, Encoding.UTF8.GetBytes(text));

    public void Block(int field, ReadOnlySpan<byte> bytes)
    {
        Key(field, ProtoWire.Block);
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    public void Message(int field, Action<ProtoBytes> write)
    {
        var inner = new ProtoBytes();
        write(inner);
        Block(field, inner.Written);
    }

    private void Key(int field, ProtoWire wire) => Varint(((ulong)field << 3) | (ulong)wire);

    private void Varint(ulong value)
    {
        var room = _bytes.GetSpan(VarintBytesMax);
        var used = 0;
        while (value >= 0x80)
        {
            room[used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[used++] = (byte)value;
        _bytes.Advance(used);
    }
}
