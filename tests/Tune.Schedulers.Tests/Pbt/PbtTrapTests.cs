using CsCheck;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.Pbt;

/// <summary>The traps of the rule as it is shipped elsewhere, each shown to be closed here.</summary>
internal sealed class PbtTrapTests
{
    private static PbtOptions Options => PbtTable.Options;

    private static PbtOptions InStep => PbtTable.Options with { Synchronous = true };

    private static SearchSpace Everything { get; } = new SearchSpace()
        .Uniform("real", -2, 3).LogUniform("rate", 1e-4, 1e-1).Uniform("steps", 0, 1, step: 0.25)
        .Integer("whole", 1, 4).LogInteger("wide", 1, 1024).Normal("normal", 0, 1).Ordinal("size", "s", "m", "l")
        .Choice("layers", 32, 64, 128).Choice("kind", "a", "b").Boolean("flag");

    private static Configuration Explored(SearchSpace space, Configuration donor, long turn, PbtOptions? options = null)
    {
        var explorer = new FactorExplorer(options ?? Options, SomeContext.With(space: space));
        return explorer.Explore(
            new Snapshot(Score.Of(1, Mode.Max), 1, 10, PbtTable.Checkpoint(0, 10), donor), turn);
    }

    [Test]
    public void ValuesLeavingTheRange_NeverHappens_HoweverOftenTheyAreChanged() =>
        Gen.Select(Gen.Double[0, 1].Array[10], Gen.Double[0, 1], Gen.Int[0, 1_000]).Sample(
            (unit, resample, turn) =>
            {
                var config = Everything.FromUnit(unit);
                var options = Options with { ResampleProbability = resample, FactorDown = 0.01, FactorUp = 90 };
                for (var copy = 0; copy < 20; copy++)
                {
                    config = Explored(Everything, config, turn + copy, options);
                    Assert.That(Everything.Contains(config, out var why), why);
                }
            },
            iter: 500);

    [Test]
    public void WholeNumbersCutOff_AreRoundedInstead()
    {
        var space = new SearchSpace().Integer("n", 1, 100);
        var never = Options with { ResampleProbability = 0 };
        var reached = Enumerable.Range(0, 50).Select(turn =>
            Explored(space, Configuration.Of(("n", 9)), turn, never).Integer("n"));

        Assert.That(reached.Distinct(), Is.EquivalentTo(new[] { 7, 11 }), "7.2 and 10.8");
    }

    [Test]
    public void ChoiceOfNumbers_IsNotMultiplied() => Assert.That(
        Enumerable.Range(0, 50).Select(turn =>
            Explored(Everything, Everything.FromUnit(Enumerable.Repeat(0.5, 10).ToArray()), turn).Integer("layers")),
        Is.All.AnyOf(32L, 64L, 128L));

    [Test]
    public void SharedParameters_ThatMayNotChange_AreCopied()
    {
        var donor = Everything.FromUnit(Enumerable.Repeat(0.3, 10).ToArray());
        for (var turn = 0; turn < 50; turn++)
        {
            var config = Explored(Everything, donor, turn, Options with { Mutate = ["rate"], ResampleProbability = 1 });
            Assert.That(config.With("rate", donor["rate"]), Is.EqualTo(donor));
            Assert.That(config["rate"], Is.Not.EqualTo(donor["rate"]));
        }
    }

    [Test]
    public void ConditionsConstraintsAndDerivedValues_HoldForEveryClone()
    {
        var space = new SearchSpace().Choice("kind", "a", "b")
            .When("kind", "a", branch => branch.Uniform("x", 0, 1).Uniform("y", 0, 1))
            .When("kind", "b", branch => branch.Integer("n", 1, 9))
            .Derive("twice", config => config.TryGet("x", out var x) ? x.AsReal() * 2 : 0.0)
            .Require("small", config => !config.Has("x") || config.Real("x") + config.Real("y") < 1);
        var config = space.Sample(KeyedRandom.For(1, "test"));
        var kinds = new HashSet<string>();
        for (var turn = 0; turn < 300; turn++)
        {
            config = Explored(space, config, turn);
            kinds.Add(config.Text("kind"));
            Assert.That(space.Contains(config, out var why), why);
        }

        Assert.That(kinds, Has.Count.EqualTo(2), "branches change");
    }

    [Test]
    public void CustomFunction_HasTheLastWord_WithinTheSpace()
    {
        PbtExplorers.Register("test/far-out", FarOut);
        PbtExplorers.Register("test/far-out", FarOut);
        var options = Options with { Explore = "test/far-out" };
        Assert.That(options.Problems(SomeContext.With(trials: 4)), Is.Empty);

        Assert.That(
            Explored(SomeContext.Space, Configuration.Of(("x", 0.5)), 1, options), Is.EqualTo(
                Configuration.Of(("x", 1.0))));
        Assert.That(
            () => PbtExplorers.Register("test/far-out", (config, _) => config), Throws.ArgumentException);
        Assert.That(
            (Options with { Explore = "test/none" }).Problems(SomeContext.With(trials: 4)).Single(),
            Does.StartWith("Pbt.Explore is 'test/none', which is not registered; registered are: "));
    }

