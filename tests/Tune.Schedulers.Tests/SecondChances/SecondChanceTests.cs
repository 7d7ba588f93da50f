using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Search.Outcomes;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.SecondChances;

/// <summary>Trials that failed for good run again: whatever the algorithms, the experiment ends with all of them
/// settled and its journal replays.</summary>
internal sealed class SecondChanceTests
{
    private static IEnumerable<string> Schedulers => SchedulerCatalog.All.Schedulers.Select(entry => entry.Name);

    private static IEnumerable<string> Searchers => SchedulerCatalog.All.Searchers.Select(entry => entry.Name);

    [TestCaseSource(nameof(Schedulers))]
    public void Scheduler_FailedTrialsRunAgain_SettlesThemAndReplays(string name)
    {
        foreach (var options in CatalogContractTests.Variants(CatalogContractTests.Make<SchedulerOptions>(name)))
        {
            Check(seed => CatalogContractTests.Sound(options, new RandomSearchOptions(), seed));
        }
    }

    [TestCaseSource(nameof(Searchers))]
    public void Searcher_FailedTrialsRunAgain_SettlesThemAndReplays(string name)
    {
        var searcher = CatalogContractTests.Make<SearcherOptions>(name);
        Check(seed => CatalogContractTests.Sound(new FifoOptions { MaxIterations = 3 }, searcher, seed));
    }

    [Test]
    public void OutcomeBook_TrialReopened_GivesANewOutcomeWhenItRestsAgain()
    {
        var book = new OutcomeBook(SomeContext.With());
        book.Observe(SomeContext.Added(0));
        var failure = book.Observe(new TrialFact.Ended(new TrialId(0), TrialStatus.Errored));
        book.Observe(new TrialFact.Reopened(new TrialId(0), Engine.Spaces.Configuration.Empty, 0));
        Assert.That(book.Running.Select(running => running.Trial.Number), Is.EqualTo([0]));

        book.Observe(new TrialFact.Judged(SomeContext.Seen(0, 1, 0.5), Decision.Continue.Instance));
        var success = book.Observe(new TrialFact.Ended(new TrialId(0), TrialStatus.Completed));

        Assert.That((failure!.HasFailed, success!.HasFailed), Is.EqualTo((true, false)));
        Assert.That(success.Score, Is.EqualTo(Score.Of(0.5, Mode.Max)));
    }

    // Nobody is left to compare it with: it must neither wait for ever nor be let go.
    [Test]
    public void HyperBand_BracketWorkedOff_TrainsAReopenedTrialToTheEnd()
    {
        var driver = new MachineDriver(
            SomeContext.Spec(new HyperBandOptions { MaxIterations = 9 }, trials: 40) with
            {
                Failure = new FailurePolicy(0) { AbortWhenFirstFail = 0 },
            },
            (trial, iteration) => trial.Number)
        {
            Slots = 3, CrashRate = 0.03, IterationsMax = 9,
        }.RunToEnd();
        driver.CrashRate = 0;
        var (failed, before) = (driver.State.FailedTrials.ToList(), driver.State.Count(TrialStatus.Completed));
        Assert.That(failed, Is.Not.Empty);

        driver.RunAgain(new SecondChance());

        Assert.That(driver.State.FailedTrials, Is.Empty);
        Assert.That(driver.State.Count(TrialStatus.Completed), Is.EqualTo(before + failed.Count));
        Assert.That(driver.State.Count(TrialStatus.Pending), Is.Zero);
        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
    }

    private static void Check(Func<ulong, ExperimentSpec> spec)
    {
        var reopened = 0;
        for (ulong seed = 0; seed < 8; seed++)
        {
            reopened += Check(spec(seed), seed);
        }

        Assert.That(reopened, Is.Positive, "some have failed");
    }

    /// <returns>How many trials had failed in the end and were reopened.</returns>
    private static int Check(ExperimentSpec spec, ulong seed)
    {
        var driver = new MachineDriver(
            spec with { Failure = new FailurePolicy(0) { MaxLosses = 0, AbortWhenFirstFail = 0 } },
            (trial, iteration) => Value(seed, trial, iteration))
        {
            Slots = 3, Seed = seed, CrashRate = 0.05, LossRate = 0.01, SaveRate = 0.2, AgainRate = 0.02,
            IterationsMax = CatalogContractTests.MaxIterations, DropsCheckpoints = seed % 2 == 0,
        }.RunToEnd();
        driver.CrashRate = 0;
        var (failed, count) = (driver.State.FailedTrials.ToList(), driver.Journal.Count);

        driver.RunAgain(new SecondChance { FromNothing = seed % 3 == 0 });

        Assert.That(driver.State.Count(TrialStatus.Pending) + driver.State.Count(TrialStatus.Running), Is.Zero);
        var started = driver.Journal.Skip(count).OfType<ExperimentEvent.AttemptStarted>().Select(start => start.Trial);
        Assert.That(failed, Is.SubsetOf(started.ToList()));
        Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty, $"{spec.Scheduler}, {spec.Searcher}");
        Assert.That(
            ExperimentMachine.Replay(driver.Journal).InputsHash, Is.EqualTo(driver.State.InputsHash));
        return failed.Count;
    }

    private static double Value(ulong seed, TrialId trial, int iteration) =>
        (trial.Number % 7) + Math.Sqrt(iteration)
        + KeyedRandom.For(seed, "test/again", (trial.Number * 1_000L) + iteration).NextInt(4);
}
