using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Linear;
using Tune.Schedulers.Pb2;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.Tests.Pbt;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests.Pb2;

internal sealed class Pb2Tests
{
    private static readonly Pb2Options Options = new() { MaxIterations = 100, Interval = 10 };

    private static readonly SearchSpace Mixed = new SearchSpace()
        .LogUniform("rate", 1e-4, 1e-1).Integer("n", 1, 9).Uniform("steps", 0, 1, step: 0.25).Boolean("flag")
        .Choice("kind", "a", "b").When("kind", "b", branch => branch.Ordinal("size", 1, 2, 4))
        .Require("not both", config => config.Integer("n") < 5 || config.Real("steps") < 0.9);

    private static BanditExplorer Explorer(SearchSpace? space = null) => new(Options, SomeContext.With(space: space));

    private static Snapshot At(int round, double score, Configuration config) => new(
        Score.Of(score, Mode.Max), round, round * 10, PbtTable.Checkpoint(0, round * 10), config);

    private static Configuration X(double x) => Configuration.Of(("x", x));

    /// <summary>Each x gains what the function says, in two rounds of a trial of its own.</summary>
    private static BanditExplorer Taught(Func<double, double> gain, params double[] places)
    {
        var explorer = Explorer();
        for (var trial = 0; trial < places.Length; trial++)
        {
            var x = X(places[trial]);
            explorer.Learn(new TrialId(trial), At(1, 5, x), At(2, 5 + gain(places[trial]), x));
        }

        return explorer;
    }

    private static double[] Everywhere => [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];

    [Test]
    public void Kernel_IsThePapers()
    {
        var kernel = new GainKernel(Length: 0.5, Forgets: 0.19, Noise: 0.1);
        var here = new Gain(3, 0.2, [0.1, 0.5], 0);

        Assert.That(kernel.Between(here, here, [false, false]), Is.EqualTo(1));
        Assert.That(
            kernel.Between(here, here with { Point = [0.4, 0.9], Time = 5 }, [false, false]),
            Is.EqualTo(Math.Exp(-0.25 / 0.5) * 0.81).Within(1e-12));
        Assert.That(
            kernel.Between(here, here with { Point = [0.1, 0.6] }, [false, true]),
            Is.EqualTo(Math.Exp(-1 / 0.5)).Within(1e-12), "another value of a list without order");
    }

    [Test]
    public void UpperBounds_OfTheFittedModel_RiseWithTheGainAndWithDistance()
    {
        Gain[] known = [.. Everywhere.Select(x => new Gain(1, 0, [x], -(x - 0.7) * (x - 0.7)))];
        var model = new GainModel(known, [], [false]);
        double Bound(double x) => model.UpperBounds([new Gain(1, 0, [x], 0)])[0];

        Assert.That(Bound(0.7), Is.GreaterThan(Bound(0.3)).And.GreaterThan(Bound(1)));
        Gain[] mixed = [.. known.Take(4).Select((gain, i) => gain with { Value = i % 2 })];
        var narrow = new GainModel(mixed, [], [false]);
        Assert.That(
            narrow.UpperBounds([new Gain(1, 0, [0.2], 0)])[0], Is.LessThan(
                narrow.UpperBounds([new Gain(1, 0, [0.9], 0)])[0]), "what nobody has tried");
    }

    [Test]
    public void UpperBounds_WhereSomeoneIsTryingAlready_AreLower()
    {
        Gain[] known = [.. ((double[])[0, 0.1, 0.2]).Select(x => new Gain(1, 0, [x], x))];
        var there = new Gain(1, 0, [0.8], 0);
        var alone = new GainModel(known, [], [false]).UpperBounds([there])[0];

        Assert.That(new GainModel(known, [there], [false]).UpperBounds([there])[0], Is.LessThan(alone));
    }

    [Test]
    public void Explore_WithWhatIsKnown_GoesWhereTheGainIs()
    {
        var explorer = Taught(x => -(x - 0.7) * (x - 0.7), Everywhere);

        Assert.That(explorer.Explore(At(2, 5, X(0.1)), 1).Real("x"), Is.EqualTo(0.7).Within(0.1));
    }

    [Test]
    public void Explore_WhereTheBestHasMoved_FollowsIt()
    {
        var explorer = Explorer();
        for (var round = 1; round <= 12; round++)
        {
            var best = round <= 6 ? 0.2 : 0.8;
            foreach (var x in (double[])[0.1, 0.2, 0.4, 0.6, 0.8, 0.9])
            {
                explorer.Learn(
                    new TrialId((int)(x * 10)), At(round, 5, X(x)),
                    At(round + 1, 5 - Math.Abs(x - best), X(x)));
            }
        }

        Assert.That(explorer.Explore(At(13, 5, X(0.2)), 1).Real("x"), Is.EqualTo(0.8).Within(0.15));
    }

    // Before the last ten gains came ten others: a window of ten knows nothing of them, one of twenty does.
    [Test]
    public void Explore_WithMoreGainsThanTheWindow_ForgetsTheOldest()
    {
        Configuration[] Explored(int window, int others)
        {
            var explorer = new BanditExplorer(Options with { Window = window }, SomeContext.With());
            for (var gain = 0; gain < others + 10; gain++)
            {
                var isOther = gain < others;
                var x = isOther ? 0.9 : gain % 10 / 20.0;
                explorer.Learn(new TrialId(gain), At(1, 5, X(x)), At(2, isOther ? 9 : 5 + x, X(x)));
            }

            return [.. Enumerable.Range(0, 5).Select(turn => explorer.Explore(At(2, 5, X(0.1)), turn))];
        }

        Assert.That(Explored(window: 10, others: 10), Is.EqualTo(Explored(window: 10, others: 0)));
        Assert.That(Explored(window: 20, others: 10), Is.Not.EqualTo(Explored(window: 20, others: 0)));
    }

