using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.ConcurrencyLimit;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Repeat;
using Tune.Schedulers.Search.Tpe;
using Tune.Schedulers.Search.WarmStart;
using Tune.Testing.Functions;

namespace Tune.Schedulers.Tests.Search.WarmStart;

internal sealed class WarmStartTests
{
    [Test]
    public void Suggest_ThePriorsThatAreBestAndApart_ComeFirst()
    {
        var searcher = Warm(new RandomSearchOptions(), (0.5, 0), (0.51, 0.1), (0.9, 0.2), (0.1, 0.3)) with { Top = 3 };
        Assert.That(First(searcher.Create(SomeContext.With()), 3), Is.EqualTo(new[] { 0.5, 0.9, 0.1 }));
    }

    [Test]
    public void Suggest_FewerThanTopApart_FillsUpWithTheBestOfTheRest()
    {
        var searcher = Warm(new RandomSearchOptions(), (0.5, 0), (0.51, 0.1), (0.52, 0.2)) with { Top = 2 };
        Assert.That(First(searcher.Create(SomeContext.With()), 2), Is.EqualTo(new[] { 0.5, 0.51 }));
    }

    [Test]
    public void Suggest_AfterGivenPoints_LeavesNoCellOfAGridOut()
    {
        var space = new SearchSpace().Grid("x", 1, 2, 3);
        var warm = new WarmStartOptions
        {
            Inner = new GridOptions(), Priors = [new PriorTrial(Configuration.Of(("x", 2)), 0, 1, "old")],
        };
        var searcher = warm.Create(SomeContext.With(space: space, givenPoints: 1));
        searcher.Observe(new TrialFact.Added(new TrialId(0), Configuration.Of(("x", 1))));
        var tried = new List<long>();
        for (var trial = 1; searcher.Suggest(new TrialId(trial)) is Suggestion.Use use; trial++)
        {
            tried.Add(use.Config.Integer("x"));
            searcher.Observe(new TrialFact.Added(new TrialId(trial), use.Config));
        }

        Assert.That(tried, Is.EqualTo(new[] { 2, 3 }));
    }

    [Test]
    public void Observe_ASearcherThatTakesPriors_IsToldThemInPlaceOfItsOwnResults()
    {
        var inner = new PriorTakingOptions();
        var searcher = Warm(inner, (0.1, 0), (0.2, 0.5), (0.3, 1)).Create(SomeContext.With());
        Assert.That(inner.Told.OfType<TrialFact.Ended>().Select(fact => fact.Trial.Number),
            Is.EquivalentTo(new[] { -3, -2, -1 }));

        Try(searcher, 0, 0.1, score: 30);
        Try(searcher, 1, 0.2, score: 20);
        Try(searcher, 2, 0.3, score: 10);
        var scores = inner.Told.OfType<TrialFact.Judged>().Where(fact => fact.Trial.Number < 0)
            .ToDictionary(fact => fact.Trial.Number, fact => fact.Seen.Score.Value);
        Assert.That(scores[scores.Keys.Min()], Is.EqualTo(30), "the best there stands beside the best here");
        Assert.That(inner.Told.OfType<TrialFact.Judged>().Select(fact => fact.Trial.Number).TakeLast(3),
            Is.EqualTo(new[] { 0, 1, 2 }), "then what has happened, in order");
    }