    [Test]
    public void CustomFunction_ThatFails_SaysWhichAndForWhat()
    {
        PbtExplorers.Register("test/fails", Fails);

        Assert.That(
            () => Explored(
                SomeContext.Space, Configuration.Of(("x", 0.5)), 1,
                Options with { Explore = "test/fails", ResampleProbability = 0 }),
            Throws.InvalidOperationException.With.Message.StartsWith(
                "The function 'test/fails' of Pbt.Explore failed for (x="));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void NaN_IsAtTheBottom_AndIsNeverCopied(double score)
    {
        Assert.That(PbtTable.Of(Options, 4).Reports(10, 1, 2, 3, score), Is.EqualTo("...2"));
        Assert.That(PbtTable.Of(Options, 2).Reports(10, score, score), Is.EqualTo(".."), "nothing to copy");
    }

    [Test]
    public void BrokenConstraint_IsAtTheBottom_AndIsNeverCopied()
    {
        var table = PbtTable.Of(Options, 3);

        Assert.That(table.Report(0, 10, 9, violation: 0.1) + table.Report(1, 10, 2), Is.EqualTo(".."));
        Assert.That(table.Report(2, 10, 1), Is.EqualTo("."), "not the last: trial 0 is");
        Assert.That(table.Report(0, 20, 9, violation: 0.1), Is.EqualTo("1"));
    }

    [Test]
    public void Ties_GoByTrialNumber() =>
        Assert.That(PbtTable.Of(Options, 4).Reports(10, 1, 1, 1, 1), Is.EqualTo("...0"));

    [Test]
    public void ErroredTrial_InStep_HoldsUpNobody()
    {
        var table = PbtTable.Of(InStep, 3);
        table.Report(0, 10, 1);
        table.Report(1, 10, 2);

        Assert.That(table.Park(0, 1).End(2, TrialStatus.Errored).FillAll(), Is.EqualTo("0 as 1, 1, wait"));
    }

    [Test]
    public void DifferentEpochs_InStep_AreNeverCompared()
    {
        var table = PbtTable.Of(InStep, 3);
        Assert.That(table.Reports(10, 3, 2, 1), Is.EqualTo("PPP"));
        table.Park(0, 1, 2).Fill();
        table.Report(0, 20, 99);
        table.Park(0);

        Assert.That(table.Fill() + ", " + table.Fill(), Is.EqualTo("1, 2 as 0"));
        Assert.That(table.Milestone(2, 10), Is.EqualTo(20), "of the donor's boundary 10, not of its 20");
    }

    [Test]
    public void DonorThatHasChanged_IsCopiedWithWhatItsWeightsWereTrainedWith()
    {
        // Trial 2 leads with its own configuration, then becomes a clone of trial 0 and so has none to give.
        var table = PbtTable.Of(Options with { Selection = PbtSelection.Tournament, ResampleProbability = 0 }, 2);
        table.Reports(10, 9, 5);
        Assert.That(table.Report(1, 20, 5), Is.EqualTo("0"));

        Assert.That(table.Report(0, 20, 1), Is.EqualTo("."), "the clone has not trained yet");
        var before = table.Config(1);
        table.Report(1, 30, 7);
        var clone = (Decision.CloneFrom)table.Judge(0, 30, 1);
        Assert.That(clone.Checkpoint, Is.EqualTo(PbtTable.Checkpoint(1, 30)));
        Assert.That(clone.Config.Real("x") / before.Real("x"), Is.EqualTo(1).Within(0.2000001));
    }

    [Test]
    public void DonorWithoutCheckpoint_IsNeverCopied_AndPausesSoThatItSaves()
    {
        var table = PbtTable.Of(Options, 2);
        Assert.That(table.Report(0, 10, 9, saves: false), Is.EqualTo("P"));
        Assert.That(table.Report(1, 10, 5), Is.EqualTo("."), "not safe yet");

        table.Park(0);
        Assert.That(table.Report(1, 20, 5), Is.EqualTo("P"), "trial 0 waits");
        Assert.That(table.Park(1).Fill() + ", " + table.Fill(), Is.EqualTo("0, 1 as 0"), "saved in the meantime");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void TrainableWithoutCheckpoints_IsToldWhatToDo(bool synchronous)
    {
        var run = new ToyRun(Toy(Options with { Synchronous = synchronous })) { Saves = false }.Run();

        Assert.That(run.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(run.State.Why, Does.Contain("it has never written a checkpoint").And.Contain(
            "Pass a checkpoint to context.ReportAsync with every report"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Retention_NeverTakesADonorsCheckpointBeforeItsUse(bool synchronous)
    {
        var generous = Toy(Options with { Synchronous = synchronous });
        var stingy = generous with { Checkpoints = new CheckpointPolicy { KeepBest = 0, QuotaBytes = 1 } };
        var expected = new ToyRun(generous) { Slots = 2 }.Run();
        var run = new ToyRun(stingy) { Slots = 2, DropsCheckpoints = true }.Run();

        // The machine turns the clone of a lost checkpoint into nothing; every one there should be came about.
        Assert.That(expected.Clones, Has.Count.GreaterThan(5));
        Assert.That(run.Clones, Is.EqualTo(expected.Clones).Using<ExperimentEvent.Decided>(
            (one, other) => one.Decision == other.Decision && one.Trial == other.Trial));
        Assert.That(run.Journal.OfType<ExperimentEvent.CheckpointDropped>().Count(), Is.GreaterThan(20));
        Assert.That(run.State.Checkpoints.Count, Is.LessThanOrEqualTo(1), "and in the end they go");
    }

    [Test]
    public void Retry_OfACrashedTrial_IsNotDueAtOnce_AndGoesBackToTheClonesCheckpoint()
    {
        var run = new ToyRun(Toy(Options)) { BreaksAt = iteration => iteration % 10 == 5 }.Run();

        var retried = 0;
        foreach (var clone in run.Clones)
        {
            var starts = run.Journal.SkipWhile(fact => !ReferenceEquals(fact, clone))
                .Where(fact => fact is ExperimentEvent.AttemptStarted start && start.Trial == clone.Trial
                    || fact is ExperimentEvent.CheckpointSaved saved && saved.Trial == clone.Trial)
                .TakeWhile(fact => fact is ExperimentEvent.AttemptStarted)
                .Cast<ExperimentEvent.AttemptStarted>().ToArray();
            Assert.That(
                starts.Select(start => start.From), Is.All.EqualTo(((Decision.CloneFrom)clone.Decision).Checkpoint));
            retried += starts.Length > 1 ? 1 : 0;
        }

        Assert.That(retried, Is.Positive, "clones that broke before they had saved");
        Assert.That(run.Clones.Select(clone => clone.Iteration % 10), Is.All.Zero, "only ever at a boundary");
    }

    private static Configuration FarOut(Configuration config, KeyedRandom random) =>
        config.With("x", 99 + random.NextUnit()).With("unknown", 1);

    private static Configuration Fails(Configuration config, KeyedRandom random) =>
        throw new FormatException($"no {config.Count + random.NextInt(1)}");

    private static ExperimentSpec Toy(PbtOptions options) => ToyRun.Spec(options, population: 6, seed: 4);

    [TestCaseSource(nameof(BadOptions))]
    public void Problems_NameTheFieldAndWhatIsAllowed(PbtOptions options, string problem) =>
        Assert.That(options.Problems(SomeContext.With(trials: 4)).Single(), Is.EqualTo(problem));

    private static IEnumerable<TestCaseData> BadOptions()
    {
        var good = PbtTable.Options;
        yield return new(good with { MaxIterations = 1 }, "Pbt.MaxIterations is 1; it must be 2 or more.");
        yield return new(
            good with { Interval = 100 }, "Pbt.Interval is 100; it must be 1 or more and below MaxIterations, 100.");
        yield return new(
            good with { BurnIn = 100 }, "Pbt.BurnIn is 100; it must be 0 or more and below MaxIterations, 100.");
        yield return new(
            good with { QuantileFraction = 0 }, "Pbt.QuantileFraction is 0; it must be above 0 and at most 0.5.");
        yield return new(
            good with { QuantileFraction = double.NaN },
            "Pbt.QuantileFraction is NaN; it must be above 0 and at most 0.5.");
        yield return new(
            good with { Mutate = ["y"] },
            "Pbt.Mutate names 'y', which is no parameter that can vary; those are: x.");
        yield return new(good with { Mutate = ["x", "x"] }, "Pbt.Mutate names 'x' 2 times; once is enough.");
        yield return new(
            good with { ResampleProbability = 1.5 }, "Pbt.ResampleProbability is 1.5; it must be 0 to 1.");
        yield return new(good with { FactorDown = 1 }, "Pbt.FactorDown is 1; it must be above 0, below 1.");
        yield return new(good with { FactorUp = 1 }, "Pbt.FactorUp is 1; it must be above 1.");
        yield return new(
            good with { Selection = (PbtSelection)7 }, "Pbt.Selection is 7; it must be Truncation or Tournament.");
    }

    [TestCase(null, "Pbt needs Trials: it is the size of the population.")]
    [TestCase(1, "Trials is 1; Pbt needs a population of 2 or more.")]
    public void Problems_OfThePopulation_AreNamed(int? trials, string problem) =>
        Assert.That(Options.Problems(SomeContext.With(trials: trials)).Single(), Is.EqualTo(problem));

    [Test]
    public void Problems_OfASpaceWithNothingToVary_AreNamed() => Assert.That(
        Options.Problems(SomeContext.With(space: new SearchSpace().Constant("x", 1), trials: 4)).Single(),
        Is.EqualTo("Pbt needs a search space with something to vary, and this one has nothing."));

    [Test]
    public void Problems_OfParametersWithOneValueEach_AreNamed() => Assert.That(
        (Options with { Mutate = ["kind"] }).Problems(SomeContext.With(
            space: new SearchSpace().Choice("kind", "only").Uniform("x", 0, 1), trials: 4)).Single(),
        Is.EqualTo("Pbt needs something to vary, and each parameter that may change has one value only: kind."));
}
