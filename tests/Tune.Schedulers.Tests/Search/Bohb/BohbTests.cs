using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Search.Bohb;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Search.Bohb;

internal sealed class BohbTests
{
    private static readonly SearchSpace Mixed = new SearchSpace()
        .LogUniform("rate", 1e-4, 1).Integer("layers", 1, 8).Choice("kind", "a", "b", "c").Boolean("wide");

    private static BohbSearcher Bohb(double randomShare = 0, SearchSpace? space = null) => (BohbSearcher)new BohbOptions
    {
        RandomShare = randomShare,
    }.Create(SomeContext.With(space: space ?? SomeContext.Space));

    private static Configuration Next(ISearcher searcher, int trial) =>
        ((Suggestion.Use)searcher.Suggest(new TrialId(trial))).Config;

    /// <summary>A trial with this x that is compared at an iteration.</summary>
    private static void Tell(ISearcher searcher, int trial, double x, int iteration, double score, Decision decision)
    {
        searcher.Observe(new TrialFact.Added(new TrialId(trial), Configuration.Of(("x", x))));
        searcher.Observe(new TrialFact.Judged(SomeContext.Seen(trial, iteration, score), decision));
    }

    private static Decision.Stop Stop(StopReason reason) => new(reason, "because");

    /// <summary>Ten trials at a budget, evenly over [0, width), the best of them around a place.</summary>
    private static void Fill(ISearcher searcher, int first, int iteration, double place, double width = 1)
    {
        for (var i = 0; i < 10; i++)
        {
            var x = i / 10.0 * width;
            Tell(searcher, first + i, x, iteration, -Math.Abs(x - place), Decision.Pause.Instance);
        }
    }

    private static double Typical(ISearcher searcher) =>
        Enumerable.Range(1_000, 100).Average(trial => Next(searcher, trial).Real("x"));

    [Test]
    public void Suggest_WithEnoughPoints_GoesWhereTheGoodOnesLie()
    {
        var searcher = Bohb();
        Fill(searcher, 0, 1, place: 0.75);

        Assert.That(Typical(searcher), Is.EqualTo(0.75).Within(0.12));
    }

    [Test]
    public void Suggest_WithTooFewPoints_DrawsFromTheSpace()
    {
        var searcher = Bohb();
        for (var trial = 0; trial < 3; trial++)
        {
            Tell(searcher, trial, 0.9, 1, trial, Decision.Pause.Instance);
        }

        Assert.That(Typical(searcher), Is.EqualTo(0.5).Within(0.1), "one dimension needs two good and two bad points");
    }

    [Test]
    public void Suggest_WithTwoBudgets_TakesTheLargerOnceItHasEnough()
    {
        var searcher = Bohb();
        Fill(searcher, 0, 1, place: 0.75);
        Tell(searcher, 10, 0.1, 9, -9, Decision.Pause.Instance);
        Assert.That(Typical(searcher), Is.EqualTo(0.75).Within(0.12));
        Fill(searcher, 20, 9, place: 0.25);

        Assert.That(Typical(searcher), Is.EqualTo(0.25).Within(0.12));
    }

    [Test]
    public void Suggest_FollowsTheGoodEnd_OfACategory()
    {
        var searcher = Bohb(space: new SearchSpace().Choice("kind", "a", "b", "c", "d"));
        foreach (var trial in Enumerable.Range(0, 40))
        {
            var kind = "abcd"[trial % 4].ToString();
            searcher.Observe(new TrialFact.Added(new TrialId(trial), Configuration.Of(("kind", kind))));
            searcher.Observe(new TrialFact.Judged(
                SomeContext.Seen(trial, 1, kind == "c" ? 1 : 0), Decision.Pause.Instance));
        }

        Assert.That(
            Enumerable.Range(100, 100).Count(trial => Next(searcher, trial).Text("kind") == "c"), Is.AtLeast(90));
    }

