using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;

namespace Tune.Schedulers.Tests.Asha;

internal sealed class StoppingAshaTests
{
    private static SchedulerTable Stopping(int max = 100, int eta = 4, Mode mode = Mode.Max) =>
        new(new AshaOptions { MaxIterations = max, ReductionFactor = eta }, mode: mode);

    [Test]
    public void Judge_OnTheWorkedExample_StopsWhatLiesBelowTheCut() => Assert.That(
        Stopping().Reports(1, .5, .4, .6, .6, .58, .7, .1, double.NaN, .65), Is.EqualTo("CSCCSCSSC"));

    [Test]
    public void Cut_OnTheWorkedExample_IsTheInterpolatedQuantile()
    {
        var rung = new StoppingRung();
        var cuts = new List<double?>();
        foreach (var score in (double[])[.5, .4, .6, .6, .58, .7, .1, double.NaN, .65])
        {
            cuts.Add(rung.Cut(4));
            rung.Record(Score.Of(score, Mode.Max));
        }

        Assert.That(cuts, Is.EqualTo(new double?[] { null, .5, .475, .55, .6, .6, .6, .6, .6 }).Within(1e-12));
    }

    [Test]
    public void Cut_BetweenTheLargestNumbers_IsANumber()
    {
        var rung = new StoppingRung();
        rung.Record(Score.Of(double.MaxValue, Mode.Max));
        rung.Record(Score.Of(-double.MaxValue, Mode.Max));

        Assert.That(rung.Cut(2), Is.Zero);
        Assert.That(rung.Cut(4), Is.EqualTo(double.MaxValue / 2).Within(1e-12).Percent);
    }

    [Test]
    public void Judge_WithRisingArrivals_PassesAll() =>
        Assert.That(Stopping().Reports(1, [.. Enumerable.Range(0, 100).Select(i => (double)i)]), Is.All.EqualTo('C'));

    [Test]
    public void Judge_WithFallingArrivals_PassesTheFirstAlone() => Assert.That(
        Stopping().Reports(1, [.. Enumerable.Range(0, 100).Select(i => -(double)i)]),
        Is.EqualTo("C" + new string('S', 99)));

    [Test]
    public void Judge_WithTies_PassesThem() =>
        Assert.That(Stopping(eta: 3).Reports(1, 1, 1, 1, 1, 1), Is.EqualTo("CCCCC"));

    // Computed with a script that follows Ray's rule, for random order and eta 4.
    [TestCase(16, 5.96)]
    [TestCase(64, 18.6)]
    [TestCase(256, 67.3)]
    public void Judge_InRandomOrder_PassesAsManyAsRaysRule(int trials, double expected)
    {
        var repeats = 200_000 / trials;
        var passed = 0;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var random = KeyedRandom.For(1, "test/scores", repeat);
            var scores = Enumerable.Range(0, trials).Select(_ => random.NextUnit());
            passed += Stopping().Reports(1, [.. scores]).Count(letter => letter == 'C');
        }

        Assert.That(passed / (double)repeats, Is.EqualTo(expected).Within(1.5).Percent);
    }

    [Test]
    public void Judge_BetweenRungs_Continues()
    {
        var table = Stopping();
        table.Reports(1, 5, 5);
        table.Report(0, 4, 5);

        Assert.That(table.Report(1, 2, -1), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(1, 3, double.NaN), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(1, 4, 4.9), Is.InstanceOf<Decision.Stop>());
    }

    [TestCase(Mode.Max, "0.5 below the cut 0.7 at rung 1")]
    [TestCase(Mode.Min, "-0.5 above the cut -0.7 at rung 1")]
    public void Judge_WhenItStops_SaysWhyInTheMetricsOwnSign(Mode mode, string why)
    {
        var table = Stopping(mode: mode);
        table.Report(0, 1, .7);

        Assert.That(table.Report(1, 1, .5), Is.EqualTo(new Decision.Stop(StopReason.Culled, why)));
    }

    [TestCase(99, false)]
    [TestCase(100, true)]
    [TestCase(170, true)]
    public void Judge_AtMaxIterations_CompletesTheTrial(int iteration, bool completes)
    {
        var decision = Stopping().Report(0, iteration, double.NaN) as Decision.Stop;

        Assert.That(decision?.Reason, Is.EqualTo(completes ? StopReason.BudgetUsed : StopReason.Culled));
    }

    [Test]
    public void Propose_StartsNewTrialsWhileItMay_ThenIsExhausted()
    {
        Assert.That(Stopping().Fill(), Is.EqualTo("New"));
        Assert.That(Stopping().Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [Test]
    public void NextMilestone_IsTheNextRungThenTheEnd()
    {
        var table = Stopping();

        Assert.That(new[] { 0, 1 }.Select(i => table.Milestone(0, i)), Is.EqualTo(new[] { 1, 2 }));
        table.Report(0, 1, 1);
        Assert.That(new[] { 1, 2, 3 }.Select(i => table.Milestone(0, i)), Is.All.EqualTo(4));
        table.Report(0, 20, 1);
        Assert.That(table.Milestone(0, 20), Is.EqualTo(64));
        table.Report(0, 64, 1);
        Assert.That(new[] { 64, 99, 100 }.Select(i => table.Milestone(0, i)), Is.EqualTo(new[] { 100, 100, 101 }));
    }
}
