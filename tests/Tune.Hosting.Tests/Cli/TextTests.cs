using Tune.Cli.Commands;
using Tune.Cli.Output;
using Tune.Cli.Reading;
using Tune.Cli.Running;
using Tune.Engine.Experiments;
using Tune.Hosting.Observing;

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

    // Promotion pauses at each rung, and a few trials never fill one.
    [TestCase(1)]
    [TestCase(3)]
    public void End_WithNobodyTrainedToTheEnd_SaysSoAndWhatHelps(int paused)
    {
        var view = new SweepView();
        view.Show(0,
        [
            .. SomeEvents.Opened,
            .. Enumerable.Range(0, paused).SelectMany(trial => (ExperimentEvent[])
            [
                .. SomeEvents.Started(trial), SomeEvents.Reported(trial, 1, 0.5), .. SomeEvents.Paused(trial, 1),
            ]),
            new ExperimentEvent.Ended(SomeEvents.At(), ExperimentStatus.Finished, "every trial has had its turn"),
        ]);

        var lines = RunText.End(
            new RunHeading("some", "store", 1, "resume", "show"), view.Snapshot(), TimeSpan.Zero, []).ToArray();

        Assert.That(lines, Has.One.StartsWith(
            "unfinished no trial was trained to the end: the longest came to iteration 1 of 27; more trials"));
    }

    [Test]
    public void End_WithTrialsTrainedToTheEnd_SaysNothingOfThoseThatWait()
    {
        var view = new SweepView();
        view.Show(0,
        [
            .. SomeEvents.Opened,
            .. SomeEvents.Started(0), SomeEvents.Reported(0, 1, 0.5), .. SomeEvents.Paused(0, 1),
            .. SomeEvents.Started(1), SomeEvents.Reported(1, 27, 0.6), .. SomeEvents.Ended(1),
            new ExperimentEvent.Ended(SomeEvents.At(), ExperimentStatus.Finished, "every trial has had its turn"),
        ]);

        Assert.That(
            RunText.End(new RunHeading("some", "store", 1, "resume", "show"), view.Snapshot(), TimeSpan.Zero, []),
            Has.None.StartsWith("unfinished"));
    }

    [TestCase(3.27, "3.3 s")]
    [TestCase(75, "1:15 min")]
    [TestCase(3725, "1:02:05 h")]
    public void Span_Lengths_ReadNaturally(double seconds, string text) =>
        Assert.That(RunText.Span(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));
}
