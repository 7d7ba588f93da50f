using CsCheck;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Grid;

namespace Tune.Schedulers.Tests.Search;

internal sealed class GridTests
{
    private static readonly SearchSpace TwoByThree = new SearchSpace().Grid("a", 1, 2).Grid("b", "x", "y", "z");

    private static ISearcher Grid(SearchSpace space, int repeats = 1, int givenPoints = 0) =>
        new GridOptions { Repeats = repeats }.Create(SomeContext.With(space: space, givenPoints: givenPoints));

    /// <summary>Asks for every trial until the searcher has no more.</summary>
    private static List<Configuration> Run(ISearcher searcher, int firstTrial = 0)
    {
        var configs = new List<Configuration>();
        for (var trial = firstTrial; searcher.Suggest(new TrialId(trial)) is Suggestion.Use use; trial++)
        {
            configs.Add(use.Config);
            searcher.Observe(new TrialFact.Added(new TrialId(trial), use.Config));
        }

        return configs;
    }

    private static string Cell(Configuration config) => $"{config.Integer("a")}{config.Text("b")}";

    [Test]
    public void Problems_MoreTrialsThanTheGridHas_AreRefused()
    {
        var context = SomeContext.With(space: TwoByThree, trials: 14, givenPoints: 1);
        Assert.That(new GridOptions { Repeats = 2 }.Problems(context).Single(), Is.EqualTo(
            "Trials is 14, but grid search comes to an end after 13: the grid has 6 combinations, each tried 2 times, "
            + "and 1 points are given. Lower Trials, raise Grid.Repeats, or leave Trials out."));
        Assert.That(new GridOptions { Repeats = 2 }.Problems(context with { Trials = 13 }), Is.Empty);
        Assert.That(new GridOptions().Problems(context with { Trials = null }), Is.Empty);
    }

    [Test]
    public void Suggest_GoesThroughEveryCellOnce_LastAxisFastest() => Assert.That(
        Run(Grid(TwoByThree)).Select(Cell), Is.EqualTo(new[] { "1x", "1y", "1z", "2x", "2y", "2z" }));

    [Test]
    public void Suggest_WithRepeats_FinishesTheGridBeforeItBeginsAgain() => Assert.That(
        string.Join(' ', Run(Grid(TwoByThree, repeats: 2)).Select(Cell)),
        Is.EqualTo("1x 1y 1z 2x 2y 2z 1x 1y 1z 2x 2y 2z"));

    [Test]
    public void Suggest_AfterGivenPointsByTheRulesOfOld_LeavesNoCellOutAndRepeatsNone()
    {
        var searcher = new GridOptions().Create(SomeContext.With(space: TwoByThree, givenPoints: 2) with { Rules = 3 });
        var given = Configuration.Of(("a", 1), ("b", "x"));
        searcher.Observe(new TrialFact.Added(new TrialId(0), given));
        searcher.Observe(new TrialFact.Added(new TrialId(1), given));

        Assert.That(string.Join(' ', Run(searcher, firstTrial: 2).Select(Cell)), Is.EqualTo("1x 1y 1z 2x 2y 2z"));
    }

    [Test]
    public void Suggest_WhenTrialsAreRetriedAndEnd_TakesNoCellForThat()
    {
        var searcher = Grid(TwoByThree);
        var first = new TrialId(0);
        searcher.Observe(new TrialFact.Added(first, Configuration.Empty));
        searcher.Observe(new TrialFact.Parked(first, 1));
        searcher.Observe(new TrialFact.Resumed(first));
        searcher.Observe(new TrialFact.Ended(first, TrialStatus.Errored));

        Assert.That(string.Join(' ', Run(searcher, firstTrial: 1).Select(Cell)), Is.EqualTo("1y 1z 2x 2y 2z"));
    }

    [Test]
    public void Suggest_WhereConstraintsDoNotHold_PassesTheCellOver() => Assert.That(
        Run(Grid(TwoByThree.Require("not 1y", config => Cell(config) is not "1y" and not "2z"))).Select(Cell),
        Is.EqualTo(new[] { "1x", "1z", "2x", "2y" }));

    [Test]
    public void Suggest_WithParametersThatAreNoAxes_DrawsThemForEachTrial() => Assert.That(
        Run(Grid(TwoByThree.Uniform("noise", 0, 1), repeats: 3)).Select(config => config.Real("noise")), Is.Unique);

    [Test]
    public void Suggest_OnAReplayedSearcher_IsThatOfTheLiveOne() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 3]).Sample((trials, givenPoints) =>
        {
            var live = Grid(TwoByThree, repeats: 2, givenPoints);
            var facts = new List<TrialFact>();
            for (var trial = 0; trial < trials; trial++)
            {
                var asked = live.Suggest(new TrialId(trial));
                Assert.That(live.Suggest(new TrialId(trial)), Is.EqualTo(asked));
                facts.Add(SomeContext.Added(trial));
                live.Observe(facts[^1]);
            }

            var replayed = Grid(TwoByThree, repeats: 2, givenPoints);
            facts.ForEach(replayed.Observe);
            Assert.That(replayed.Suggest(new TrialId(trials)), Is.EqualTo(live.Suggest(new TrialId(trials))));
        });

    [Test]
    public void Problems_WithoutGridAxis_SaySo() => Assert.That(
        new GridOptions().Problems(SomeContext.With()).Single(), Does.Contain("at least one grid axis"));

    [Test]
    public void Problems_NameTheFieldAndWhatIsAllowed() => Assert.That(
        new GridOptions { Repeats = 0 }.Problems(SomeContext.With(space: TwoByThree)),
        Is.EqualTo(new[] { "Grid.Repeats is 0; it must be 1 or more." }));

    [Test]
    public void Problems_WithMoreCellsThanTrialsCanBeNumbered_SaySo() => Assert.That(
        new GridOptions { Repeats = int.MaxValue / 5 }.Problems(SomeContext.With(space: TwoByThree)).Single(),
        Does.StartWith("The grid has 6 combinations"));

    [Test]
    public void Problems_OfAGoodGrid_AreNone() => Assert.That(
        new GridOptions { Repeats = 3 }.Problems(SomeContext.With(space: TwoByThree)), Is.Empty);
}
