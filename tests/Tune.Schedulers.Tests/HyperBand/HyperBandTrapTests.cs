using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;

namespace Tune.Schedulers.Tests.HyperBand;

/// <summary>The traps of HyperBand as it is shipped elsewhere, each shown to be closed here.</summary>
internal sealed class HyperBandTrapTests
{
    private static SchedulerTable Nine() => new(new HyperBandOptions { MaxIterations = 9 });

    private static SchedulerTable WithGrace() => new(new HyperBandOptions { MaxIterations = 18, GracePeriod = 2 });

    private static double Nothing => double.NaN;

    [Test]
    public void Jump_PastTheNextRung_LeavesNobodyStuck()
    {
        // All nine report first at 4, beyond rung 3: there they are compared, for the one place to the end.
        var table = Nine();
        Assert.That(table.Reports(4, 1, 2, 3, 4, 5, 6, 7, 8, 9), Is.All.EqualTo('P'));

        Assert.That(table.FillAll(), Is.EqualTo("8 New"));
        Assert.That(table.Report(8, 9, 0), Is.InstanceOf<Decision.Stop>());
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [Test]
    public void Jump_OverARung_TakesOneOfItsPlaces()
    {
        var table = Nine();
        table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8);
        table.Report(8, 3, 0);

        Assert.That(table.FillAll(), Is.EqualTo("7 6 New"));
    }

    [Test]
    public void StuckTrial_HoldsUpItsOwnBracketAlone()
    {
        var table = WithGrace();
        table.Report(0, 1, 9);
        foreach (var trial in Enumerable.Range(1, 8))
        {
            table.Report(trial, 2, trial);
        }

        foreach (var trial in Enumerable.Range(9, 5))
        {
            table.Report(trial, 6, trial);
        }

        Assert.That(table.FillAll(), Is.EqualTo("13 New"));
        table.Report(0, 2, 9);
        Assert.That(table.FillAll(), Is.EqualTo("0 8 7 New"));
    }

    [TestCase(TrialStatus.Errored)]
    [TestCase(TrialStatus.Stopped)]
    [TestCase(TrialStatus.Completed)]
    public void LastTrial_ThatEndsInsteadOfArriving_SettlesTheRung(TrialStatus status)
    {
        var table = WithGrace();
        table.Report(0, 1, 9);
        foreach (var trial in Enumerable.Range(1, 8))
        {
            table.Report(trial, 2, trial);
        }

        table.End(0, status);
        Assert.That(table.FillAll(), Is.EqualTo("8 7 6 New"), "the places are the plan's, whoever breaks");
    }

    [Test]
    public void PausedTrial_ThatEnds_LeavesItsPlaceToTheNext()
    {
        var table = Nine();
        table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        table.End(8, TrialStatus.Stopped);

        Assert.That(table.FillAll(), Is.EqualTo("7 6 5 New"));
    }

    [Test]
    public void PromotedTrial_ThatBreaks_IsNotReplaced_AndHoldsNobodyUp()
    {
        var table = Nine();
        table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        table.FillAll();
        table.End(8, TrialStatus.Errored);
        table.Report(7, 3, 1);
        table.Report(6, 3, 2);

        Assert.That(table.FillAll(), Is.EqualTo("6 New"));
    }

    [Test]
    public void Retry_StaysInItsBracketAndKeepsItsRungs()
    {
        // A retry is no new fact: what the trial was recorded at, it is not judged at again.
        var table = Nine();
        table.Report(0, 1, 5);
        table.Resume(0);

        Assert.That(table.Milestone(0, 0), Is.EqualTo(3));
        Assert.That(table.Report(0, 2, Nothing), Is.InstanceOf<Decision.Continue>());
    }

    [Test]
    public void Bracket_ThatIsNeverFilled_StillTrainsOneToTheEnd()
    {
        var table = Nine();
        table.Reports(1, 1, 2);
        Assert.That(table.Fill(mayStartNew: true), Is.EqualTo("New"));

        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("1"));
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Wait"));
        table.Report(1, 3, 2);
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("1"));
        Assert.That(table.Report(1, 9, 2), Is.InstanceOf<Decision.Stop>());
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [Test]
    public void Bracket_ExtendedLater_IsFilledFirst_AndThenGoesOn()
    {
        var table = Nine();
        table.Reports(1, 1, 2);
        table.Fill(mayStartNew: false);
        table.Report(1, 3, 2);
        Assert.That(table.Fill(mayStartNew: true), Is.EqualTo("New"));
        foreach (var trial in Enumerable.Range(2, 7))
        {
            table.Report(trial, 1, trial + 1);
        }

        Assert.That(table.FillAll(), Is.EqualTo("8 7 New"), "the third place is trial 1's");
    }

    [Test]
    public void NaN_AtARung_IsStoppedAndNeverPromoted()
    {
        var table = Nine();

        Assert.That(table.Reports(1, Nothing, 1, Nothing, Nothing, 0, Nothing, Nothing, Nothing, Nothing),
            Is.EqualTo("SPSSPSSSS"));
        Assert.That(table.FillAll(), Is.EqualTo("1 4 New"));
    }

    [Test]
    public void NaN_InEveryTrial_EndsTheBracket()
    {
        var table = Nine();

        Assert.That(table.Reports(1, [.. Enumerable.Repeat(Nothing, 9)]), Is.All.EqualTo('S'));
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [Test]
    public void FinishedBracket_IsForgotten_AndItsPausedTrialsEndInPeace()
    {
        var table = Nine();
        table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        foreach (var trial in (int[])[8, 7, 6])
        {
            table.Fill();
            table.End(trial, TrialStatus.Errored);
        }

        table.End(0, TrialStatus.Stopped);
        Assert.That(table.Fill(), Is.EqualTo("New"));
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [TestCase(0, 1, 3, "HyperBand.MaxIterations is 0; it must be 1 or more.")]
    [TestCase(9, 0, 3, "HyperBand.GracePeriod is 0; it must be 1 to MaxIterations, 9.")]
    [TestCase(9, 10, 3, "HyperBand.GracePeriod is 10; it must be 1 to MaxIterations, 9.")]
    [TestCase(9, 1, 1, "HyperBand.ReductionFactor is 1; it must be 2 or more.")]
    public void Problems_NameTheFieldAndWhatIsAllowed(int max, int grace, int eta, string problem)
    {
        var options = new HyperBandOptions { MaxIterations = max, GracePeriod = grace, ReductionFactor = eta };

        Assert.That(options.Problems(SomeContext.With()), Is.EqualTo(new[] { problem }));
    }

    [Test]
    public void Problems_OfGoodOptions_AreNone() => Assert.That(
        new HyperBandOptions { MaxIterations = 81, GracePeriod = 81 }.Problems(SomeContext.With()), Is.Empty);
}
