using System.Text;
using Tune.Engine.Metrics;
using Tune.Trainables.Commands;
using Tune.Trainables.Running;

namespace Tune.Trainables.Tests;

/// <summary>Metrics as training code has them: true and false, and nested.</summary>
internal sealed class MetricShapeTests
{
    private static readonly MetricSet Expected = MetricSet.Of(
        ("loss", 0.5), ("done", 1), ("valid/loss", 0.25), ("valid/deep/ok", 0), ("valid/deep/n", 3));

    private sealed record Deep(bool Ok, int N);

    private static readonly object[] Shapes =
    [
        new { loss = 0.5, done = true, valid = new { loss = 0.25, deep = new { ok = false, n = 3 } } },
        new Dictionary<string, object>
        {
            ["loss"] = 0.5, ["done"] = true,
            ["valid"] = new Dictionary<string, object>
            {
                ["loss"] = 0.25, ["deep"] = new Dictionary<string, int> { ["ok"] = 0, ["n"] = 3 },
            },
        },
        new (string, object)[]
        {
            ("loss", 0.5), ("done", true), ("valid", new { loss = 0.25, deep = MetricSet.Of(("ok", 0), ("n", 3)) }),
        },
    ];

    [TestCaseSource(nameof(Shapes))]
    public void Read_NestedAndTrueOrFalse_IsFlat(object metrics) =>
        Assert.That(MetricReader.Read(metrics), Is.EqualTo(Expected));

    [Test]
    public void Read_ARecord_HasItsProperties() => Assert.That(
        MetricReader.Read(new { valid = new Deep(true, 2) }),
        Is.EqualTo(MetricSet.Of(("valid/Ok", 1), ("valid/N", 2))));

    [Test]
    public void Read_AnObjectThatHoldsNoValues_IsRefusedByName() => Assert.That(
        () => MetricReader.Read(new { valid = new { when = new DateTime(2026, 1, 1) } }),
        Throws.InstanceOf<InvalidReportException>().With.Message.StartsWith(
            "The metric 'valid/when' is a DateTime; a metric must be a number, true or false, or a record"));

    [Test]
    public void Read_AMessageOfAProgram_IsFlat() => Assert.That(
        CommandMessage.Read(Encoding.UTF8.GetBytes(
            """{"tune":"report","metrics":"""
            + """{"loss":0.5,"done":true,"valid":{"loss":0.25,"deep":{"ok":false,"n":3}}}}"""))!.Metrics,
        Is.EqualTo(Expected));

    [Test]
    public void Read_AMessageWithAText_IsRefusedByName() => Assert.That(
        () => CommandMessage.Read("""{"tune":"report","metrics":{"valid":{"name":"x"}}}"""u8),
        Throws.InstanceOf<InvalidReportException>().With.Message.Contains("the metric 'valid/name' as \"x\""));
}
