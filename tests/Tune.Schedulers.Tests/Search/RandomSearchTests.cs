using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Schedulers.Tests.Search;

internal sealed class RandomSearchTests
{
    private static Configuration Config(ISearcher searcher, int trial) =>
        ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config;

    private static ISearcher Search(ulong seed = 7) => new RandomSearchOptions().Create(SomeContext.With(seed));

    [Test]
    public void Suggest_ForTheSameTrial_IsTheSameWhateverHappenedBefore()
    {
        var (fresh, used) = (Search(), Search());
        for (var trial = 0; trial < 20; trial++)
        {
            Config(used, trial);
            used.Observe(SomeContext.Added(trial));
        }

        Assert.That(Config(used, 5), Is.EqualTo(Config(fresh, 5)));
    }

    [Test]
    public void Suggest_ForOtherTrialsAndSeeds_Differs()
    {
        var drawn = Enumerable.Range(0, 100).Select(trial => Config(Search(), trial))
            .Concat(Enumerable.Range(0, 100).Select(trial => Config(Search(seed: 8), trial)));

        Assert.That(drawn.Select(config => config.Real("x")), Is.Unique);
    }

    [Test]
    public void Suggest_OverManyTrials_FillsTheSpaceEvenly()
    {
        var counts = Enumerable.Range(0, 10_000)
            .CountBy(trial => (int)(Config(Search(), trial).Real("x") * 10))
            .ToDictionary();

        Assert.That(counts.Keys, Is.EquivalentTo(Enumerable.Range(0, 10)));
        Assert.That(counts.Values, Is.All.InRange(880, 1120));
    }
}
