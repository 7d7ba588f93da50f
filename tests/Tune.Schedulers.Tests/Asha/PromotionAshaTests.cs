using Tune.Engine.Trials;
using Tune.Schedulers.Asha;

namespace Tune.Schedulers.Tests.Asha;

internal sealed class PromotionAshaTests
{
    private static SchedulerTable Promotion(int max = 27, int eta = 3, int brackets = 1) => new(new AshaOptions
    {
        Variant = AshaVariant.Promotion, MaxIterations = max, ReductionFactor = eta, Brackets = brackets,
    });

    [Test]
    public void Judge_AtEveryRung_Pauses()
    {
        var table = Promotion();
        var letters = "";
        foreach (var iteration in (int[])[1, 2, 3, 8, 9])
        {
            table.Resume(0);
            letters += table.Report(0, iteration, 1).GetType().Name[0];
        }

        Assert.That(letters, Is.EqualTo("PCPCP"));
    }

    [Test]
    public void Judge_AtMaxIterations_CompletesTheTrial() => Assert.That(
        Promotion().Report(0, 27, 1),
        Is.EqualTo(new Decision.Stop(StopReason.BudgetUsed, "trained its 27 iterations")));

    [TestCase(2, "New")]
    [TestCase(3, "0 New")]
    [TestCase(5, "0 New")]
    [TestCase(6, "0 1 New")]
    [TestCase(9, "0 1 2 New")]
    public void Propose_PromotesOneInEta_BestFirst(int trials, string expected)
    {
        var table = Promotion();
        table.Reports(1, [.. Enumerable.Range(0, trials).Select(trial => -(double)trial)]);

        Assert.That(table.FillAll(), Is.EqualTo(expected));
    }

    [Test]
    public void Propose_WithEqualScores_PromotesTheLowerNumber()
    {
        var table = Promotion();
        table.Reports(1, .5, .5, .5, .5, .5, .5, .5);

        Assert.That(table.FillAll(), Is.EqualTo("0 1 New"));
    }

    [Test]
    public void Propose_WithCandidatesAtTwoRungs_TakesTheHigherRungFirst()
    {
        var table = Promotion();
        table.Reports(1, 9, 8, 7, 1, 1, 1, 1, 1, 1);
        table.FillAll();
        foreach (var trial in (int[])[0, 1, 2])
        {
            table.Report(trial, 3, 10 - trial);
        }

        foreach (var trial in (int[])[9, 10, 11])
        {
            table.Report(trial, 1, 20);
        }

        Assert.That(table.FillAll(), Is.EqualTo("0 9 10 11 New"));
    }

    [Test]
    public void Propose_AfterAPromotion_LetsALaterBetterTrialFollow()
    {
        // The best 1 of 3 has gone up; the newcomer is now the best 1 of 4 and goes up as well.
        var table = Promotion();
        table.Reports(1, 3, 2, 1);
        Assert.That(table.Fill(), Is.EqualTo("0"));
        table.Report(3, 1, 4);

        Assert.That(table.Fill(), Is.EqualTo("3"));
    }

    [Test]
    public void Propose_WhenNothingNewMayStart_StillPromotes()
    {
        var table = Promotion();
        table.Reports(1, 3, 2, 1);

        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("0"));
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Wait"), "trial 0 runs");
        table.Report(0, 3, 3);
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"), "one in three is not there to promote");
    }

    [Test]
    public void Propose_WithMoreTrialsLater_TakesUpWhatWasLeftPaused()
    {
        var table = Promotion();
        table.Reports(1, 3, 2);
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
        table.Report(2, 1, 1);

        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("0"));
    }

    [Test]
    public void Propose_WhenTheBestHasEnded_DoesNotReplaceIt()
    {
        var table = Promotion();
        table.Reports(1, 3, 2, 1);
        table.End(0, TrialStatus.Errored);

        Assert.That(table.Fill(), Is.EqualTo("New"), "the best third is trial 0, which cannot go on");
        table.Report(3, 1, 1);
        table.Report(4, 1, 1);
        table.Report(5, 1, 1);
        Assert.That(table.FillAll(), Is.EqualTo("1 New"));
    }

    [Test]
    public void NaN_AtARung_IsStoppedAndCountsAsTheLowest()
    {
        var table = Promotion();

        Assert.That(table.Reports(1, double.NaN, double.NaN, 1), Is.EqualTo("SSP"));
        Assert.That(table.FillAll(), Is.EqualTo("2 New"));
    }

    [Test]
    public void NaN_AmongTheBestOfARung_IsNotPromoted()
    {
        var table = Promotion();
        table.Reports(1, double.NaN, double.NaN, double.NaN);

        Assert.That(table.Fill(), Is.EqualTo("New"));
    }

    [Test]
    public void Jump_OverARung_CompetesWhereItArrived()
    {
        var table = Promotion();
        table.Report(0, 5, 1);
        table.Reports(3, 0, 7, 6);

        Assert.That(table.FillAll(), Is.EqualTo("1 New"), "all three stand at rung 3");
    }

    [Test]
    public void Propose_WithBrackets_PromotesWithinEachOnItsOwn()
    {
        var table = Promotion(max: 9, brackets: 2);
        var first = Enumerable.Range(0, 40).GroupBy(trial => table.Milestone(trial, 0)).ToDictionary(g => g.Key);
        Assert.That(first.Keys, Is.EquivalentTo(new[] { 1, 3 }));
        var (low, high) = (first[1].Take(3).ToArray(), first[3].Take(3).ToArray());
        foreach (var trial in low)
        {
            table.Report(trial, 1, -trial);
        }

        foreach (var trial in high)
        {
            table.Report(trial, 3, -100 - trial);
        }

        Assert.That(table.FillAll(), Is.EqualTo($"{high[0]} {low[0]} New"));
    }
}