    [Test]
    public void Explore_AskedTwice_IsTheSame_AndAfterACloneSomethingElse()
    {
        var explorer = Taught(x => x, 0, 0.1, 0.2);
        var first = explorer.Explore(At(2, 5, X(0.1)), 1);
        Assert.That(explorer.Explore(At(2, 5, X(0.1)), 1), Is.EqualTo(first));
        explorer.Began(new TrialId(7), At(3, 5, first));

        Assert.That(explorer.Explore(At(2, 5, X(0.1)), 1), Is.Not.EqualTo(first));
        explorer.Left(new TrialId(7));
        Assert.That(explorer.Explore(At(2, 5, X(0.1)), 1), Is.EqualTo(first));
    }

    [Test]
    public void Explore_WithNothingKnown_IsAnyConfigurationOfTheSpace()
    {
        var config = Explorer(Mixed).Explore(At(1, 5, Mixed.Sample(KeyedRandom.For(1, "test"))), 1);

        Assert.That(Mixed.Contains(config, out var why), why);
    }

    [TestCase(1e300)]
    [TestCase(-1e300)]
    [TestCase(double.MaxValue)]
    [TestCase(0)]
    [TestCase(double.NaN)]
    public void Explore_WithGainsOfAnySize_ComesToAnAnswer(double gain)
    {
        var explorer = Taught(x => x < 0.5 ? gain : -gain, Everywhere);

        Assert.That(explorer.Explore(At(2, 5, X(0.1)), 1).Real("x"), Is.InRange(0.0, 1.0));
    }

    [Test]
    public void SingularMatrix_OfEqualRows_IsMended()
    {
        var explorer = Taught(x => x, [.. Enumerable.Repeat(0.5, 40)]);
        Assert.That(explorer.Explore(At(2, 5, X(0.1)), 1).Real("x"), Is.InRange(0.0, 1.0));

        var ones = Matrix<double>.Build.Dense(5, 5, 1);
        Assert.That(Solvable.Cholesky(ones).Factor[0, 0], Is.EqualTo(1).Within(1e-6));
        Assert.That(() => Solvable.Cholesky(ones * -9), Throws.InstanceOf<ArithmeticException>());
    }

    [Test]
    public void WholeNumbersAndChoices_OverAnyHistory_StayInTheSpace_AndReplayIsTheSame() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 4], Gen.Bool, Gen.ULong).Sample(
            (trials, slots, synchronous, seed) =>
            {
                var options = new Pb2Options
                {
                    MaxIterations = 24, Interval = 3, Synchronous = synchronous, Candidates = 20, Window = 20,
                };
                var spec = ToyRun.Spec(options, trials, seed) with { Space = Mixed };
                var driver = new MachineDriver(spec, (trial, iteration) => KeyedRandom.For(
                    seed, "test/score", (trial.Number * 100) + iteration).NextInt(9))
                {
                    Slots = slots, Seed = seed, CrashRate = 0.02, LossRate = 0.02, DropsCheckpoints = true,
                }.RunToEnd();
                foreach (var decided in driver.Journal.OfType<ExperimentEvent.Decided>())
                {
                    Assert.That(
                        decided.Decision is not Decision.CloneFrom clone || Mixed.Contains(clone.Config),
                        $"{decided.Decision}");
                }

                Assert.That(ReplayAudit.Run(driver.Journal).Mismatches, Is.Empty);
            },
            iter: 25);

    [TestCase(false)]
    [TestCase(true)]
    public void Pb2_OnTheToy_BeatsRandomSearch(bool synchronous)
    {
        var pb2 = new Pb2Options { MaxIterations = 100, Interval = 4, Synchronous = synchronous, Candidates = 200 };
        double Mean(Engine.Ports.SchedulerOptions scheduler) => Enumerable.Range(0, 10)
            .Average(seed => new ToyRun(ToyRun.Spec(scheduler, 4, (ulong)seed)).Run().Best);
        var (withPb2, random) = (Mean(pb2), Mean(new FifoOptions { MaxIterations = 100 }));

        TestContext.Out.WriteLine($"bandits {withPb2:0.0000}, random {random:0.0000}, the optimum 1.2");
        Assert.That(1.2 - withPb2, Is.LessThan((1.2 - random) * 0.6));
    }

    [TestCase(9, 500, "Pb2.Window is 9; it must be 10 to 1000.")]
    [TestCase(100, 0, "Pb2.Candidates is 0; it must be 1 to 10000.")]
    public void Problems_NameTheFieldAndWhatIsAllowed(int window, int candidates, string problem) => Assert.That(
        (Options with { Window = window, Candidates = candidates }).Problems(SomeContext.With(trials: 4)),
        Is.EqualTo(new[] { problem }));

    [Test]
    public void Problems_OfThePopulation_CarryItsName() => Assert.That(
        (Options with { Interval = 0 }).Problems(SomeContext.With(trials: 4)).Single(),
        Does.StartWith("Pb2.Interval is 0;"));
}
