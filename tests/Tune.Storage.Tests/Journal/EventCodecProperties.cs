using CsCheck;
using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Storage.Journal;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Journal;

internal sealed class EventCodecProperties
{
    [TestCaseSource(typeof(EventGen), nameof(EventGen.Kinds))]
    public void Encode_EveryKind_ComesBackEqual(Type kind) =>
        EventGen.Of(kind).Sample(fact => Same.Event(RoundTrip([[fact]]).Single(), fact), iter: 300);

    [Test]
    public void Encode_Batches_ComeBackEqual() => EventGen.Any.Array[1, 12].Array[1, 6].Sample(
        batches => Same.Events(RoundTrip(batches), batches.SelectMany(batch => batch)), iter: 300);

    [Test]
    public void Encode_Numbers_KeepEveryBit() => Gen.ULong.Array[1, 9].Sample(words =>
    {
        var values = words.Select(word => BitConverter.UInt64BitsToDouble(word)).ToArray();
        var fact = Some.Reported(0, 1, [.. values.Select((value, i) => ($"m{i}", value))]);
        var back = (ExperimentEvent.Reported)RoundTrip([[fact]]).Single();
        return back.Metrics.Select(metric => BitConverter.DoubleToUInt64Bits(metric.Value)).SequenceEqual(words);
    });

    [Test]
    public void Decode_GarbledBytes_EndsInOneKindOfError() => Gen.Select(
        EventGen.Any.Array[1, 8], Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Bool).Sample((events, place, noise, isCut) =>
    {
        var bytes = Encode(events);
        if (isCut)
        {
            bytes = bytes[..(place % bytes.Length)];
        }
        else
        {
            bytes[place % bytes.Length] ^= noise;
        }

        try
        {
            new EventDecoder(Some.Specs, new NameLists()).Decode(bytes, events.Length, []);
        }
        catch (InvalidDataException)
        {
            // The one kind.
        }
    }, iter: 3000);

    [Test]
    public void Encode_ThatFails_LeavesTheListsAsTheyWere()
    {
        var lists = new NameLists();
        var encoder = new EventEncoder(Some.Specs, lists);
        var bad = new ExperimentEvent.Created(Some.At(0), Some.Spec() with { Scheduler = new Unlisted() });
        Assert.That(() => encoder.Encode([Some.Reported(0, 1, ("new", 1)), bad], new ByteWriter()), Throws.Exception);
        Assert.That(lists.Count, Is.Zero);
        Assert.That(lists.Find(new MetricNames(MetricSet.Of(("new", 1)))), Is.Zero);
    }

    [Test]
    public void Encode_MoreListsThanAreKept_StillComesBack()
    {
        ExperimentEvent[] events =
            [.. Enumerable.Range(1, 5000).Select(number => Some.Reported(0, number, ($"metric {number}", 0.5)))];
        Same.Events(RoundTrip([events, events]), [.. events, .. events]);
    }

    private static byte[] Encode(ExperimentEvent[] events)
    {
        var to = new ByteWriter();
        new EventEncoder(Some.Specs, new NameLists()).Encode(events, to);
        return to.Written.ToArray();
    }

    // As in one file: the lists of names live on from batch to batch.
    private static List<ExperimentEvent> RoundTrip(ExperimentEvent[][] batches)
    {
        var encoder = new EventEncoder(Some.Specs, new NameLists());
        var decoder = new EventDecoder(Some.Specs, new NameLists());
        var back = new List<ExperimentEvent>();
        foreach (var batch in batches)
        {
            var to = new ByteWriter();
            encoder.Encode(batch, to);
            decoder.Decode(to.Written, batch.Length, back);
        }

        return back;
    }

    private sealed record Unlisted : Engine.Ports.SchedulerOptions
    {
        public override IEnumerable<string> Problems(Engine.Ports.AlgorithmContext context) => [];

        public override Engine.Ports.IScheduler Create(Engine.Ports.AlgorithmContext context) =>
            throw new InvalidOperationException();
    }
}
