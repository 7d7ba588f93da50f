using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Repeat;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Search.Repeat;

internal sealed class RepeatTests
{
    private static readonly Configuration Half = Configuration.Of(("x", 0.5));

    private readonly RecordingOptions _inner = new();

    [SetUp]
    public void Forget() => _inner.Told.Clear();

    [Test]
    public void Suggest_GivesEachConfigurationToAllItsRepeatsInARow()
    {
        var searcher = Repeat(3);
        var given = new List<double>();
        for (var trial = 0; trial < 9; trial++)
        {
            var config = ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config;
            given.Add(config.Real("x"));
            searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
        }

        Assert.That(given, Is.EqualTo(new[] { 0, 0, 0, 0.01, 0.01, 0.01, 0.02, 0.02, 0.02 }));
        Assert.That(_inner.Told.Select(fact => fact.Trial.Number), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void Suggest_AfterGivenPoints_RepeatsThemFirst()
    {
        var searcher = Repeat(2, givenPoints: 2);
        searcher.Observe(new TrialFact.Added(new TrialId(0), Half));
        searcher.Observe(new TrialFact.Added(new TrialId(1), Configuration.Of(("x", 0.75))));
        var given = new List<double>();
        for (var trial = 2; trial < 6; trial++)
        {
            var config = ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config;
            given.Add(config.Real("x"));
            searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
        }

        Assert.That(given, Is.EqualTo(new[] { 0.5, 0.75, 0.02, 0.02 }));
    }

    [Test]
    public void Observe_WhenAllRepeatsHaveEnded_TellsTheMeanCurve()
    {
        Run([(1, 1), (2, 3)], [(1, 2), (2, 5)], [(1, 6), (2, 10)]);

        Assert.That(Means(), Is.EqualTo(new[] { (1, 3.0), (2, 6.0) }));
        Assert.That(_inner.Told[^1], Is.EqualTo(new TrialFact.Ended(new TrialId(0), TrialStatus.Completed)));
    }

    [Test]
    public void Observe_WhenOneRepeatWasStoppedEarly_ComparesWhatAllHaveInCommon()
    {
        Run([(1, 1), (2, 3), (3, 100)], [(1, 2)], [(1, 6), (2, 10)]);

        Assert.That(Means(), Is.EqualTo(new[] { (1, 3.0) }));
        Assert.That(_inner.Told[^1], Is.EqualTo(new TrialFact.Ended(new TrialId(0), TrialStatus.Completed)));
    }

    [Test]
    public void Observe_WhenRepeatsReportAtOtherIterations_TellsOnePointAtTheCommonLength() => Assert.That(
        Means([(2, 1), (4, 3)], [(3, 5)]), Is.EqualTo(new[] { (3, 3.0) }));

    [Test]
    public void Observe_NanInOneRepeat_IsTheWorstScore()
    {
        Run([(1, 1)], [(1, double.NaN)]);
        Assert.That(_inner.Told.OfType<TrialFact.Judged>().Single().Seen.Score, Is.EqualTo(Score.Worst));
    }

    [Test]
    public void Observe_OneErroredRepeat_IsLeftOut()
    {
        var searcher = Begin(2);
        Report(searcher, 0, 1, 4);
        Report(searcher, 1, 1, 1_000);
        searcher.Observe(new TrialFact.Ended(new TrialId(1), TrialStatus.Errored));
        searcher.Observe(new TrialFact.Ended(new TrialId(0), TrialStatus.Completed));

        Assert.That(Means(), Is.EqualTo(new[] { (1, 4.0) }));
        Assert.That(_inner.Told[^1], Is.EqualTo(new TrialFact.Ended(new TrialId(0), TrialStatus.Completed)));
    }

    [Test]
    public void Observe_AllRepeatsErrored_IsAnErrorWithoutReports()
    {
        var searcher = Begin(2);
        searcher.Observe(new TrialFact.Ended(new TrialId(1), TrialStatus.Errored));
        searcher.Observe(new TrialFact.Ended(new TrialId(0), TrialStatus.Errored));

        Assert.That(
            _inner.Told.Skip(1), Is.EqualTo(new[] { new TrialFact.Ended(new TrialId(0), TrialStatus.Errored) }));
    }

    [Test]
    public void Observe_PausedRepeats_GiveAnOutcomeAndLaterTheRest()
    {
        var searcher = Begin(2);
        Report(searcher, 0, 1, 1);
        searcher.Observe(new TrialFact.Parked(new TrialId(0), 1));
        Report(searcher, 1, 1, 3);
        searcher.Observe(new TrialFact.Parked(new TrialId(1), 1));
        searcher.Observe(new TrialFact.Resumed(new TrialId(0)));
        Report(searcher, 0, 2, 5);
        searcher.Observe(new TrialFact.Ended(new TrialId(0), TrialStatus.Completed));
        searcher.Observe(new TrialFact.Ended(new TrialId(1), TrialStatus.Stopped));

        Assert.That(_inner.Told.Select(fact => fact.GetType().Name), Is.EqualTo(new[]
        {
            "Added", "Judged", "Parked", "Resumed", "Parked", "Ended",
        }));
        Assert.That(Means(), Is.EqualTo(new[] { (1, 2.0) }), "the second never got to iteration 2");
    }

    [Test]
    public void Observe_ConstraintsAndMetrics_AreTakenFromTheMean()
    {
        var searcher = new RepeatOptions { Inner = _inner, Times = 2 }.Create(SomeContext.With() with
        {
            Constraints = [new MetricConstraint("size") { AtMost = 10 }],
        });
        foreach (var (trial, size) in ((int, double)[])[(0, 4), (1, 20)])
        {
            searcher.Observe(new TrialFact.Added(new TrialId(trial), Half));
            var metrics = MetricSet.Of(("score", trial), ("size", size));
            searcher.Observe(new TrialFact.Judged(
                new Observation(new TrialId(trial), 1, default, metrics), Decision.Continue.Instance));
            searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Completed));
        }

        var seen = _inner.Told.OfType<TrialFact.Judged>().Single().Seen;
        Assert.That(seen.Metrics, Is.EqualTo(MetricSet.Of(("score", 0.5), ("size", 12))));
        Assert.That(seen.Violation, Is.EqualTo(2));
        Assert.That(seen.Score.Value, Is.EqualTo(0.5));
    }

