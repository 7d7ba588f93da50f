using System.Buffers.Binary;

namespace Tune.Storage.TensorBoard;

/// <summary>Reads the records of an event file.</summary>
internal static class EventFile
{
    /// <summary>Each record. A last one that is cut short is left out: the writer may still be at it.</summary>
    /// <exception cref="InvalidDataException">A record is damaged; the message says where it begins.</exception>
    public static IEnumerable<byte[]> Records(Stream from)
    {
        var head = new byte[RecordFrame.HeadBytes];
        var tail = new byte[RecordFrame.TailBytes];
        long at = 0;
        while (from.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(head);
            if (BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(sizeof(ulong)))
                != RecordFrame.Checksum(head.AsSpan(0, sizeof(ulong))) || length > RecordFrame.RecordBytesMax)
            {
                throw new InvalidDataException($"the length of the record at byte {at} is damaged");
            }

            var record = new byte[(int)length];
            if (from.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length
                || from.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false) < tail.Length)
            {
                yield break;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(tail) != RecordFrame.Checksum(record))
            {
                throw new InvalidDataException($"the record at byte {at} is damaged");
            }

            yield return record;
            at += head.Length + record.Length + tail.Length;
        }
    }
}
