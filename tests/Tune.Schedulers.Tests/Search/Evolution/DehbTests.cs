using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Dehb;

namespace Tune.Schedulers.Tests.Search.Evolution;

internal sealed class DehbTests
{
    private static readonly SearchSpace Square = new SearchSpace().Uniform("x", 0, 1).Uniform("y", 0, 1);

    // Both coordinates within 0.02 above a place.
    private static void Tell(
        ISearcher searcher, int trial, double place, int budget, double score, double violation = 0,
        bool isWhole = false)
    {
        var (id, at) = (new TrialId(trial), place + (trial * 0.002));
        searcher.Observe(new TrialFact.Added(id, Configuration.Of(("x", at), ("y", at))));
        searcher.Observe(new TrialFact.Judged(
            SomeContext.Seen(trial, budget, score) with { Violation = violation },
            isWhole ? Decision.Continue.Instance : new Decision.Stop(StopReason.Culled, "test")));
        searcher.Observe(new TrialFact.Ended(id, isWhole ? TrialStatus.Completed : TrialStatus.Stopped));
    }

    private static List<double[]> Suggested(ISearcher searcher, int from) =>
    [
        .. Enumerable.Range(from, 30).Select(trial => ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config)
            .Select(config => new[] { config.Real("x"), config.Real("y") }.Order().ToArray()),
    ];

    // Without crossover a child is its target but for one coordinate, and that is of the parents.
    [Test]
    public void Suggest_WithTwoBudgets_MovesTheHigherOnesMembersWithTheLowerOnesBest()
    {
        var searcher = new DehbOptions { Population = 8, CrossoverShare = 0 }.Create(SomeContext.With(space: Square));
        for (var trial = 0; trial < 4; trial++)
        {
            Tell(searcher, trial, 0.8, budget: 1, score: 5);
            Tell(searcher, 4 + trial, 0.4, budget: 1, score: trial % 2 == 0 ? 1 : 9, violation: trial % 2);
            Tell(searcher, 8 + trial, 0.1, budget: 3, score: trial, isWhole: true);
        }

        foreach (var child in Suggested(searcher, 12))
        {
            Assert.That(child[0], Is.InRange(0.1, 0.13), "a member of the highest budget is the target");
            Assert.That(child[1], Is.InRange(0.79, 0.82), "the best of the budget below are the parents");
        }
    }

    // The parents are as many as the target's population has: here six, so that two of the next best come in.
    [Test]
    public void Suggest_WithMoreMembersAbove_TakesAsManyParentsBelow()
    {
        var searcher = new DehbOptions { Population = 8, CrossoverShare = 0 }.Create(SomeContext.With(space: Square));
        for (var trial = 0; trial < 8; trial++)
        {
            Tell(searcher, trial, trial < 4 ? 0.8 : trial < 6 ? 0.6 : 0.3, budget: 1, score: -trial);
        }

        for (var trial = 8; trial < 14; trial++)
        {
            Tell(searcher, trial, 0.1, budget: 3, score: trial, isWhole: true);
        }

        var moved = Suggested(searcher, 14).ConvertAll(child => child[1]);
        Assert.That(moved.Min(), Is.InRange(0.45, 0.79), "0.6 + 0.5 (0.6 - 0.8) is the least");
    }

    // Three results are one too few; while the higher budget waits for its fourth, the lower one is the target.
    [Test]
    public void Suggest_WhileTheHighestBudgetHasThree_GoesOnFromTheOneBelow()
    {
        var searcher = new DehbOptions { Population = 4, CrossoverShare = 0 }.Create(SomeContext.With(space: Square));
        for (var trial = 0; trial < 4; trial++)
        {
            Tell(searcher, trial, 0.8, budget: 1, score: 5);
        }

        for (var trial = 4; trial < 7; trial++)
        {
            Tell(searcher, trial, 0.1, budget: 3, score: 5, isWhole: true);
        }

        Assert.That(Suggested(searcher, 7).TrueForAll(child => child[0] > 0.7));
        Tell(searcher, 7, 0.1, budget: 3, score: 5, isWhole: true);
        Assert.That(Suggested(searcher, 8).TrueForAll(child => child[0] < 0.2 && child[1] > 0.7));
    }
}
