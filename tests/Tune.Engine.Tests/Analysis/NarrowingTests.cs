using CsCheck;
using Tune.Engine.Analysis;
using Tune.Engine.Analysis.Narrowing;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Analysis;

internal sealed class NarrowingTests
{
    [Test]
    public void Of_AnOptimumInside_KeepsTheRangeAroundIt()
    {
        var space = new SearchSpace().LogUniform("rate", 1e-5, 1e-1).Uniform("other", 0, 1);
        var made = Suggest(space, 300, c => Math.Abs(Math.Log10(c.Real("rate")) + 3));

        var rate = (RealDomain)made.Space["rate"].Domain;
        Assert.That(rate.Log, Is.True);
        Assert.That(rate.Low, Is.InRange(1e-4, 9e-4));
        Assert.That(rate.High, Is.InRange(1.1e-3, 1e-2));
        Assert.That(made.Space["other"], Is.EqualTo(space["other"]), "it does not matter");
        Assert.That(Of(made, "rate").Change, Is.EqualTo(SuggestedChange.Narrow));
        Assert.That(Of(made, "rate").TopInside, Is.GreaterThanOrEqualTo(0.9));
        Assert.That(Of(made, "rate").TriedInside, Is.LessThan(0.5));
        Assert.That(made.Volume, Is.InRange(0.1, 0.5));
        Assert.That(made.ExpectedLoss, Is.LessThan(1e-3));
    }

