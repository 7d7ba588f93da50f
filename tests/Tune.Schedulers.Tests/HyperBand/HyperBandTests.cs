using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.HyperBand;

/// <summary>R = 9, eta = 3: 9@1 3@3 1@9; 5@3 1@9; 3@9.</summary>
internal sealed class HyperBandTests
{
    private static SchedulerTable Nine() => new(new HyperBandOptions { MaxIterations = 9 });

    private static string Rising(SchedulerTable table) => table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    [Test]
    public void Bracket_WhenItsLastTrialArrives_SendsTheBestThirdOn()
    {
        var table = Nine();

        Assert.That(table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8), Is.All.EqualTo('P'));
        Assert.That(table.Fill(), Is.EqualTo("New"), "the ninth may be the best");
        Assert.That(table.Report(8, 1, 9), Is.InstanceOf<Decision.Pause>());
        Assert.That(table.FillAll(), Is.EqualTo("8 7 6 New"));
    }

    [Test]
    public void Bracket_AtItsLastRung_TrainsOneToTheEnd()
    {
        var table = Nine();
        Rising(table);
        table.FillAll();
        table.Report(8, 3, 1);
        table.Report(6, 3, 3);
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Wait"), "trial 7 is still on its way");
        table.Report(7, 3, 2);

        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("6"));
        Assert.That(
            table.Report(6, 9, 0), Is.EqualTo(new Decision.Stop(StopReason.BudgetUsed, "trained its 9 iterations")));
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [Test]
    public void Judge_WhenTheBestAreAllBetterAlready_StopsAtOnce()
    {
        var table = Nine();

        Assert.That(table.Reports(1, 9, 8, 7, 6, 5, 4, 3, 2), Is.EqualTo("PPPSSSSS"));
        Assert.That(
            table.Report(8, 1, 1),
            Is.EqualTo(new Decision.Stop(StopReason.Culled, "not among the best 3 at rung 1 of bracket 0")));
        Assert.That(table.FillAll(), Is.EqualTo("0 1 2 New"));
    }

    [Test]
    public void Propose_WithEqualScores_PromotesTheLowerNumber()
    {
        var table = Nine();

        Assert.That(table.Reports(1, 5, 5, 5, 5, 5, 5, 5, 5, 5), Is.EqualTo("PPPSSSSSS"));
        Assert.That(table.FillAll(), Is.EqualTo("0 1 2 New"));
    }

    [Test]
    public void Propose_WithSeveralBracketsReady_FinishesTheOldestFirst()
    {
        var table = Nine();
        table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8);
        foreach (var trial in (int[])[9, 10, 11, 12, 13])
        {
            table.Report(trial, 3, trial);
        }

        table.Report(8, 1, 0);
        Assert.That(table.FillAll(), Is.EqualTo("7 6 5 13 New"));
    }

    [Test]
    public void NextMilestone_IsTheNextRungOfItsBracketThenTheEnd()
    {
        var table = Nine();

        Assert.That(new[] { 0, 8, 9, 13, 14, 16, 17 }.Select(trial => table.Milestone(trial, 0)),
            Is.EqualTo(new[] { 1, 1, 3, 3, 9, 9, 1 }));
        table.Report(0, 1, 1);
        Assert.That(new[] { 1, 2, 3, 9 }.Select(i => table.Milestone(0, i)), Is.EqualTo(new[] { 3, 3, 4, 10 }));
    }

    [Test]
    public void LastBracket_HasNoRungs() =>
        Assert.That(Nine().Report(14, 8, double.NaN), Is.InstanceOf<Decision.Continue>());

    // The paper's table once more, counted on the real machine: two bands, so that the second begins anew.
    [Test]
    public void Experiment_OfTwoBands_TrainsThePapersTableTwice([Values(1, 7, 60)] int slots)
    {
        var options = new HyperBandOptions { MaxIterations = 81 };
        var driver = new MachineDriver(
            SomeContext.Spec(options, trials: 2 * 143), (trial, iteration) => (trial.Number * 37 % 143) + iteration)
        {
            Slots = slots, Seed = 3,
        }.RunToEnd();
        var band = new Band(options);
        var reached = driver.Judged.GroupBy(report => report.Trial)
            .Select(reports => (Bracket: band.BracketOf(reports.Key), Last: reports.Max(report => report.Iteration)))
            .ToList();

        Assert.That(driver.State.Proposed, Is.EqualTo(286));
        Assert.That(
            Enumerable.Range(0, 10).Select(bracket => string.Join(' ', band.PlanOf(bracket).Rungs.Append(81)
                .Select(rung => $"{reached.Count(trial => trial.Bracket == bracket && trial.Last >= rung)}@{rung}"))),
            Is.EqualTo((string[])
            [
                "81@1 27@3 9@9 3@27 1@81", "34@3 11@9 3@27 1@81", "15@9 5@27 1@81", "8@27 2@81", "5@81",
                "81@1 27@3 9@9 3@27 1@81", "34@3 11@9 3@27 1@81", "15@9 5@27 1@81", "8@27 2@81", "5@81",
            ]));
    }
}
