using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Auto;
using Tune.Schedulers.Search.CmaEs;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Outcomes;
using Tune.Schedulers.Search.Tpe;
using Tune.Testing.Functions;

namespace Tune.Schedulers.Tests.Search;

internal sealed class AutoTests
{
    [Test]
    public void Member_WhoseSuggestionsHit_GetsAHigherRate()
    {
        var (good, poor, idle) = (Some(), Some(), Some());
        for (var i = 0; i < 20; i++)
        {
            good.Learn(isMine: i % 2 == 0, isHit: i % 2 == 0);
            poor.Learn(isMine: i % 2 == 1, isHit: false);
            idle.Learn(isMine: false, isHit: false);
        }

        Assert.That(good.Rate, Is.GreaterThan(0.9));
        Assert.That(poor.Rate, Is.LessThan(0.2));
        Assert.That(idle.Rate, Is.InRange(0.5, 0.8), "drifts from 1 back to a half");
    }

    [Test]
    public void Suggest_AfterTheStartup_ComesFromEveryMember()
    {
        var context = SomeContext.With(space: TestFunctions.Rastrigin5.Space, mode: Mode.Min);
        var auto = new AutoOptions().Create(context);
        ISearcher[] members =
        [
            new GpOptions().Create(context), new TpeOptions().Create(context), new CmaEsOptions().Create(context),
        ];
        var asked = new int[members.Length];
        for (var trial = 0; trial < 80; trial++)
        {
            var config = Config(auto, trial);
            var by = Array.FindIndex(members, member => Config(member, trial).Equals(config));
            Assert.That(by, Is.Not.Negative, $"nobody suggested trial {trial}");
            asked[by] += trial < AutoRules.Startup ? 0 : 1;
            foreach (var searcher in members.Append(auto))
            {
                Tell(searcher, trial, config, TestFunctions.Rastrigin5.At(config));
            }
        }

        Assert.That(asked, Is.All.GreaterThan(3));
    }

    [Test]
    public void Suggest_SeveralObjectives_ComesFromTheGaussianProcessAndTpe()
    {
        var context = SomeContext.With(mode: Mode.Min) with
        {
            Objectives = [new Objective("score", Mode.Min), new Objective("cost", Mode.Min)],
        };
        var auto = new AutoOptions().Create(context);
        ISearcher[] members = [new GpOptions().Create(context), new TpeOptions().Create(context)];
        var asked = new int[members.Length];
        for (var trial = 0; trial < 60; trial++)
        {
            var config = Config(auto, trial);
            var by = Array.FindIndex(members, member => Config(member, trial).Equals(config));
            Assert.That(by, Is.Not.Negative, $"nobody suggested trial {trial}");
            asked[by] += trial < AutoRules.Startup ? 0 : 1;
            foreach (var searcher in members.Append(auto))
            {
                Tell(searcher, trial, config, config.Real("x") - 0.5);
            }
        }

        Assert.That(asked, Is.All.GreaterThan(3));
    }

    [Test]
    public void Take_WithOneObjective_HitsWithOneOfTheFiveBest()
    {
        var few = new BestFew();
        bool take(int trial, double score, double violation = 0, bool hasFailed = false) => few.Take(
            new TrialOutcome(
                new TrialId(trial), Configuration.Empty, Score.Of(score, Mode.Max), violation, 1, IsWhole: true,
                MetricSet.Empty),
            hasFailed);

        Assert.That(take(0, 9, hasFailed: true), Is.False, "it failed");
        Assert.That(take(1, double.NaN), Is.False);
        Assert.That(Enumerable.Range(2, 5).Select(trial => take(trial, trial)), Is.All.True, "scores 2 to 6");
        Assert.That(take(7, 1), Is.False, "below all five");
        Assert.That(take(8, 9, violation: 1), Is.False, "constraints come first");
        Assert.That(take(9, 2.5), "2 leaves");
        Assert.That(take(10, 2.4), Is.False);
        Assert.That(take(6, 7), "a better result of one of them");
        Assert.That(take(11, 2.4), Is.False, "which takes no second place");
    }

    [Test]
    public void Take_WithSeveralObjectives_HitsWithWhatNothingBeats()
    {
        var context = SomeContext.With() with
        {
            Objectives = [new Objective("score", Mode.Max), new Objective("cost", Mode.Min)],
        };
        var front = new BestFront(new Goals(context));
        bool take(int trial, double score, double cost, double violation = 0, bool hasFailed = false) => front.Take(
            new TrialOutcome(
                new TrialId(trial), Configuration.Empty, Score.Of(score, Mode.Max), violation, 1, IsWhole: true,
                MetricSet.Of(("score", score), ("cost", cost))),
            hasFailed);

        Assert.That(take(0, 9, 9, violation: 1), "the first there is");
        Assert.That(take(1, 1, 5), "it keeps to the constraints");
        Assert.That(take(2, 9, 1, violation: 0.5), Is.False, "it does not");
        Assert.That(take(3, 5, 6), "a trade-off");
        Assert.That(take(4, 1, 6), Is.False, "beaten by both");
        Assert.That(take(5, 1, 5), Is.False, "nothing new");
        Assert.That(take(6, 7, 1, hasFailed: true), Is.False);
        Assert.That(take(7, double.NaN, 1), Is.False);
        Assert.That(take(8, 6, 5), "better than two");
        Assert.That(take(9, 2, 5), Is.False);
    }

    [Test]
    public void Suggest_ConditionalSpace_StaysInTheSpace()
    {
        var space = new SearchSpace().Choice("kind", "a", "b").Uniform("x", 0, 1)
            .When("kind", "a", inner => inner.LogUniform("y", 1e-3, 1));
        var auto = new AutoOptions().Create(SomeContext.With(space: space));
        for (var trial = 0; trial < 40; trial++)
        {
            var config = Config(auto, trial);
            Assert.That(space.Contains(config), Is.True);
            Tell(auto, trial, config, config.Real("x"));
        }
    }

    // The median of 15 seeds is 10.5; that of random search 34.
    [Test]
    public void Best_OfRastrigin_IsFarBelowChance() => Assert.That(
        Enumerable.Range(0, 5).Select(seed => AskTellRun.BestOf(
            new AutoOptions(), TestFunctions.Rastrigin5, (ulong)seed, 150)).Order().ElementAt(2),
        Is.LessThan(22));

    private static Member Some() => new(() => new TpeOptions().Create(SomeContext.With()));

    private static Configuration Config(ISearcher searcher, int trial) =>
        ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config;

    private static void Tell(ISearcher searcher, int trial, Configuration config, double value)
    {
        searcher.Observe(new TrialFact.Added(new TrialId(trial), config));
        var seen = SomeContext.Seen(trial, 1, 0) with
        {
            Score = Score.Of(value, Mode.Min), Metrics = MetricSet.Of(("score", value), ("cost", value * value)),
        };
        searcher.Observe(new TrialFact.Judged(seen, Decision.Continue.Instance));
        searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Completed));
    }
}
