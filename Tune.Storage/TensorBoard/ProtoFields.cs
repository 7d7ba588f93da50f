using System.Buffers.Binary;
using System.Text;

namespace Tune.Storage.TensorBoard;

/// <summary>Reads the fields of a protocol buffer message one after the other, those that are not known too.</summary>
internal ref struct ProtoFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private ulong _value;

    /// <summary>The number of the field that is read.</summary>
    public int Field { get; private set; }

    public ProtoWire Wire { get; private set; }

    /// <summary>What is in a <see cref="ProtoWire.Block"/>.</summary>
    public ReadOnlySpan<byte> Block { get; private set; }

    public readonly long Number => unchecked((long)_value);

    public readonly double Real => Wire == ProtoWire.Fixed64
        ? BitConverter.UInt64BitsToDouble(_value)
        : BitConverter.UInt32BitsToSingle((uint)_value);

    public readonly string Text => Encoding.UTF8.GetString(Block);

    /// <summary>Goes on to the next field; false after the last.</summary>
    /// <exception cref="InvalidDataException">This is no such message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var key = Varint();
        (Field, Wire) = ((int)(key >> 3), (ProtoWire)(key & 7));
        Block = default;
        switch (Wire)
        {
            case ProtoWire.Varint:
                _value = Varint();
                break;
            case ProtoWire.Fixed64:
                _value = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                break;
            case ProtoWire.Fixed32:
                _value = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            case ProtoWire.Block:
                Block = Take(Varint());
                break;
            default:
                throw new InvalidDataException($"a field has the unknown form {(int)Wire}");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(ulong bytes)
    {
        if (bytes > (ulong)_rest.Length)
        {
            throw new InvalidDataException("a message ends in the middle of a field");
        }

        var taken = _rest[..(int)bytes];
        _rest = _rest[(int)bytes..];
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number in a message has no end");
    }
}