    // Elsewhere the trial that closes a rung and loses is never seen by the model.
    [Test]
    public void StoppedTrials_AreLearntFrom()
    {
        var searcher = Bohb();
        Tell(searcher, 0, 0.7, 1, 3, Decision.Pause.Instance);
        Tell(searcher, 1, 0.8, 1, 4, Decision.Pause.Instance);
        Tell(searcher, 2, 0.1, 1, 1, Stop(StopReason.Culled));
        Tell(searcher, 3, 0.2, 1, 2, Stop(StopReason.BudgetUsed));

        Assert.That(Typical(searcher), Is.GreaterThan(0.6));
    }

    [Test]
    public void CompletedTrials_AreLearntFrom_AndEndedOnesForgotten()
    {
        var searcher = Bohb();
        for (var trial = 0; trial < 10; trial++)
        {
            Tell(searcher, trial, trial / 10.0, 7, trial, Decision.Continue.Instance);
            searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Completed));
            searcher.Observe(new TrialFact.Judged(SomeContext.Seen(trial, 8, -trial), Decision.Pause.Instance));
        }

        Assert.That(Typical(searcher), Is.GreaterThan(0.7));
    }

    [Test]
    public void ReportsBetweenRungs_AndStopsByRules_AreNoPoints()
    {
        var searcher = Bohb();
        for (var trial = 0; trial < 10; trial++)
        {
            Tell(searcher, trial, trial / 10.0, 1, trial, trial % 2 == 0
                ? Decision.Continue.Instance : Stop(StopReason.Rule));
            searcher.Observe(new TrialFact.Ended(new TrialId(trial), TrialStatus.Stopped));
        }

        Assert.That(Typical(searcher), Is.EqualTo(0.5).Within(0.1));
    }

    [Test]
    public void NaN_MakesABadPoint()
    {
        var searcher = Bohb();
        Tell(searcher, 0, 0.1, 1, double.NaN, Decision.Pause.Instance);
        Tell(searcher, 1, 0.2, 1, double.NaN, Decision.Pause.Instance);
        Tell(searcher, 2, 0.7, 1, -9, Decision.Pause.Instance);
        Tell(searcher, 3, 0.8, 1, -9, Decision.Pause.Instance);

        Assert.That(Typical(searcher), Is.GreaterThan(0.6));
    }

    [Test]
    public void RandomShare_OfAll_IgnoresTheModel()
    {
        var searcher = Bohb(randomShare: 1);
        Fill(searcher, 0, 1, place: 0.9);

        Assert.That(Typical(searcher), Is.EqualTo(0.5).Within(0.1));
    }

    [Test]
    public void Suggest_NeverBreaksAConstraint()
    {
        var space = new SearchSpace().Uniform("x", 0, 1).Require("low", config => config.Real("x") < 0.6);
        var searcher = Bohb(space: space);
        Fill(searcher, 0, 1, place: 0.54, width: 0.6);

        Assert.That(
            Enumerable.Range(100, 200).Select(trial => Next(searcher, trial).Real("x")), Is.All.LessThan(0.6));
    }

    [Test]
    public void Suggest_AskedTwice_OrOfAReplayedSearcher_IsTheSame() => Gen.Int[0, 9].Array[1, 40].Sample(tenths =>
    {
        var (asked, unasked) = (Bohb(randomShare: 0.3), Bohb(randomShare: 0.3));
        for (var trial = 0; trial < tenths.Length; trial++)
        {
            var first = Next(asked, trial);
            Assert.That(Next(asked, trial), Is.EqualTo(first));
            Array.ForEach([asked, unasked], one => Tell(
                one, trial, tenths[trial] / 10.0, 1 + (trial % 3), tenths[trial], Decision.Pause.Instance));
        }

        Assert.That(Next(unasked, tenths.Length), Is.EqualTo(Next(asked, tenths.Length)));
    });

    // The pair on the real machine, with crashes and lost sessions: every value in its domain, replay equals live.
    [Test]
    public void Pair_WithAnyMishaps_StaysInTheSpaceAndReplays() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 3], Gen.Double[0, 0.1], Gen.Double[0, 0.1], Gen.ULong).Sample(
            (slots, jump, crash, loss, seed) =>
            {
                var spec = SomeContext.Spec(
                    new HyperBandOptions { MaxIterations = 9 }, new BohbOptions(), trials: 40, seed) with
                {
                    Space = Mixed,
                };
                var driver = new MachineDriver(spec, (trial, iteration) => (trial.Number * 37 % 41) + iteration)
                {
                    Slots = slots, JumpMax = jump, CrashRate = crash, LossRate = loss, Seed = seed,
                }.RunToEnd();
                var configs = driver.Journal.OfType<ExperimentEvent.TrialProposed>().Select(p => p.Config).ToList();

                Assert.That(configs, Has.Count.EqualTo(40));
                Assert.That(configs.TrueForAll(Mixed.Contains));
                Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
            },
            iter: 200);

    [Test]
    public void Pair_FindsBetterThanRandomSearch()
    {
        static double Best(SearcherOptions searcher, ulong seed)
        {
            var spec = SomeContext.Spec(
                new HyperBandOptions { MaxIterations = 27 }, searcher, trials: 300, seed) with
            {
                Space = "abcdef".Aggregate(new SearchSpace(), (space, name) => space.Uniform($"{name}", 0, 1)),
            };
            MachineDriver driver = null!;
            driver = new MachineDriver(spec, (trial, iteration) =>
            {
                var config = driver.State.Trials[trial].Config;
                return -"abcdef".Sum(name => Math.Pow(config.Real($"{name}") - ((name - 'a' + 1) / 8.0), 2))
                    - (1.0 / iteration);
            }) { Slots = 4, Seed = seed };
            return driver.RunToEnd().State.Best!.Score.Value;
        }

        var wins = Enumerable.Range(0, 20).Count(seed =>
            Best(new BohbOptions(), (ulong)seed) > Best(new RandomSearchOptions(), (ulong)seed));

        TestContext.Out.WriteLine($"better on {wins} of 20 seeds");
        Assert.That(wins, Is.AtLeast(16));
    }

    [TestCase(0, 0.3, 64, 3, 1e-3, "GoodShare is 0; it must be above 0 and below 1.")]
    [TestCase(double.NaN, 0.3, 64, 3, 1e-3, "GoodShare is NaN; it must be above 0 and below 1.")]
    [TestCase(0.15, 1.5, 64, 3, 1e-3, "RandomShare is 1.5; it must be 0 to 1.")]
    [TestCase(0.15, 0.3, 0, 3, 1e-3, "Candidates is 0; it must be 1 to 10,000.")]
    [TestCase(0.15, 0.3, 64, 0, 1e-3, "BandwidthFactor is 0; it must be a number above 0.")]
    [TestCase(0.15, 0.3, 64, 3, 1, "MinBandwidth is 1; it must be above 0 and below 1.")]
    public void Problems_NameTheFieldAndWhatIsAllowed(
        double good, double random, int candidates, double factor, double bandwidth, string problem)
    {
        var options = new BohbOptions
        {
            GoodShare = good, RandomShare = random, Candidates = candidates, BandwidthFactor = factor,
            MinBandwidth = bandwidth,
        };

        Assert.That(options.Problems(SomeContext.With()), Is.EqualTo(new[] { $"Bohb.{problem}" }));
    }

    [TestCase(4, "Bohb.MinPoints is 4; it must be 5 to 1,000,000, because the space has 4 dimensions, or absent.")]
    [TestCase(5, null)]
    [TestCase(null, null)]
    public void Problems_WithTooFewMinPoints_SaySo(int? points, string? problem) => Assert.That(
        new BohbOptions { MinPoints = points }.Problems(SomeContext.With(space: Mixed)),
        Is.EqualTo(problem is null ? [] : new[] { problem }));

    [Test]
    public void Problems_WithConditionalParameters_NameOne() => Assert.That(
        new BohbOptions().Problems(SomeContext.With(space: new SearchSpace().Choice("kind", "a", "b")
            .When("kind", "a", branch => branch.Uniform("depth", 0, 1)))).Single(),
        Does.StartWith("Bohb cannot model 'depth', which exists only under a condition"));

    [Test]
    public void Problems_WithNothingToChoose_SaySo() => Assert.That(
        new BohbOptions().Problems(SomeContext.With(space: new SearchSpace().Constant("x", 1))).Single(),
        Does.StartWith("Bohb cannot model a space without a parameter to choose"));
}
