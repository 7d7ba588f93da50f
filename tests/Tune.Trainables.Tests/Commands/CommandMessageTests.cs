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

    private static CommandMessage? Read(string line) => CommandMessage.Read(Encoding.UTF8.GetBytes(line));
}