    [Test]
    public void Create_TellsTheSearcherInsideHowManyConfigurationsThereAre()
    {
        new RepeatOptions { Inner = _inner, Times = 3 }.Create(SomeContext.With(trials: 10));
        Assert.That(_inner.Context!.Trials, Is.EqualTo(4));
    }

    [Test]
    public void Run_OverAGrid_TriesEveryCellTimesTimesAndEnds()
    {
        var spec = SomeContext.Spec(
            new FifoOptions { MaxIterations = 2 }, new RepeatOptions { Inner = new GridOptions(), Times = 2 }) with
        {
            Space = new SearchSpace().Grid("x", 1, 2, 3),
        };
        var driver = new MachineDriver(spec, (trial, _) => trial.Number) { Slots = 3, CrashRate = 0.05 }.RunToEnd();

        Assert.That(driver.State.Status, Is.EqualTo(ExperimentStatus.Finished), driver.State.Why);
        Assert.That(driver.Journal.OfType<ExperimentEvent.TrialProposed>().Select(trial => trial.Config.Integer("x")),
            Is.EqualTo(new[] { 1, 1, 2, 2, 3, 3 }));
    }

    [Test]
    public void Run_WithASchedulerThatStopsSome_SettlesEveryTrial()
    {
        var spec = SomeContext.Spec(
            new AshaOptions { MaxIterations = 9, ReductionFactor = 3 },
            new RepeatOptions { Inner = new RandomSearchOptions(), Times = 3 }, trials: 31);
        var driver = new MachineDriver(spec, (trial, iteration) => trial.Number % 5 * iteration)
        {
            Slots = 3, CrashRate = 0.02, LossRate = 0.02,
        }.RunToEnd();

        var configs = driver.Journal.OfType<ExperimentEvent.TrialProposed>().Select(trial => trial.Config).ToList();
        Assert.That(
            configs.CountBy(config => config).Select(pair => pair.Value).Distinct(), Is.EquivalentTo(new[] { 3, 1 }));
        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
    }

    [Test]
    public void Problems_NameTheFieldAndWhatIsInside()
    {
        var inner = new RandomSearchOptions();
        Assert.That(new RepeatOptions { Inner = inner, Times = 1 }.Problems(SomeContext.With()),
            Is.EqualTo(new[] { "Repeat.Times is 1; it must be 2 or more." }));
        Assert.That(new RepeatOptions { Inner = inner, Times = 4 }.Problems(SomeContext.With(trials: 3)).Single(),
            Does.StartWith("Trials is 3 and Repeat.Times 4;"));
        Assert.That(new RepeatOptions { Inner = new GridOptions() }.Problems(SomeContext.With()).Single(),
            Does.StartWith("Grid search needs a space with at least one grid axis"));
        Assert.That(new RepeatOptions { Inner = new RepeatOptions { Inner = inner } }.Problems(SomeContext.With()),
            Is.EqualTo(new[] { "Repeat.Inner holds another Repeat; there can be one of it." }));
    }

    private ISearcher Repeat(int times, int givenPoints = 0) =>
        new RepeatOptions { Inner = _inner, Times = times }.Create(SomeContext.With(givenPoints: givenPoints));

    private ISearcher Begin(int times)
    {
        var searcher = Repeat(times);
        for (var trial = 0; trial < times; trial++)
        {
            searcher.Observe(new TrialFact.Added(new TrialId(trial), Half));
        }

        return searcher;
    }

    private static void Report(ISearcher searcher, int trial, int iteration, double score) => searcher.Observe(
        new TrialFact.Judged(SomeContext.Seen(trial, iteration, score), Decision.Continue.Instance));

    // One curve for each repeat; all run to their end.
    private void Run(params (int Iteration, double Score)[][] curves)
    {
        var searcher = Begin(curves.Length);
        for (var trial = 0; trial < curves.Length; trial++)
        {
            foreach (var (iteration, score) in curves[trial])
            {
                Report(searcher, trial, iteration, score);
            }

            searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Completed));
        }
    }

    private IEnumerable<(int Iteration, double Score)> Means(params (int Iteration, double Score)[][] curves)
    {
        Run(curves);
        return Means();
    }

    private IEnumerable<(int Iteration, double Score)> Means() =>
        _inner.Told.OfType<TrialFact.Judged>().Select(told => (told.Seen.Iteration, told.Seen.Score.Value));
}
