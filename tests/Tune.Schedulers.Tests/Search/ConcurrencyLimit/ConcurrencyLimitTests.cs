using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Search.ConcurrencyLimit;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Repeat;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Search.ConcurrencyLimit;

internal sealed class ConcurrencyLimitTests
{
    private static ConcurrencyLimitOptions Limit(int max, bool batch = false, SearcherOptions? inner = null) =>
        new() { Inner = inner ?? new RandomSearchOptions(), Max = max, Batch = batch };

    private static TrialFact.Ended Ended(int trial) => new(new TrialId(trial), TrialStatus.Completed);

    private static TrialFact.Judged Judged(int trial) =>
        new(SomeContext.Seen(trial, 1, trial), Decision.Continue.Instance);

    [Test]
    public void Suggest_WhileMaxTrialsHaveNoResult_Waits()
    {
        var searcher = Limit(2).Create(SomeContext.With());
        searcher.Observe(SomeContext.Added(0));
        Assert.That(searcher.Suggest(new TrialId(1)), Is.InstanceOf<Suggestion.Use>());

        searcher.Observe(SomeContext.Added(1));
        searcher.Observe(Judged(0));
        Assert.That(searcher.Suggest(new TrialId(2)), Is.InstanceOf<Suggestion.Wait>());

        searcher.Observe(Ended(0));
        Assert.That(searcher.Suggest(new TrialId(2)), Is.InstanceOf<Suggestion.Use>());
    }

    [Test]
    public void Suggest_PausedTrials_CountAgainWhenTheyGoOn()
    {
        var searcher = Limit(1).Create(SomeContext.With());
        searcher.Observe(SomeContext.Added(0));
        searcher.Observe(new TrialFact.Parked(new TrialId(0), 1));
        Assert.That(searcher.Suggest(new TrialId(1)), Is.InstanceOf<Suggestion.Use>());

        searcher.Observe(new TrialFact.Resumed(new TrialId(0)));
        Assert.That(searcher.Suggest(new TrialId(1)), Is.InstanceOf<Suggestion.Wait>());
    }

    [Test]
    public void Observe_InBatches_TellsResultsWhenTheWholeBatchIsAtRest()
    {
        var inner = new RecordingOptions();
        var searcher = Limit(2, batch: true, inner).Create(SomeContext.With());
        searcher.Observe(SomeContext.Added(0));
        searcher.Observe(Judged(0));
        searcher.Observe(Ended(0));
        Assert.That(inner.Told, Has.Count.EqualTo(1), "a batch of two is not over with its first");
        Assert.That(searcher.Suggest(new TrialId(1)), Is.InstanceOf<Suggestion.Use>());

        searcher.Observe(SomeContext.Added(1));
        Assert.That(searcher.Suggest(new TrialId(2)), Is.InstanceOf<Suggestion.Wait>());
        Assert.That(inner.Told.OfType<TrialFact.Judged>(), Is.Empty);

        searcher.Observe(Judged(1));
        searcher.Observe(Ended(1));
        Assert.That(inner.Told.Select(fact => (fact.GetType().Name, fact.Trial.Number)), Is.EqualTo(new[]
        {
            ("Added", 0), ("Added", 1), ("Judged", 0), ("Ended", 0), ("Judged", 1), ("Ended", 1),
        }));
        Assert.That(searcher.Suggest(new TrialId(2)), Is.InstanceOf<Suggestion.Use>());
    }

    [Test]
    public void Run_OnMoreSlots_NeverRunsMoreThanMax()
    {
        var spec = SomeContext.Spec(new FifoOptions { MaxIterations = 3 }, Limit(2), trials: 20);
        var driver = new MachineDriver(spec, (trial, _) => trial.Number) { Slots = 5, Seed = 3 }.RunToEnd();

        var (running, most) = (0, 0);
        foreach (var fact in driver.Journal)
        {
            running += fact is ExperimentEvent.TrialProposed ? 1 : fact is ExperimentEvent.TrialEnded ? -1 : 0;
            most = Math.Max(most, running);
        }

        Assert.That(most, Is.EqualTo(2));
        Assert.That(driver.State.Count(TrialStatus.Completed), Is.EqualTo(20));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Run_WithASchedulerThatPausesManyTrials_NeverStandsStill(bool batch)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var spec = SomeContext.Spec(
                new HyperBandOptions { MaxIterations = 27 }, Limit(3, batch, new RepeatOptions
                {
                    Inner = new RandomSearchOptions(), Times = 2,
                }), trials: 40, seed);
            var driver = new MachineDriver(spec, (trial, iteration) => trial.Number % 7 / (double)iteration)
            {
                Slots = 4, Seed = seed, CrashRate = 0.02, LossRate = 0.02,
            }.RunToEnd();

            Assert.That(driver.State.Status, Is.EqualTo(ExperimentStatus.Finished), driver.State.Why);
            Assert.That(driver.State.Proposed, Is.EqualTo(40));
        }
    }

    [Test]
    public void Problems_OfTheLimitAndOfWhatIsInside_AreNamed()
    {
        var context = SomeContext.With(trials: 2_000);
        Assert.That(Limit(0).Problems(context),
            Is.EqualTo(new[] { "ConcurrencyLimit.Max is 0; it must be 1 or more." }));
        Assert.That(Limit(1, inner: new RecordingOptions()).Problems(context),
            Is.EqualTo(new[] { "too many trials for the searcher inside" }));
        Assert.That(Limit(1, inner: new RepeatOptions { Inner = Limit(2) }).Problems(context),
            Is.EqualTo(new[] { "ConcurrencyLimit.Inner holds another ConcurrencyLimit; there can be one of it." }));
    }
}
