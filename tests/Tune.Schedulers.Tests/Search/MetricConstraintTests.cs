using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests.Search;

/// <summary>Every searcher that learns heeds constraints on metrics.</summary>
internal sealed class MetricConstraintTests
{
    // More is better, and at most 0.3 is allowed: of 30 by chance 9 are.
    private static int AllowedOfTheLastThirty(SearcherOptions options, ulong seed)
    {
        var searcher = options.Create(
            SomeContext.With(seed) with { Constraints = [new MetricConstraint("cost") { AtMost = 0.3 }] });
        var allowed = new List<bool>();
        for (var number = 0; number < 90; number++)
        {
            var trial = new TrialId(number);
            var config = ((Suggestion.Use)searcher.Suggest(trial)).Config;
            var x = config.Real("x");
            var seen = new Observation(
                trial, 1, Score.Of(x, Mode.Max), MetricSet.Of(("score", x), ("cost", x)))
            {
                Violation = Math.Max(0, x - 0.3),
            };
            searcher.Observe(new TrialFact.Added(trial, config));
            searcher.Observe(new TrialFact.Judged(seen, Decision.Continue.Instance));
            searcher.Observe(new TrialFact.Ended(trial, TrialStatus.Completed));
            allowed.Add(x <= 0.3);
        }

        return allowed[^30..].Count(isAllowed => isAllowed);
    }

    [TestCaseSource(typeof(LearningSearchers), nameof(LearningSearchers.All))]
    public void Suggest_WhereAConstraintIsBroken_IsAvoided(SearcherOptions options)
    {
        int[] allowed = [.. Enumerable.Range(1, 5).Select(seed => AllowedOfTheLastThirty(options, (ulong)seed))];
        Assert.That(allowed.Average(), Is.GreaterThan(14), string.Join(", ", allowed));
    }
}
