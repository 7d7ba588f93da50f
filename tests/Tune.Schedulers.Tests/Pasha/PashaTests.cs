using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Pasha;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Pasha;

/// <summary>R = 27, eta = 3: rungs at 1, 3 and 9; at first nobody goes beyond 3.</summary>
internal sealed class PashaTests
{
    private static SchedulerTable Pasha(int max = 27) => new(new PashaOptions { MaxIterations = max });

    /// <summary>Nine trials at rung 1, the best three of them at rung 3 with other scores.</summary>
    private static SchedulerTable AtTheTop(double eighth, double seventh, double sixth)
    {
        var table = Pasha();
        table.Reports(1, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Assert.That(table.FillAll(), Is.EqualTo("8 7 6 New"));
        table.Report(8, 3, eighth);
        table.Report(7, 3, seventh);
        table.Report(6, 3, sixth);
        return table;
    }

    [Test]
    public void Propose_WhileTheRankingIsStable_PromotesNobodyBeyondTheTop()
    {
        var table = AtTheTop(30, 20, 10);

        Assert.That(table.Fill(), Is.EqualTo("New"));
        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [Test]
    public void Propose_WhenTheRankingChanges_LetsTheBestGoOneRungFurther()
    {
        var table = AtTheTop(10, 20, 30);
        Assert.That(table.FillAll(), Is.EqualTo("6 New"));
        Assert.That(table.Report(6, 9, 1), Is.InstanceOf<Decision.Pause>());

        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"), "one alone has no ranking");
    }

    [Test]
    public void Judge_AtMaxIterations_CompletesTheTrial() => Assert.That(
        Pasha().Report(0, 27, 1), Is.EqualTo(new Decision.Stop(StopReason.BudgetUsed, "trained its 27 iterations")));

    [TestCase(1)]
    [TestCase(2)]
    public void Budget_WithFewerThanTwoRungs_IsUsedByWhoeverIsPromoted(int max)
    {
        var table = Pasha(max);
        Assert.That(table.Reports(1, 1, 2, 3), Is.EqualTo(max == 1 ? "SSS" : "PPP"));

        Assert.That(table.FillAll(), Is.EqualTo(max == 1 ? "New" : "2 New"));
    }

    [Test]
    public void NaN_AtARung_IsStoppedAndNotRanked()
    {
        var table = AtTheTop(30, double.NaN, 10);

        Assert.That(table.Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [Test]
    public void NextMilestone_IsTheNextRung()
    {
        var table = Pasha();
        table.Report(0, 1, 1);

        Assert.That(new[] { 0, 1, 3 }.Select(i => table.Milestone(0, i)), Is.EqualTo(new[] { 3, 3, 4 }));
    }

    [Test]
    public void Experiment_WhoseRankingIsClearEarly_CostsAFractionOfAsha()
    {
        double Value(TrialId trial, int iteration) => (trial.Number * 37 % 81) + Math.Sqrt(iteration);
        int Work(Tune.Engine.Ports.SchedulerOptions options) => new MachineDriver(
            SomeContext.Spec(options, trials: 81), Value) { Slots = 4, Seed = 5 }.RunToEnd().Judged.Count;
        var pasha = Work(new PashaOptions { MaxIterations = 81 });
        var asha = Work(new AshaOptions
        {
            MaxIterations = 81, ReductionFactor = 3, Variant = AshaVariant.Promotion,
        });

        Assert.That(pasha * 2, Is.LessThan(asha));
    }

    [Test]
    public void Experiment_WhoseRankingKeepsChanging_TrainsToTheEnd()
    {
        // The order is reversed at every rung, while the differences shrink: what was far apart has changed places.
        double Value(TrialId trial, int iteration) =>
            trial.Number * 37 % 243 * (iteration < 3 ? 100 : iteration < 9 ? -10 : 1);
        var driver = new MachineDriver(
            SomeContext.Spec(new PashaOptions { MaxIterations = 27 }, trials: 243), Value)
        {
            Slots = 4, Seed = 5,
        }.RunToEnd();

        Assert.That(driver.Judged.Max(report => report.Iteration), Is.EqualTo(27));
    }

    [TestCase(0, 1, 3, "Pasha.MaxIterations is 0; it must be 1 or more.")]
    [TestCase(9, 0, 3, "Pasha.GracePeriod is 0; it must be 1 to MaxIterations, 9.")]
    [TestCase(9, 10, 3, "Pasha.GracePeriod is 10; it must be 1 to MaxIterations, 9.")]
    [TestCase(9, 1, 1, "Pasha.ReductionFactor is 1; it must be 2 or more.")]
    public void Problems_NameTheFieldAndWhatIsAllowed(int max, int grace, int eta, string problem)
    {
        var options = new PashaOptions { MaxIterations = max, GracePeriod = grace, ReductionFactor = eta };

        Assert.That(options.Problems(SomeContext.With()), Is.EqualTo(new[] { problem }));
    }

    [Test]
    public void RungLevels_AreThoseOfAsha() => Assert.That(
        new PashaOptions { MaxIterations = 100, ReductionFactor = 4 }.RungLevels(),
        Is.EqualTo(new[] { 1, 4, 16, 64, 100 }));
}
