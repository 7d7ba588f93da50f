using Spectre.Console.Testing;
using Tune.Cli.Running;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Tests.Cli;

internal sealed class SweepScreenTests
{
    private static string Drawn(SweepView view, int width = 100, int height = 50, params string[] notices)
    {
        using var console = new TestConsole();
        console.Profile.Width = width;
        console.Write(SweepScreen.Render(view.Snapshot(), TimeSpan.FromSeconds(12), notices, width, height));
        return console.Output;
    }

    [Test]
    public void Render_NothingYet_SaysWhenTheFirstValueComes()
    {
        var view = new SweepView();
        view.Show(0, SomeEvents.Opened);

        Assert.That(Drawn(view), Does.Contain("no value yet").And.Contain("0/4 trials"));
    }

    [Test]
    public void Render_InTheMiddle_ShowsCountsBestRungsRunningAndTop()
    {
        var view = new SweepView();
        view.Show(0,
        [
            .. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 9, 0.91), .. SomeEvents.Ended(0),
            .. SomeEvents.Started(1), SomeEvents.Reported(1, 1, 0.5),
        ]);

        var screen = Drawn(view);

        Assert.That(screen, Does.Contain("1/4 trials"));
        Assert.That(screen, Does.Contain("1 running, 1 completed; 2 reports"));
        Assert.That(screen, Does.Contain("acc 0.91 (trial 0, iteration 9)"));
        Assert.That(screen, Does.Contain("1: 2  3: 1  9: 1  27: 0"));
        Assert.That(screen, Does.Contain("trial 1"));
    }

    // Without colours only the letters tell what is done from what is left.
    [Test]
    public void Render_WithoutColours_TheBarShowsHowMuchIsDone()
    {
        var view = new SweepView();
        view.Show(0, [.. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 9, 0.91)]);
        Assert.That(Drawn(view), Does.Not.Contain("━").And.Contain("────"));
        view.Show(SomeEvents.Opened.Length + 3, SomeEvents.Ended(0));
        Assert.That(Drawn(view), Does.Match("━+─+ 1/4 trials"));
    }

    [Test]
    public void Render_AnErrorWithMarkupCharacters_IsShownAsText()
    {
        var view = new SweepView();
        view.Show(0,
        [
            .. SomeEvents.Opened, .. SomeEvents.Started(0),
            new ExperimentEvent.AttemptEnded(
                SomeEvents.At(), new TrialId(0), new Attempt(1),
                new AttemptOutcome.Failed(FailureKind.Exception, "index [3] is out of range", "")),
        ]);

        Assert.That(Drawn(view), Does.Contain("index [3] is out of range"));
    }

    [Test]
    public void Render_ASmallWindow_LeavesRunningTrialsOutAndSaysHowMany()
    {
        var view = new SweepView();
        view.Show(0,
        [
            .. SomeEvents.Opened,
            .. Enumerable.Range(0, 6).SelectMany(trial => SomeEvents.Started(trial)),
            .. Enumerable.Range(0, 6).Select(trial => SomeEvents.Reported(trial, 1, 0.1 * trial)),
        ]);

        var screen = Drawn(view, width: 80, height: 24);

        Assert.That(screen, Does.Contain("and 3 more"));
        Assert.That(screen.Split('\n'), Has.Length.LessThanOrEqualTo(24));
    }

    [TestCase(80)]
    [TestCase(40)]
    public void Render_ANoticeWiderThanTheScreen_IsShownWhole(int width)
    {
        const string notice = "the store takes nothing at the moment: no space is left at /somewhere/far; "
            + "nothing that was acknowledged is lost, and the experiment goes on when there is room";
        var view = new SweepView();
        view.Show(0, [.. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 1, 0.5)]);

        var screen = Drawn(view, width, 24, notice);

        var lines = screen.Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.That(string.Join(' ', lines), Does.Contain(notice));
        Assert.That(lines.Select(line => line.Length), Has.All.LessThanOrEqualTo(width));
    }

    [Test]
    public void Render_NarrowTerminal_KeepsEveryLineWithinTheWidth()
    {
        var view = new SweepView();
        view.Show(0, [.. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 1, 0.5)]);

        Assert.That(Drawn(view, 60).Split('\n').Select(line => line.TrimEnd().Length), Has.All.LessThanOrEqualTo(60));
    }
}
