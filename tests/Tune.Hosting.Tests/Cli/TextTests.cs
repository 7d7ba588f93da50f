using Tune.Cli.Commands;
using Tune.Cli.Output;
using Tune.Cli.Reading;
using Tune.Cli.Running;

namespace Tune.Hosting.Tests.Cli;

internal sealed class TextTests
{
    [TestCase("90s", 90)]
    [TestCase("1.5m", 90)]
    [TestCase("2h", 7200)]
    [TestCase("1d", 86400)]
    public void TryParse_NumberAndUnit_IsThatLong(string text, int seconds)
    {
        Assert.That(DurationText.TryParse(text, out var span), Is.True);
        Assert.That(span, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("90s")]
    [TestCase("1.5s")]
    [TestCase("3m")]
    [TestCase("36h")]
    [TestCase("2d")]
    public void Of_WhatWasRead_IsTheSameText(string text)
    {
        Assert.That(DurationText.TryParse(text, out var span), Is.True);
        Assert.That(DurationText.Of(span), Is.EqualTo(text));
    }

    [TestCase("90")]
    [TestCase("s")]
    [TestCase("-1s")]
    [TestCase("0s")]
    [TestCase("1,5m")]
    [TestCase("ten m")]
    [TestCase("1e9d")]
    public void TryParse_AnythingElse_IsRefused(string text) =>
        Assert.That(DurationText.TryParse(text, out _), Is.False);

    [Test]
    public void Lines_Columns_AreAlignedAndNotPaddedAtTheEnd() => Assert.That(
        TextTable.Lines(["A", "LONG"], [["wider", "x"], ["b", ""]]),
        Is.EqualTo(new[] { "A      LONG", "wider  x", "b" }));

    [TestCase(3.27, "3.3 s")]
    [TestCase(75, "1:15 min")]
    [TestCase(3725, "1:02:05 h")]
    public void Span_Lengths_ReadNaturally(double seconds, string text) =>
        Assert.That(RunText.Span(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));
}
