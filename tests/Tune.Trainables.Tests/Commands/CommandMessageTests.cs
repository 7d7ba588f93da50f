using System.Text;
using Tune.Trainables.Commands;

namespace Tune.Trainables.Tests.Commands;

/// <summary>Lines of programs, one by one.</summary>
internal sealed class CommandMessageTests
{
    [TestCase("NaN", double.NaN)]
    [TestCase("null", double.NaN)]
    [TestCase("\"NaN\"", double.NaN)]
    [TestCase("Infinity", double.PositiveInfinity)]
    [TestCase("-Infinity", double.NegativeInfinity)]
    [TestCase("\"-Infinity\"", double.NegativeInfinity)]
    [TestCase("1e-3", 0.001)]
    [TestCase("-2", -2.0)]
    public void Metric_InEverySpelling_IsItsNumber(string spelling, double value)
    {
        var message = Read($$"""{"tune":"report","metrics":{"Infinity \"NaN\\":{{spelling}},"b":1} }""");

        Assert.That(message!.Metrics![0].Name, Is.EqualTo("Infinity \"NaN\\"));
        Assert.That(message.Metrics!.Select(m => m.Value), Is.EqualTo([value, 1.0]));
    }

    [TestCase("plain text")]
    [TestCase("")]
    [TestCase("""{"loss": 0.3}""")]
    [TestCase("""{"kind": "\"tune\""}""")]
    [TestCase("""{"name":"x \"tune\" y"}""")]
    [TestCase("""["tune"]""")]
    public void Line_ThatIsNoMessage_IsNone(string line) => Assert.That(Read(line), Is.Null);

    [TestCase("", null, null)]
    [TestCase(""","iteration":7""", 7, null)]
    [TestCase(""","iteration":null,"checkpoint":false""", null, null)]
    [TestCase(""","checkpoint":true""", null, "")]
    [TestCase(""","checkpoint":"epoch-3" """, null, "epoch-3")]
    public void Report_WithOptionalParts_HasThem(string rest, int? iteration, string? checkpoint)
    {
        var message = Read($$"""{"tune":"report","metrics":{}{{rest}}}""");

        Assert.That((message!.Iteration, message.Checkpoint), Is.EqualTo((iteration, checkpoint)));
    }

    [Test]
    public void Lines_OfAnyLength_AreKeptUpToTheirLimit()
    {
        var text = new string('x', 20_000) + "\rprogress\n\n{" + new string('y', 100_000) + "\r\nlast";
        var reader = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var lengths = new List<(int, long)>();
        while (reader.Next(out var line))
        {
            lengths.Add((line.Length, reader.Dropped));
        }

        Assert.That(lengths, Is.EqualTo([(16_384, 3_616L), (8, 0L), (100_001, 0L), (4, 0L)]));
    }

    private const string Plain = """{"tune":"report","metrics":{"loss":0.5}}""";

    private static IEnumerable<TestCaseData> Surrounded =>
    [
        new(Utf8("  " + Plain)), new(Utf8("\t" + Plain + " \t ")), new(Utf8("\uFEFF" + Plain)),
        new(Utf8("\x1b[32m" + Plain + "\x1b[0m")), new(Utf8("\uFEFF \x1b[1;31m" + Plain)),
        new(Encoding.Unicode.GetBytes(Plain)), new(Encoding.Unicode.GetBytes("\uFEFF" + Plain)),
        new((byte[])[0, .. Encoding.Unicode.GetBytes(Plain)]), new(Encoding.BigEndianUnicode.GetBytes(Plain)),
    ];

    [TestCaseSource(nameof(Surrounded))]
    public void Line_WithWhatChangesNothingAroundIt_IsTheMessage(byte[] line) =>
        Assert.That(CommandMessage.Read(line)?.Metrics, Is.EqualTo(Engine.Metrics.MetricSet.Of(("loss", 0.5))));

    [Test]
    public void Lines_OfALongMessageAfterAMark_AreKeptWhole()
    {
        var names = string.Join(',', Enumerable.Range(0, 900).Select(i => $"\"a-metric-with-a-long-name-{i}\":{i}"));
        var text = "\uFEFF  {\"tune\":\"report\",\"metrics\":{" + names + "}}\n";
        var reader = new LineReader(new MemoryStream(Utf8(text)));
        Assert.That(reader.Next(out var line) && reader.Dropped == 0);
        Assert.That(CommandMessage.Read(line)?.Metrics, Has.Count.EqualTo(900));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static CommandMessage? Read(string line) => CommandMessage.Read(Encoding.UTF8.GetBytes(line));
}
