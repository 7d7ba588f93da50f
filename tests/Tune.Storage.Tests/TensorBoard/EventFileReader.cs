using System.Buffers.Binary;
using System.Text;

namespace Tune.Storage.Tests.TensorBoard;

/// <summary>Reads event files by what is written about their form, and shares nothing with the code that writes
/// them.</summary>
internal static class EventFileReader
{
    /// <summary>Each record as its fields; checks every checksum.</summary>
    public static List<List<(int Field, object Value)>> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var records = new List<List<(int, object)>>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            Check(bytes.AsSpan(at, 8), bytes.AsSpan(at + 8, 4));
            Check(bytes.AsSpan(at + 12, length), bytes.AsSpan(at + 12 + length, 4));
            records.Add(Fields(bytes[(at + 12)..(at + 12 + length)]));
            at += length + 16;
        }

        return records;
    }

    /// <summary>The fields of a message: a long, a double, a float, or bytes.</summary>
    public static List<(int Field, object Value)> Fields(byte[] message)
    {
        var fields = new List<(int, object)>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint();
            switch (key & 7)
            {
                case 0:
                    fields.Add(((int)(key >> 3), (long)Varint()));
                    break;
                case 1:
                    fields.Add(((int)(key >> 3), BinaryPrimitives.ReadDoubleLittleEndian(message.AsSpan(at))));
                    at += 8;
                    break;
                case 5:
                    fields.Add(((int)(key >> 3), BinaryPrimitives.ReadSingleLittleEndian(message.AsSpan(at))));
                    at += 4;
                    break;
                case 2:
                    var length = (int)Varint();
                    fields.Add(((int)(key >> 3), message[at..(at + length)]));
                    at += length;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }

            ulong Varint()
            {
                ulong value = 0;
                for (var shift = 0; ; shift += 7)
                {
                    value |= (ulong)(message[at] & 127) << shift;
                    if (message[at++] < 128)
                    {
                        return value;
                    }
                }
            }
        }

        return fields;
    }

    /// <summary>The one value of a field.</summary>
    public static object One(this List<(int Field, object Value)> fields, int field) =>
        fields.Single(each => each.Field == field).Value;

    /// <summary>The messages in a field.</summary>
    public static IEnumerable<List<(int Field, object Value)>> All(
        this List<(int Field, object Value)> fields, int field) =>
        fields.Where(each => each.Field == field).Select(each => Fields((byte[])each.Value));

    public static string Text(this List<(int Field, object Value)> fields, int field) =>
        Encoding.UTF8.GetString((byte[])fields.One(field));

    // A bit at a time, as the polynomial is written in the standard.
    private static void Check(ReadOnlySpan<byte> of, ReadOnlySpan<byte> written)
    {
        var crc = uint.MaxValue;
        foreach (var each in of)
        {
            crc ^= each;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82f63b78;
            }
        }

        crc = ~crc;
        Assert.That(
            BinaryPrimitives.ReadUInt32LittleEndian(written),
            Is.EqualTo(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8)));
    }
}
