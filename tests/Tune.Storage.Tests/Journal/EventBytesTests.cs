using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Storage.Journal;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Journal;

/// <summary>An append as one value.</summary>
internal sealed class EventBytesTests
{
    private static readonly EventBytes s_bytes = new(Some.Specs);

    [Test]
    public void Read_OfWhatWasWritten_GivesTheSame([Values(1, 2, 3)] int seed)
    {
        var history = new RandomHistory((ulong)seed, 200);
        var read = new List<ExperimentEvent>();
        foreach (var batch in history.Batches)
        {
            s_bytes.Read(s_bytes.Write(batch), read);
        }

        Same.Events(read, history.Events);
    }

    // Stores of other people hold these bytes: another form gets another number.
    [Test]
    public void Write_OfAnEvent_IsForm1() => Assert.That(
        Convert.ToHexString(s_bytes.Write([new ExperimentEvent.Paused(new Moment(1000, 1000))])),
        Does.Match("^01[0-9A-F]{8}010012D00F00$"));

    [Test]
    public void Read_OfOneFlippedBit_IsDamageAndAddsNothing()
    {
        var good = s_bytes.Write(Some.Beginning());
        for (var at = 0; at < good.Length; at++)
        {
            var bad = good.ToArray();
            bad[at] ^= 0x10;
            var read = new List<ExperimentEvent>();
            var expected = at == 0 ? StorageFault.Refused : StorageFault.Damaged;
            Assert.That(
                () => s_bytes.Read(bad, read),
                Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(expected), $"byte {at}");
            Assert.That(read, Is.Empty);
        }
    }

    [Test]
    public void Read_OfTooFewBytes_IsDamage([Values(0, 1, 4, 5, 20)] int length) => Assert.That(
        () => s_bytes.Read(s_bytes.Write(Some.Beginning()).AsSpan(0, length), []),
        Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(StorageFault.Damaged));

    // Whole, as their checksum says, but not of this version.
    [TestCase("2", "form 2, and this version knows forms up to 1")]
    [TestCase("kind", "an event of kind 63")]
    public void Read_OfANewerVersion_IsRefusedAndSaysWhy(string what, string said)
    {
        var bytes = new ByteWriter();
        bytes.Take(5)[0] = what == "2" ? (byte)2 : (byte)1;
        bytes.Raw([1, 0, 0x7F]);
        BitConverter.TryWriteBytes(bytes.From(1), Crc32C.Of(bytes.From(5)));

        Assert.That(
            () => s_bytes.Read(bytes.Written.ToArray(), []),
            Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(StorageFault.Refused)
                .And.Message.Contains(said));
    }
}
