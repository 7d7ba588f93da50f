using Tune.Engine.Metrics;
using Tune.Engine.Trials;
using Tune.Schedulers.MedianStopping;

namespace Tune.Schedulers.Tests.MedianStopping;

internal sealed class MedianStoppingTests
{
    private static SchedulerTable Median(
        MedianPeers peers = MedianPeers.All, int minTrials = 1, int grace = 1, int interval = 1, int? max = null,
        Mode mode = Mode.Max) => new(
            new MedianStoppingOptions
            {
                Peers = peers, MinTrials = minTrials, GracePeriod = grace, Interval = interval, MaxIterations = max,
            },
            mode: mode);

    private static void Curve(SchedulerTable table, int trial, params double[] scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            table.Report(trial, i + 1, scores[i]);
        }
    }

    private static double Nothing => double.NaN;

    [Test]
    public void Judge_BelowTheMedianOfTheAverages_Stops()
    {
        // By iteration 2 the averages are 2, 3 and 5: the median is 3.
        var table = Median();
        Curve(table, 0, 1, 3);
        Curve(table, 1, 1, 5);
        Curve(table, 2, 1, 9);
        table.Report(3, 1, 1);
        table.Report(4, 1, 1);

        Assert.That(table.Report(3, 2, 3), Is.InstanceOf<Decision.Continue>(), "no worse than the median");
        Assert.That(
            table.Report(4, 2, 2.4),
            Is.EqualTo(new Decision.Stop(StopReason.Culled, "best 2.4 below the median 2.5 at iteration 2")),
            "trial 3 has joined with an average of 2");
    }

    [Test]
    public void Judge_GoesByTheBestSoFar_NotByTheLast()
    {
        var table = Median();
        Curve(table, 0, 5, 5, 5);
        Curve(table, 1, 6, 0, 0);

        Assert.That(table.Report(1, 4, 0), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(2, 1, 5.4), Is.InstanceOf<Decision.Stop>());
    }

    // Means over folds so far: the first was luck for the first trial, and bad luck for the second.
    [TestCase(4, "ContinueStop")]
    [TestCase(5, "StopContinue")]
    public void Judge_ReportsThatRefine_GoesByTheLast(int rules, string decisions)
    {
        foreach (var isConstrained in new[] { false, true })
        {
            var context = SomeContext.With() with { Rules = rules };
            context = context with
            {
                Objective = context.Objective with { Refines = true },
                Objectives = [context.Objective with { Refines = true }],
                Constraints = isConstrained ? [new MetricConstraint("score") { AtLeast = -99 }] : [],
            };
            var table = new SchedulerTable(
                new MedianStoppingOptions { MinTrials = 1, GracePeriod = 2 }, context);
            Curve(table, 0, 9, 5);
            table.End(0, TrialStatus.Completed);
            Curve(table, 1, 9);
            Curve(table, 2, 1);

            Assert.That(
                table.Report(1, 2, 4).GetType().Name + table.Report(2, 2, 6).GetType().Name, Is.EqualTo(decisions));
        }
    }

    [Test]
    public void Judge_WithAnEvenNumberOfOthers_TakesTheMiddleOfTheMiddleTwo()
    {
        var table = Median();
        table.Report(0, 1, 1);
        table.Report(1, 1, 2);

        Assert.That(table.Report(2, 1, 1.5), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(3, 1, 1.4), Is.InstanceOf<Decision.Stop>(), "the others have 1, 1.5 and 2");
    }

    [Test]
    public void Judge_BetweenTheLargestNumbers_FindsAMedian()
    {
        var table = Median();
        Curve(table, 0, double.MaxValue, -double.MaxValue, double.MaxValue);
        Curve(table, 1, double.MaxValue, double.MaxValue, double.MaxValue);

        Assert.That(table.Report(2, 1, double.MaxValue), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(3, 3, -double.MaxValue), Is.InstanceOf<Decision.Stop>());
    }

    [TestCase(Mode.Max, "best 1 below the median 2 at iteration 1")]
    [TestCase(Mode.Min, "best -1 above the median -2 at iteration 1")]
    public void Judge_WhenItStops_SaysWhyInTheMetricsOwnSign(Mode mode, string why)
    {
        var table = Median(mode: mode);
        table.Report(0, 1, 2);

        Assert.That(table.Report(1, 1, 1), Is.EqualTo(new Decision.Stop(StopReason.Culled, why)));
    }

    [Test]
    public void Judge_WithTooFewOthers_Continues()
    {
        var table = Median(minTrials: 3);

        Assert.That(table.Reports(1, 9, 8, 7, 6), Is.EqualTo("CCCS"));
    }

    [Test]
    public void Finished_PeersAreThoseThatAreOver_ButNotThoseThatBroke()
    {
        var table = Median(MedianPeers.Finished);
        Curve(table, 0, 9);
        Assert.That(table.Report(1, 1, 1), Is.InstanceOf<Decision.Continue>(), "trial 0 still runs");
        table.End(0, TrialStatus.Errored);
        Assert.That(table.Report(2, 1, 1), Is.InstanceOf<Decision.Continue>(), "trial 0 broke");
        table.End(1, TrialStatus.Completed);
        Assert.That(table.Report(3, 1, 0), Is.InstanceOf<Decision.Stop>());
        Assert.That(table.Report(4, 1, 0.5), Is.InstanceOf<Decision.Continue>(), "the others had 1 and 0");
    }

    [Test]
    public void Judge_OnlyAtItsComparisons()
    {
        var table = Median(grace: 4, interval: 3);
        foreach (var iteration in (int[])[3, 4, 7])
        {
            table.Report(0, iteration, 5);
        }

        Assert.That(
            new[] { 1, 3, 5, 6 }.Select(i => table.Report(1, i, i == 1 ? 5 : 0)),
            Is.All.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(2, 3, 0), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(2, 4, 0), Is.InstanceOf<Decision.Stop>());
    }

    [TestCase(null, 5, 0, 5)]
    [TestCase(null, 1, 0, 1)]
    [TestCase(null, 1, 7, 8)]
    [TestCase(20, 5, 21, 22)]
    [TestCase(3, 3, 2, 3)]
    public void NextMilestone_OfANewTrial_IsTheFirstComparison(int? max, int grace, int iteration, int expected) =>
        Assert.That(Median(grace: grace, max: max).Milestone(0, iteration), Is.EqualTo(expected));

    [Test]
    public void NextMilestone_IsTheNextComparisonThenTheEnd()
    {
        var table = Median(grace: 2, interval: 4, max: 12);
        Assert.That(table.Milestone(0, 0), Is.EqualTo(2));
        table.Report(0, 3, 1);
        Assert.That(new[] { 3, 5, 6 }.Select(i => table.Milestone(0, i)), Is.EqualTo(new[] { 6, 6, 7 }));
        table.Report(0, 11, 1);
        Assert.That(new[] { 11, 12 }.Select(i => table.Milestone(0, i)), Is.EqualTo(new[] { 12, 13 }));
    }

    [Test]
    public void Propose_StartsNewTrialsWhileItMay_ThenIsExhausted()
    {
        Assert.That(Median().Fill(), Is.EqualTo("New"));
        Assert.That(Median().Fill(mayStartNew: false), Is.EqualTo("Exhausted"));
    }

    [Test]
    public void Judge_AtMaxIterations_CompletesTheTrial() => Assert.That(
        Median(max: 7).Report(0, 7, Nothing),
        Is.EqualTo(new Decision.Stop(StopReason.BudgetUsed, "trained its 7 iterations")));

    // Traps of the rule as it is shipped elsewhere.
    [Test]
    public void EqualScores_NeverStopEachOther_HoweverLong()
    {
        var table = Median();
        Curve(table, 0, [.. Enumerable.Repeat(0.1, 1_000)]);

        Assert.That(
            Enumerable.Range(1, 1_000).Select(i => table.Report(1, i, 0.1)), Is.All.InstanceOf<Decision.Continue>());
    }

    [Test]
    public void NaN_InEveryReport_IsStoppedOnceOthersAreThere()
    {
        var table = Median(minTrials: 2);

        Assert.That(table.Reports(1, Nothing, 1, Nothing, 1, Nothing), Is.EqualTo("CCCCS"));
    }

    [Test]
    public void NaN_AmongOthers_NeitherLowersNorSpoilsTheMedian()
    {
        var table = Median();
        Curve(table, 0, 4, Nothing, double.PositiveInfinity);
        Curve(table, 1, Nothing, Nothing, Nothing);

        Assert.That(table.Report(2, 3, 4), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(3, 3, 3.9), Is.InstanceOf<Decision.Stop>());
    }

    [Test]
    public void Jump_OverComparisons_IsRecordedWhereItArrived()
    {
        var table = Median();
        table.Report(0, 5, 9);

        Assert.That(table.Report(1, 3, 0), Is.InstanceOf<Decision.Continue>());
        Assert.That(table.Report(1, 5, 0), Is.InstanceOf<Decision.Stop>());
    }

    [Test]
    public void Stopped_TrialsStayAmongTheOthers()
    {
        var table = Median(MedianPeers.Finished, minTrials: 2);
        table.Report(0, 1, 9);
        table.Report(1, 1, 1);
        table.End(0, TrialStatus.Completed);
        table.End(1, TrialStatus.Stopped);

        Assert.That(table.Report(2, 1, 5), Is.InstanceOf<Decision.Continue>(), "the median of 1 and 9 is 5");
    }

    [TestCase(0, 1, 1, 3, "MaxIterations is 0; it must be 1 or more, or absent.")]
    [TestCase(9, 0, 1, 3, "GracePeriod is 0; it must be 1 to MaxIterations, 9.")]
    [TestCase(9, 10, 1, 3, "GracePeriod is 10; it must be 1 to MaxIterations, 9.")]
    [TestCase(null, 0, 1, 3, "GracePeriod is 0; it must be 1 to 2147483647.")]
    [TestCase(9, 1, 0, 3, "Interval is 0; it must be 1 or more.")]
    [TestCase(9, 1, 1, 0, "MinTrials is 0; it must be 1 or more.")]
    public void Problems_NameTheFieldAndWhatIsAllowed(int? max, int grace, int interval, int minTrials, string problem)
    {
        var options = new MedianStoppingOptions
        {
            MaxIterations = max, GracePeriod = grace, Interval = interval, MinTrials = minTrials,
        };

        Assert.That(options.Problems(SomeContext.With()), Is.EqualTo(new[] { $"MedianStopping.{problem}" }));
    }

    [Test]
    public void Problems_WithUnknownPeers_SaySo() => Assert.That(
        new MedianStoppingOptions { Peers = (MedianPeers)5 }.Problems(SomeContext.With()).Single(),
        Is.EqualTo("MedianStopping.Peers is 5; it must be Finished or All."));

    [Test]
    public void Problems_OfTheDefaults_AreNone() =>
        Assert.That(new MedianStoppingOptions().Problems(SomeContext.With()), Is.Empty);
}
