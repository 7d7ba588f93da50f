using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.CmaEs;

namespace Tune.Schedulers.Tests.Search;

/// <summary>What becomes of configurations with which the code breaks after a report that looked good.</summary>
internal sealed class FailedTrialTests
{
    // What CMA-ES has learnt from a generation stays learnt: a failure after a pause may come too late.
    private static IEnumerable<SearcherOptions> Reconsidering =>
        LearningSearchers.All.Where(searcher => searcher is not CmaEsOptions);

    // More is better, and above a half the code breaks at the second iteration: by chance with 15 of 30.
    private static int FailedOfTheLastThirty(SearcherOptions options, ulong seed, bool pauses)
    {
        var searcher = options.Create(SomeContext.With(seed));
        var failed = new List<bool>();
        for (var number = 0; number < 90; number++)
        {
            var trial = new TrialId(number);
            var config = ((Suggestion.Use)searcher.Suggest(trial)).Config;
            var x = config.Real("x");
            searcher.Observe(new TrialFact.Added(trial, config));
            searcher.Observe(new TrialFact.Judged(
                SomeContext.Seen(number, 1, x), pauses ? Decision.Pause.Instance : Decision.Continue.Instance));
            if (pauses)
            {
                searcher.Observe(new TrialFact.Parked(trial, 1));
                searcher.Observe(new TrialFact.Resumed(trial));
            }

            failed.Add(x > 0.5);
            if (x <= 0.5)
            {
                searcher.Observe(new TrialFact.Judged(SomeContext.Seen(number, 2, x), Decision.Continue.Instance));
            }

            searcher.Observe(new TrialFact.Ended(trial, x > 0.5 ? TrialStatus.Errored : TrialStatus.Completed));
        }

        return failed[^30..].Count(hasFailed => hasFailed);
    }

    [TestCaseSource(typeof(LearningSearchers), nameof(LearningSearchers.All))]
    public void Suggest_WhereTheCodeBreaks_IsAvoided(SearcherOptions options)
    {
        int[] failed = [.. Enumerable.Range(1, 5).Select(seed => FailedOfTheLastThirty(options, (ulong)seed, false))];
        Assert.That(failed.Average(), Is.LessThan(13), string.Join(", ", failed));
    }

    [TestCaseSource(nameof(Reconsidering))]
    public void Suggest_WhereTheCodeBreaksAfterAPause_IsAvoided(SearcherOptions options)
    {
        int[] failed = [.. Enumerable.Range(1, 5).Select(seed => FailedOfTheLastThirty(options, (ulong)seed, true))];
        Assert.That(failed.Average(), Is.LessThan(13), string.Join(", ", failed));
    }
}
