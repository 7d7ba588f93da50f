using System.Buffers.Binary;
using System.Text.Json;
using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Storage.Journal;

/// <summary>
/// The events of one append as bytes that stand by themselves, for stores that keep an append as one value: a row, an
/// object, a file. They have a checksum. Safe for many threads.
/// </summary>
/// <remarks>A byte for the form, 1; the checksum (CRC32C, little-endian) of everything after it; how many events; and
/// then what a frame of a journal file has in it.</remarks>
/// <param name="specs">How specs are written: what a store is given when it is opened.</param>
public sealed class EventBytes(SpecJson specs)
{
    private const byte Form = 1;
    private const int Body = sizeof(byte) + sizeof(uint);

    /// <summary>The bytes of some events.</summary>
    public byte[] Write(IReadOnlyList<ExperimentEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var to = new ByteWriter();
        to.Take(Body)[0] = Form;
        to.Count(events.Count);
        new EventEncoder(specs, new NameLists()).Encode(events, to);
        BinaryPrimitives.WriteUInt32LittleEndian(to.From(sizeof(byte)), Crc32C.Of(to.From(Body)));
        return to.Written.ToArray();
    }

    /// <summary>Adds the events in some bytes to a list; if this throws, none.</summary>
    /// <exception cref="StorageException">They are not as they were written, <see cref="StorageFault.Damaged"/>; or a
    /// newer version wrote them, <see cref="StorageFault.Refused"/>. The message says what is wrong, and the caller
    /// knows where.</exception>
    public void Read(ReadOnlySpan<byte> bytes, ICollection<ExperimentEvent> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (bytes.Length > 0 && bytes[0] > Form)
        {
            throw Newer($"form {bytes[0]}, and this version knows forms up to {Form}", null);
        }

        if (bytes.Length < Body || bytes[0] != Form
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(byte)..]) != Crc32C.Of(bytes[Body..]))
        {
            throw Damage($"{bytes.Length} bytes are not as they were written", null);
        }

        var events = new List<ExperimentEvent>();
        try
        {
            var from = new ByteReader(bytes[Body..]);
            var count = from.Count();
            new EventDecoder(specs, new NameLists()).Decode(from.Rest, count, events);
        }
        catch (InvalidDataException e) when (e.InnerException is UnknownKindException newer)
        {
            throw Newer(newer.Message, e);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            throw Damage(e.Message, e);
        }

        events.ForEach(into.Add);
    }

    private static StorageException Newer(string what, Exception? inner) =>
        new(StorageFault.Refused, $"These events were written by a newer version: {what}.", inner);

    private static StorageException Damage(string what, Exception? inner) =>
        new(StorageFault.Damaged, $"These events are damaged: {what}.", inner);
}
