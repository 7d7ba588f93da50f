using Tune.Engine.Ports;
using Tune.Schedulers.ResourceChanging;
using Tune.Schedulers.Search.ConcurrencyLimit;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Repeat;
using Tune.Schedulers.Search.WarmStart;
using Tune.Schedulers.TimeSharing;

namespace Tune.Schedulers.Tests;

/// <summary>What stands around another algorithm, and there is none: a sentence before anything runs.</summary>
internal sealed class MissingInnerTests
{
    private static readonly PriorTrial Prior = new(Engine.Spaces.Configuration.Of(("x", 0.5)), 0.5, 1, "old");

    private static readonly SchedulerOptions[] Schedulers =
    [
        new TimeSharingOptions { Inner = null!, Turn = 1 },
        new ResourceChangingOptions { Inner = null!, Interval = 1 },
    ];

    private static readonly SearcherOptions[] Searchers =
    [
        new RepeatOptions { Inner = null! },
        new ConcurrencyLimitOptions { Inner = null!, Max = 1 },
        new WarmStartOptions { Inner = null!, Priors = [Prior] },
        new RepeatOptions { Inner = new ConcurrencyLimitOptions { Inner = null!, Max = 1 } },
    ];

    [TestCaseSource(nameof(Schedulers))]
    public void Problems_OfASchedulerAroundNothing_AreOneSentence(SchedulerOptions scheduler) => Assert.That(
        SomeContext.Spec(scheduler, new RandomSearchOptions(), trials: 6).Problems().Single(),
        Does.EndWith(".Inner is null; it must be the scheduler that decides whether and how long trials train."));

    [TestCaseSource(nameof(Searchers))]
    public void Problems_OfASearcherAroundNothing_AreOneSentence(SearcherOptions searcher) => Assert.That(
        SomeContext.Spec(new Schedulers.Fifo.FifoOptions(), searcher, trials: 6).Problems().Single(),
        Does.EndWith(".Inner is null; it must be the searcher that says what to try."));
}