    [Test]
    public void Of_TrialsCrowdedAroundTheBest_CutsEndsThatWereTriedLittle()
    {
        // A searcher that learns soon leaves both ends alone: two trials each, the worst of all.
        var rows = SomeTrials.Uniform(1, 100);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i][0] = i < 2 ? 0.1 + (0.05 * i) : i < 4 ? 0.9 + (0.01 * i) : 0.6 + ((rows[i][0] - 0.5) / 5);
        }

        var space = new SearchSpace().Uniform("x", 0, 1);
        var made = SpaceSuggestion.Of(space, Evidence.Of(
            space.Coordinates, rows.Select(row => (row, Math.Abs(row[0] - 0.6))), "loss", Mode.Min))!;

        Assert.That(Real(made, "x").Low, Is.InRange(0.5, 0.6));
        Assert.That(Real(made, "x").High, Is.InRange(0.6, 0.7));
    }

    [Test]
    public void Of_AnOptimumAtTheEnd_WidensThereAndNeverCutsIt()
    {
        var space = new SearchSpace().LogUniform("rate", 1e-4, 1e-1).Integer("width", 10, 90);
        var made = Suggest(space, 300, c => Math.Log10(c.Real("rate")) - (0.04 * c.Integer("width")));

        var (rate, width) = ((RealDomain)made.Space["rate"].Domain, (IntegerDomain)made.Space["width"].Domain);
        Assert.That(rate.Low, Is.InRange(1e-5, 3e-5), "a quarter of three decades more");
        Assert.That(rate.High, Is.LessThan(1e-1));
        Assert.That(Of(made, "rate").Change, Is.EqualTo(SuggestedChange.Shift));
        Assert.That(width.High, Is.EqualTo(110));
        Assert.That(
            Real(Suggest(space, 300, c => c.Real("rate"), new() { MayWiden = false }), "rate").Low, Is.EqualTo(1e-4));
    }

    [Test]
    public void Of_AnEndThatLooksNatural_StaysThere()
    {
        var space = new SearchSpace().Uniform("dropout", 0, 0.8).Uniform("share", 0.2, 1);
        var made = Suggest(space, 400, c => c.Real("dropout") - c.Real("share"));

        Assert.That(Real(made, "dropout").Low, Is.EqualTo(0));
        Assert.That(Real(made, "share").High, Is.EqualTo(1));
        Assert.That(Real(made, "dropout").High, Is.LessThan(0.8));
    }

    [Test]
    public void Of_AnOptimumNearTheEnd_DoesNotWiden()
    {
        var space = new SearchSpace().Uniform("x", 10, 20);
        var made = Suggest(space, 500, c => Math.Abs(c.Real("x") - 11));

        Assert.That(Real(made, "x").Low, Is.GreaterThanOrEqualTo(10));
    }

    [Test]
    public void Of_WorseOptions_GoWithTheirBranches()
    {
        var space = new SearchSpace().Choice("kind", "sgd", "adam", "lamb")
            .When("kind", "sgd", sgd => sgd.Uniform("momentum", 0, 1))
            .When("kind", ["adam", "sgd"], both => both.Uniform("decay", 0, 1))
            .Boolean("nesterov").Derive("twice", c => c.Text("kind").Length)
            .Require("something", c => c.Has("kind"));
        var made = Suggest(space, 300, c => (c.Text("kind") == "sgd" ? 1 : 0) + (c.Boolean("nesterov") ? 0 : 0.5)
            + (0.1 * KeyedRandom.For(c.Fingerprint, "noise").NextUnit()));

        Assert.That(
            ((ListDomain)made.Space["kind"].Domain).Values, Is.EqualTo(new ParameterValue[] { "adam", "lamb" }));
        Assert.That(made.Space.Parameters.Select(p => p.Name), Has.None.EqualTo("momentum"));
        Assert.That(made.Space["decay"].When[0].Values, Is.EqualTo(new ParameterValue[] { "adam" }));
        Assert.That(((ListDomain)made.Space["nesterov"].Domain).Values, Is.EqualTo(new ParameterValue[] { true }));
        Assert.That(Of(made, "momentum"), Has.Property("Change").EqualTo(SuggestedChange.Drop)
            .And.Property("After").Null);
        Assert.That(made.Space.HasCode, Is.True);
        made.Space.Validate();
        Assert.That(made.Code, Is.EqualTo("""
            new SearchSpace()
                .Choice("kind", "adam", "lamb")
                .When("kind", "adam", branch0 => branch0
                    .Uniform("decay", 0.0, 1.0))
                .Choice("nesterov", true)
                // .Derive("twice", ...): as before
                // .Require("something", ...): as before
            """.ReplaceLineEndings("\n")));
        Assert.That(Of(made, "nesterov").Attribute, Is.EqualTo("[Constant(true)]"));
    }

    [Test]
    public void Of_WhatWasHardlyTried_IsNotCutOff()
    {
        // All but a few trials are in the lower half, where all of the best are, too. The few are middling.
        var space = new SearchSpace().Uniform("x", 10, 20);
        var trials = Enumerable.Range(0, 60).Select(i => Trial(
            i, Configuration.Of(("x", i < 57 ? 10 + (5.0 * i / 57) : 16.0 + i - 57)),
            i < 57 ? Math.Abs(i - 30) : 12));

        var made = SpaceSuggestion.Of(space, Evidence.Of(space, trials, s_loss))!;

        Assert.That(Real(made, "x").High, Is.EqualTo(20));
    }

    [Test]
    public void Of_SteppedAndNormalParameters_StayWhatTheyAre()
    {
        var space = new SearchSpace().Uniform("mix", 0, 1, 0.05).Integer("batch", 16, 256, 16)
            .LogInteger("width", 8, 512).Ordinal("size", 1, 2, 4, 8, 16, 32, 64, 128).Normal("shift", 0, 1);
        var made = Suggest(space, 1500, c => Math.Abs(c.Real("mix") - 0.5)
            + Math.Abs((c.Integer("batch") - 128) / 240.0) + Math.Abs((Math.Log2(c.Integer("width")) - 6) / 6)
            + Math.Abs((Math.Log2(c.Integer("size")) - 3) / 7)
            + Math.Abs(c.Real("shift") / 3));

        Assert.That(made.Parameters.Select(each => each.Change), Has.All.EqualTo(SuggestedChange.Narrow));
        for (var i = 0; i < 200; i++)
        {
            var config = made.Space.Sample(KeyedRandom.For(1, "test", i));
            Assert.That(space.Contains(config, out var why), Is.True, why);
        }

        Assert.That(((NormalDomain)made.Space["shift"].Domain).Deviation, Is.LessThan(1));
        Assert.That(Of(made, "batch").Attribute, Does.Match(@"^\[IntRange\(\d+, \d+, Step = 16\)\]$"));
    }

    [Test]
    public void Of_AnyTrials_KeepsTheBestOne() => Gen.Select(
        Gen.ULong, Gen.Int[20, 200], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 0.3]).Sample(
        (seed, count, a, b, noise) =>
        {
            var space = new SearchSpace().Uniform("x", -3, 5).LogInteger("n", 1, 1000).Choice("c", 1, 2, 3, 4, 5);
            var trials = Enumerable.Range(0, count).Select(i =>
            {
                var random = KeyedRandom.For(seed, "test/any", i);
                var config = space.Sample(random);
                var unit = space.ToUnit(config);
                var loss = Math.Abs(unit[0] - a) + Math.Abs(unit[1] - b) + (unit[2] * a);
                return Trial(i, config, loss + (noise * random.NextNormal()));
            }).ToArray();

            var made = SpaceSuggestion.Of(space, Evidence.Of(space, trials, s_loss));

            var best = trials.MaxBy(trial => s_objective.ScoreOf(trial.LastMetrics))!;
            return made is null || (made.Space.Contains(best.Config)
                && made.Parameters.All(each => each.TopInside is > 0 and <= 1 && each.ExpectedLoss >= 0)
                && made.Volume is > 0 and <= 1);
        },
        iter: 300);

    [Test]
    public void Of_TooFewTrialsOrUnfitOptions_SaysSo()
    {
        var space = new SearchSpace().Uniform("x", 0, 1);

        Assert.That(SpaceSuggestion.Of(space, SomeTrials.Of(1, 19, x => x[0])), Is.Null);
        Assert.That(
            () => SpaceSuggestion.Of(space, SomeTrials.Of(1, 30, x => x[0]), new() { Kept = 0 }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contain("Kept is 0"));
    }

    [TestCase(0, 10, 0.1, 0.34867844)]
    [TestCase(2, 10, 0.5, 0.0546875)]
    [TestCase(0, 5000, 0.2, 0)]
    [TestCase(10, 10, 0.5, 1)]
    [TestCase(0, 0, 0.5, 1)]
    public void Binomial_Tail_IsTheSumOfItsTerms(int successes, int trials, double rate, double expected) =>
        Assert.That(Binomial.AtMost(successes, trials, rate), Is.EqualTo(expected).Within(1e-8));

    [Test]
    public void RepeatedSearch_TwoTrials_LosesTheGapThreeTimesInFour()
    {
        // Of two draws from two trials at least one is the better in 3 of 4 cases; without it only the worse is left.
        var evidence = Evidence.Of(
            SomeTrials.Reals(1), [(new[] { 0.2 }, 1.0), (new[] { 0.8 }, 5.0)], "loss", Mode.Min);

        Assert.That(new RepeatedSearch(evidence).LossWithout(row => row == 1), Is.EqualTo(3).Within(1e-12));
        Assert.That(new RepeatedSearch(evidence).LossWithout(row => row == 0), Is.Zero);
    }

    private static readonly Objective s_objective = new("loss", Mode.Min);

    [Test]
    public void Of_TooFewTrialsToTell_SaysSoAndWhereTheBestLie()
    {
        // The best ten of 24 lie within a third; whoever asks for so little doubt cannot be told that it is no chance.
        var space = new SearchSpace().Uniform("a", 0, 1).Uniform("b", 0, 1);
        var made = Suggest(space, 24, c => Math.Abs(c.Real("a") - 0.5), new() { Doubt = 1e-9 });

        Assert.That(Of(made, "a").Change, Is.EqualTo(SuggestedChange.Keep));
        Assert.That(Of(made, "a").Why, Does.Match(
            "^Most of the best lie from 0\\.[0-9]+ to 0\\.[0-9]+, but only [0-9]+ trials lie elsewhere, too few to "
            + "tell that from chance\\.$"));
    }

    // Of 4,000 trials nobody would say that they are too few. In the middle half 30 of 100 are among the best,
    // elsewhere 10.
    [Test]
    public void Of_ManyTrialsAndNoClearEdge_DoesNotCallThemTooFew()
    {
        var space = new SearchSpace().Uniform("a", 0, 1);
        var rows = Enumerable.Range(0, 4000).Select(i =>
        {
            var isBest = i % 50 < (i is >= 1000 and < 3000 ? 15 : 5);
            return Trial(i, Configuration.Of(("a", (i + 0.5) / 4000)), (isBest ? 0 : 1) + (i * 7919 % 4000 / 4000.0));
        });

        var made = SpaceSuggestion.Of(space, Evidence.Of(space, rows, s_loss), new() { Kept = 0.6, Doubt = 1e-80 })!;

        Assert.That(Of(made, "a").Why, Does.Match(
            "^Most of the best lie from 0[.0-9]* to 0\\.[0-9]+, but those of the [0-9]{4} trials elsewhere that are "
            + "among the best are not clearly fewer than by chance\\.$"));
    }

    // Three in four of 200 trials have 1, all of the best among them.
    [TestCase(true, "have 1")]
    [TestCase(false, "lie near 1")]
    public void Of_TheBestAtOneValue_NamesItOnce(bool isWhole, string where)
    {
        var space = isWhole ? new SearchSpace().Integer("a", 1, 41) : new SearchSpace().Uniform("a", 1, 1.001);
        var rows = Enumerable.Range(0, 200).Select(i =>
        {
            var value = i % 4 != 3 ? 1L : 2 + (i % 40);
            return Trial(i, Configuration.Of(("a", isWhole ? value : (ParameterValue)(1.0001 + (value * 2e-5)))),
                value == 1 ? i / 1000.0 : 1 + i);
        });

        var made = SpaceSuggestion.Of(
            space, Evidence.Of(space, rows, s_loss), new() { TopShare = 0.5, Doubt = 1e-20 })!;

        Assert.That(Of(made, "a").Why, Is.EqualTo(
            $"Most of the best {where}, but only 50 trials lie elsewhere, too few to tell that from chance."));
    }

    [Test]
    public void Of_TooFewTrialsButTheBestAtBothEndsOfAFewNumbers_SaysTheyLieAllOverIt()
    {
        var space = new SearchSpace().Integer("a", 1, 3).Uniform("b", 0, 1);
        var made = Suggest(space, 20, c => c.Real("b") / c.Integer("a"), new() { Doubt = 1e-9 });

        Assert.That(Of(made, "a").Why, Is.EqualTo("The best lie all over it."));
    }

    [Test]
    public void Of_BestEverywhere_SaysTheyLieAllOverIt()
    {
        var space = new SearchSpace().Uniform("a", 0, 1).Uniform("b", 0, 1);
        foreach (var each in Suggest(space, 400, c => (c.Real("a") * 7919 % 1) + (c.Real("b") * 104729 % 1)).Parameters)
        {
            Assert.That(each.Why, Is.EqualTo("The best lie all over it.")
                .Or.EqualTo("It does not decide who is among the best."));
        }
    }

    private static readonly Target s_loss = Target.Of("loss", Mode.Min);

    private static SpaceSuggestion Suggest(
        SearchSpace space, int trials, Func<Configuration, double> loss, NarrowingOptions? options = null) =>
        SpaceSuggestion.Of(
            space,
            Evidence.Of(
                space,
                Enumerable.Range(0, trials).Select(i => (i, space.Sample(KeyedRandom.For(9, "test/trial", i))))
                    .Select(each => Trial(each.i, each.Item2, loss(each.Item2))),
                s_loss),
            options)!;

    private static TrialSummary Trial(int number, Configuration config, double loss) => new()
    {
        Trial = new TrialId(number), Config = config, LastMetrics = MetricSet.Of(("loss", loss)),
    };

    private static RealDomain Real(SpaceSuggestion made, string name) => (RealDomain)made.Space[name].Domain;

    private static ParameterSuggestion Of(SpaceSuggestion made, string name) =>
        made.Parameters.Single(each => each.Name == name);
}
