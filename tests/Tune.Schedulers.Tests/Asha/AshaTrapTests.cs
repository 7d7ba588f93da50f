using Tune.Engine.Trials;
using Tune.Schedulers.Asha;

namespace Tune.Schedulers.Tests.Asha;

/// <summary>The traps of the rule as it is shipped elsewhere, each shown to be closed here.</summary>
internal sealed class AshaTrapTests
{
    private static SchedulerTable Stopping(int max = 100, int eta = 4) =>
        new(new AshaOptions { MaxIterations = max, ReductionFactor = eta });

    private static int[] Rungs(int grace, int max, int eta)
    {
        var ladder = new RungLadder(
            new AshaOptions { MaxIterations = max, GracePeriod = grace, ReductionFactor = eta });
        return [.. Enumerable.Range(0, ladder.Count).Select(ladder.IterationOf)];
    }

    private static double Nothing => double.NaN;

    [Test]
    public void NaN_AtARung_NeverSurvivesIt_NotEvenAsTheFirst() =>
        Assert.That(Stopping().Reports(1, Nothing, .5, Nothing, .6), Is.EqualTo("SCSC"));

    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void Infinity_AtARung_NeverSurvivesIt(double score) =>
        Assert.That(Stopping().Reports(1, .5, score, .6), Is.EqualTo("CSC"));

    [Test]
    public void NaN_InEveryTrial_PassesNobody() =>
        Assert.That(Stopping().Reports(1, Nothing, Nothing, Nothing), Is.EqualTo("SSS"));

    [Test]
    public void NaN_BeforeOthers_DoesNotLowerTheCut() => Assert.That(
        Stopping().Reports(1, Nothing, Nothing, Nothing, .5, .4), Is.EqualTo("SSSCS"));

    [Test]
    public void JumpedRungs_AreNotFilledLaterByTheSameTrial()
    {
        var table = Stopping();
        foreach (var iteration in (int[])[20, 21, 22, 23])
        {
            table.Report(0, iteration, 9);
        }

        // Had trial 0 been recorded at the rungs 1 and 4, these would lie below the cut.
        Assert.That(table.Report(1, 1, 1), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(1, 4, 1), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(1, 16, 1), Is.InstanceOf<Decision.Stop>());
    }

    [Test]
    public void IntegerRungs_LoseNoneToRounding()
    {
        Assert.That(Rungs(1, 1000, 10), Is.EqualTo(new[] { 1, 10, 100 }));
        Assert.That(Rungs(1, 243, 3), Is.EqualTo(new[] { 1, 3, 9, 27, 81 }));
        Assert.That(Rungs(1, 100, 4), Is.EqualTo(new[] { 1, 4, 16, 64 }));
        Assert.That(Rungs(5, 5, 2), Is.Empty);
        Assert.That(Rungs(1, int.MaxValue, int.MaxValue), Is.EqualTo(new[] { 1 }));
        Assert.That(Rungs(1, int.MaxValue, 2), Has.Length.EqualTo(31));
    }

    [Test]
    public void IntegerRungs_AtMaxIterations_EndTheTrialAsCompleted() => Assert.That(
        Stopping(1000, 10).Report(0, 1000, 1),
        Is.EqualTo(new Decision.Stop(StopReason.BudgetUsed, "trained its 1000 iterations")));

    [TestCase(1, 100, 4, 4)]
    [TestCase(1, 1000, 10, 4)]
    [TestCase(3, 3, 2, 1)]
    public void EmptyBracket_IsRefused(int grace, int max, int eta, int bracketsMax)
    {
        var options = new AshaOptions { MaxIterations = max, GracePeriod = grace, ReductionFactor = eta };
        IEnumerable<string> Problems(int brackets) =>
            (options with { Brackets = brackets }).Problems(SomeContext.With());

        Assert.That(Problems(bracketsMax), Is.Empty);
        Assert.That(Problems(bracketsMax + 1).Single(), Does.StartWith(
            $"Asha.Brackets is {bracketsMax + 1}; it must be 1 to {bracketsMax}, because"));
    }

    [Test]
    public void BracketChoice_HasRaysProbabilities()
    {
        var draw = new BracketDraw(seed: 3, brackets: 3);
        var counts = Enumerable.Range(0, 100_000).CountBy(trial => draw.Of(new TrialId(trial))).ToDictionary();

        Assert.That(counts[0] / 1000.0, Is.EqualTo(66.5).Within(0.5));
        Assert.That(counts[1] / 1000.0, Is.EqualTo(24.5).Within(0.5));
        Assert.That(counts[2] / 1000.0, Is.EqualTo(9.0).Within(0.5));
    }

    [Test]
    public void BracketChoice_DependsOnSeedAndTrialAlone()
    {
        int[] Draw(ulong seed, IEnumerable<int> trials)
        {
            var draw = new BracketDraw(seed, 3);
            return [.. trials.Select(trial => draw.Of(new TrialId(trial)))];
        }

        var forwards = Draw(7, Enumerable.Range(0, 200));
        var backwards = Draw(7, Enumerable.Range(0, 200).Reverse());

        Assert.That(backwards.Reverse(), Is.EqualTo(forwards));
        Assert.That(Draw(8, Enumerable.Range(0, 200)), Is.Not.EqualTo(forwards));
    }

    [Test]
    public void Retry_KeepsItsBracketAndItsRungs()
    {
        // A retry is no new fact: the trial was added once. What it was recorded at, it is not judged at again.
        var table = Stopping();
        table.Reports(1, 5, 5);
        table.Report(0, 4, 5);

        Assert.That(table.Milestone(0, 0), Is.EqualTo(16), "the rungs 1 and 4 are behind it");
        Assert.That(table.Report(0, 5, -1), Is.InstanceOf<Decision.Continue>(), "no rung is met twice");
    }

    [Test]
    public void Ended_TrialsStayInTheCut()
    {
        var table = Stopping();
        table.Report(0, 1, .9);
        table.End(0, TrialStatus.Errored);

        Assert.That(table.Report(1, 1, .8), Is.InstanceOf<Decision.Stop>());
    }

    [TestCase(0, 1, 4, 1, "Asha.MaxIterations is 0; it must be 1 or more.")]
    [TestCase(9, 0, 4, 1, "Asha.GracePeriod is 0; it must be 1 to MaxIterations, 9.")]
    [TestCase(9, 10, 4, 1, "Asha.GracePeriod is 10; it must be 1 to MaxIterations, 9.")]
    [TestCase(9, 1, 1, 1, "Asha.ReductionFactor is 1; it must be 2 or more.")]
    [TestCase(9, 1, 4, 0, "Asha.Brackets is 0; it must be 1 to 2, because")]
    public void Problems_NameTheFieldAndWhatIsAllowed(int max, int grace, int eta, int brackets, string problem)
    {
        var options = new AshaOptions
        {
            MaxIterations = max, GracePeriod = grace, ReductionFactor = eta, Brackets = brackets,
        };

        Assert.That(options.Problems(SomeContext.With()).Single(), Does.StartWith(problem));
    }

    [Test]
    public void Problems_WithAnUnknownVariant_SaySo() => Assert.That(
        new AshaOptions { MaxIterations = 9, Variant = (AshaVariant)5 }.Problems(SomeContext.With()).Single(),
        Is.EqualTo("Asha.Variant is 5; it must be Stopping or Promotion."));
}
