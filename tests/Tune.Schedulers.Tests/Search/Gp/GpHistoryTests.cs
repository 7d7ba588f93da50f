using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Tests.Search.Gp;

internal sealed class GpHistoryTests
{
    private static readonly GpSpace Line = new(SomeContext.Space);

    private static GpHistory History(int pointsMax = 20) =>
        new(Line, new GpObjectives(SomeContext.With(), Line.Columns.Weights), pointsMax, SomeContext.With());

    private static void Add(GpHistory history, int trial, double x) =>
        history.Observe(new TrialFact.Added(new TrialId(trial), Configuration.Of(("x", x))));

    private static void Run(
        GpHistory history, int trial, double x, double score, int iteration = 1, bool isWhole = true)
    {
        Add(history, trial, x);
        history.Observe(new TrialFact.Judged(SomeContext.Seen(trial, iteration, score), Decision.Continue.Instance));
        history.Observe(new TrialFact.Ended(
            new TrialId(trial), isWhole ? TrialStatus.Completed : TrialStatus.Stopped));
    }

    private static TrialOutcome Sized(int trial, double? size) => new(
        new TrialId(trial), Configuration.Empty, Score.Of(1, Mode.Max), 0, 1, true,
        size is { } known ? MetricSet.Of(("size", known)) : MetricSet.Empty);

    // The last column is log(1 + r) / log(1 + R), the longest training being R = 80; a whole one is at the end anyway.
    [TestCase(1, false, 0.157733)]
    [TestCase(8, false, 0.5)]
    [TestCase(80, false, 1)]
    [TestCase(8, true, 1)]
    public void Locate_OfAResult_SaysHowFarItWasTrained(int iteration, bool isWhole, double progress)
    {
        var history = History();
        Run(history, 0, 0.1, 1, 80);
        Run(history, 1, 0.3, 1, iteration, isWhole);

        Assert.That(history.Locate(history.Chosen()[1]), Is.EqualTo(new[] { 0.3, progress }).Within(1e-6));
    }

    // Trials 9 and 10 are best, then 8 and 11, and so on: of 30 the ten best are 5 to 14, the ten newest the last.
    [Test]
    public void Chosen_OfMoreThanItHolds_AreTheBestAndTheNewest()
    {
        var history = History();
        for (var trial = 0; trial < 30; trial++)
        {
            Run(history, trial, trial / 30.0, -Math.Abs(trial - 9.5));
        }

        Assert.That(
            history.Chosen().Select(outcome => outcome.Trial.Number),
            Is.EqualTo(Enumerable.Range(5, 10).Concat(Enumerable.Range(20, 10))));
        Assert.That(history.Count, Is.EqualTo(30));
    }

    // A quarter of 20 is five, the newest; what was paused has a result, also when it goes on.
    [Test]
    public void Pending_OfTrialsThatRun_AreThoseWithoutAResult()
    {
        var history = History();
        for (var trial = 0; trial < 7; trial++)
        {
            Add(history, trial, trial / 10.0);
        }

        history.Observe(new TrialFact.Judged(SomeContext.Seen(6, 1, 1), Decision.Pause.Instance));
        history.Observe(new TrialFact.Parked(new TrialId(6), 1));
        history.Observe(new TrialFact.Resumed(new TrialId(6)));

        Assert.That(
            history.Pending(),
            Is.EqualTo(Enumerable.Range(1, 5).Select(trial => new[] { trial / 10.0, 1 })).AsCollection);
    }

    [Test]
    public void Apart_OfResultsThatLieTogether_KeepsTheFirst()
    {
        var history = History();
        Run(history, 0, 0.5, 1);
        Run(history, 1, 0.51, 2);
        Run(history, 2, 0.53, 3);

        Assert.That(history.Apart().Outcomes.Select(outcome => outcome.Trial.Number), Is.EqualTo(new[] { 0, 2 }));
    }

    // At most 5: by 2 kept, by 2 broken, and not measured, which counts as the worst. In shares 1, -1, -1; the mean is
    // -1/3 and the deviation sqrt(8) / 3.
    [Test]
    public void Margins_OfAConstraint_AreStandardisedAndWhatIsMissingIsTheWorst()
    {
        var bound = new MetricConstraint("size") { AtMost = 5 };
        var (targets, least) = GpHistory.Margins([Sized(0, 3), Sized(1, 7), Sized(2, null)], bound);

        Assert.That(targets, Is.EqualTo(new[] { Math.Sqrt(2), -Math.Sqrt(0.5), -Math.Sqrt(0.5) }).Within(1e-12));
        Assert.That(least, Is.EqualTo(1 / Math.Sqrt(8)).Within(1e-12), "where the margin is 0");
        Assert.That(GpHistory.Margins([Sized(0, 3), Sized(1, null)], bound).Targets, Is.EqualTo(new[] { 1.0, -1 }),
            "what was not measured was not shown to be allowed");
    }

    [Test]
    public void Margins_OfABandBetweenTwoBounds_GoByTheNearerOne()
    {
        var band = new MetricConstraint("size") { AtLeast = 1, AtMost = 5 };

        // Margins 1 and -1.
        Assert.That(GpHistory.Margins([Sized(0, 2), Sized(1, 6)], band).Targets, Is.EqualTo(new[] { 1.0, -1 }));
        Assert.That(GpHistory.Margins([Sized(0, 2), Sized(1, 0)], band).Least, Is.Zero);
    }
}