    [Test]
    public void Observe_ASourceThatForetellsTheOpposite_IsHeededNoMore()
    {
        var inner = new PriorTakingOptions();
        var searcher = Warm(inner, [.. Enumerable.Range(0, 20).Select(i => (i / 20.0, i / 19.0))])
            .Create(SomeContext.With());
        for (var trial = 0; trial < 8; trial++)
        {
            Try(searcher, trial, trial / 8.0, score: trial);
        }

        Assert.That(inner.Told.Select(fact => fact.Trial.Number), Has.None.LessThan(0));
        Assert.That(inner.Told.OfType<TrialFact.Added>().Select(fact => fact.Trial.Number),
            Has.None.LessThan(3).And.Member(3).And.Member(7), "nor what it has led to");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Suggest_TheTrialsOfBothSearchers_AreSharedAsTheirsHaveDone(bool isSourceGood)
    {
        // What it foretells is right either way, so that it is trusted.
        var priors = Enumerable.Range(0, 10).Select(i => (i / 9.0, isSourceGood ? i / 9.0 : 1 - (i / 9.0)));
        var searcher = (Warm(new TellingOptions(), [.. priors]) with { Top = 0, Fade = 1_000 })
            .Create(SomeContext.With());
        var taught = new List<bool>();
        for (var trial = 0; trial < 40; trial++)
        {
            var x = ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config.Real("x");
            taught.Add(x == TellingOptions.Taught);
            Try(searcher, trial, x, score: taught[^1] == isSourceGood ? 1 : 0);
        }

        Assert.That(taught.Take(4).Distinct().Count(), Is.EqualTo(2), "both at first");
        Assert.That(taught.TakeLast(30).Count(isTaught => isTaught),
            isSourceGood ? Is.InRange(20, 25) : Is.Zero, "never all of them");
    }

    [Test]
    public void Suggest_AMisleadingSource_CostsAtMostHalfOfAHundredTrials()
    {
        var function = TestFunctions.Ackley10.Shifted();
        double[] Medians(TestFunction? source)
        {
            var runs = Enumerable.Range(0, 31).Select(seed =>
                Transfer.Run(new TpeOptions(), function, source, (ulong)seed, trials: 100)).ToArray();
            return [.. Enumerable.Range(0, 100).Select(after => runs.Select(run => run[after]).Order().ElementAt(15))];
        }

        Assert.That(Medians(Transfer.Opposite(function))[99], Is.LessThan(Medians(null)[49]));
    }

    [Test]
    public void Observe_ASourceThatForetellsWell_FadesAllTheSame()
    {
        var inner = new PriorTakingOptions();
        var searcher = (Warm(inner, [.. Enumerable.Range(0, 20).Select(i => (i / 20.0, i / 19.0))]) with { Fade = 10 })
            .Create(SomeContext.With());
        var told = new List<int>();
        for (var trial = 0; trial < 14; trial++)
        {
            Try(searcher, trial, trial / 14.0, score: -trial);
            told.Add(inner.Told.OfType<TrialFact.Added>().Count(fact => fact.Trial.Number < 0));
        }

        Assert.That(told[0], Is.EqualTo(18));
        Assert.That(told[4], Is.InRange(1, 12));
        Assert.That(told[^1], Is.Zero);
    }

    [Test]
    public void Around_PutsTheWarmStartInsideOtherWrappers()
    {
        var options = WarmStartOptions.Around(
            new RepeatOptions { Inner = new ConcurrencyLimitOptions { Inner = new TpeOptions(), Max = 2 } },
            inner => Warm(inner, (0.5, 0)));
        Assert.That(options.Problems(SomeContext.With()), Is.Empty);
        Assert.That(WarmStartOptions.In(options)!.Inner, Is.EqualTo(new TpeOptions()));
        Assert.That(((RepeatOptions)options).Inner, Is.InstanceOf<ConcurrencyLimitOptions>());
    }

    [Test]
    public void Problems_NameTheFieldAndWhatIsAllowed()
    {
        var warm = Warm(new TpeOptions { Candidates = 0 }, (2, 0)) with { Top = -1, Fade = 0 };
        Assert.That(warm.Problems(SomeContext.With()).Select(problem => problem.Split(' ')[0]), Is.EqualTo(new[]
        {
            "WarmStart.Top", "WarmStart.Fade", "WarmStart.Priors[0].Config", "Tpe.Candidates",
        }));
        Assert.That(Warm(new TpeOptions()).Problems(SomeContext.With()).Single(), Does.Contain("has 0 trials"));
    }

    [Test]
    public void Spec_WithAWarmStart_IsTheSameAfterStoring()
    {
        var spec = SomeContext.Spec(new FifoOptions(), Warm(new TpeOptions(), (0.5, 0), (0.1, 1)), trials: 5);
        var json = new SpecJson(SchedulerCatalog.All);
        Assert.That(json.Read(json.Write(spec)).Searcher, Is.EqualTo(spec.Searcher));
    }

    [Test]
    public void Of_AnotherSpace_TakesWhatFitsAndCountsTheRest()
    {
        var space = new SearchSpace().Uniform("x", 0, 0.5).Choice("new", "a", "b");
        var spec = SomeContext.Spec(new FifoOptions());
        var priors = PriorTrials.Of(
            spec,
            [
                Trial(0, 0.1, 5), Trial(1, 0.9, 9), Trial(2, 0.2, 7), Trial(3, 0.3, double.NaN),
                Trial(4, 0.4, 8, TrialStatus.Stopped), Trial(5, 0.7, 1), Trial(6, 0.25, 99, TrialStatus.Errored),
            ],
            space, max: 50);

        Assert.That(priors.Taken.Select(prior => prior.Config.Real("x")), Is.EqualTo(new[] { 0.2, 0.1, 0.4 }),
            "completed ones first, by score");
        Assert.That(priors.Taken.Select(prior => space.Contains(prior.Config)), Is.All.True);
        Assert.That(priors.Left, Is.EquivalentTo(new Dictionary<string, int>
        {
            ["x is not a number from 0 to 0.5"] = 2, ["without a result"] = 1, ["failed"] = 1,
        }));
    }

    [Test]
    public void Of_MoreTrialsThanAsked_TakesTheBestAndTheMostRecent()
    {
        var priors = PriorTrials.Of(
            SomeContext.Spec(new FifoOptions()),
            Enumerable.Range(0, 20).Select(i => Trial(i, i / 20.0, -i)), SomeContext.Space, max: 4);

        Assert.That(priors.Taken.Select(prior => prior.Config.Real("x")), Is.EqualTo(new[] { 0, 0.05, 0.9, 0.95 }));
        Assert.That(priors.Taken[^1].Quality, Is.EqualTo(1));
        Assert.That(priors.Left["beyond the 4 that are taken"], Is.EqualTo(16));
    }

    [Test]
    public void Of_NothingInCommon_TakesNothing() => Assert.That(
        PriorTrials.Of(
            SomeContext.Spec(new FifoOptions()), [Trial(0, 0.5, 1)], new SearchSpace().Uniform("y", 0, 1), 10).Left,
        Is.EquivalentTo(new Dictionary<string, int> { ["no parameter in common"] = 1 }));

    [Test]
    public void Of_ATrialThatWasClonedOnItsWay_TakesWhatItsBestResultIsFrom() => Assert.That(
        PriorTrials.Of(
            SomeContext.Spec(new FifoOptions()),
            [Trial(0, 0.5, 1) with { BestConfig = Configuration.Of(("x", 0.25)) }], SomeContext.Space, 10)
            .Taken.Single().Config.Real("x"),
        Is.EqualTo(0.25));

    private static WarmStartOptions Warm(SearcherOptions inner, params (double X, double Quality)[] priors) => new()
    {
        Inner = inner,
        Priors =
        [
            .. priors.Select(prior =>
                new PriorTrial(Configuration.Of(("x", prior.X)), prior.Quality, 1, "old")),
        ],
    };

    private static double[] First(ISearcher searcher, int count)
    {
        var tried = new double[count];
        for (var trial = 0; trial < count; trial++)
        {
            var config = ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config;
            tried[trial] = config.Real("x");
            searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
        }

        return tried;
    }

    private static void Try(ISearcher searcher, int trial, double x, double score)
    {
        searcher.Observe(new TrialFact.Added(new TrialId(trial), Configuration.Of(("x", x))));
        searcher.Observe(new TrialFact.Judged(SomeContext.Seen(trial, 1, score), Decision.Continue.Instance));
        searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Completed));
    }

    private static TrialSummary Trial(
        int trial, double x, double score, TrialStatus status = TrialStatus.Completed) => new()
        {
            Trial = new TrialId(trial), Config = Configuration.Of(("x", x)), Status = status, Iteration = 1,
            BestScore = Score.Of(score, Mode.Max),
        };
}
