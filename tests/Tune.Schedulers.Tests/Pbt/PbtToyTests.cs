using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.Pbt;

/// <summary>It is worth it, on the paper's own illustration.</summary>
internal sealed class PbtToyTests
{
    private const int Iterations = 200;

    private static PbtOptions Pbt => new() { MaxIterations = Iterations, Interval = 4 };

    private static FifoOptions Alone => new() { MaxIterations = Iterations };

    [TestCase(false, PbtSelection.Truncation, 100)]
    [TestCase(true, PbtSelection.Truncation, 100)]
    [TestCase(false, PbtSelection.Tournament, 100)]
    [TestCase(true, PbtSelection.Tournament, 3)]
    [TestCase(false, PbtSelection.Truncation, 3)]
    public void Pbt_OnTheToy_BeatsRandomSearch(bool synchronous, PbtSelection selection, int slots)
    {
        var pbt = Pbt with { Synchronous = synchronous, Selection = selection };
        double Mean(Func<ulong, ExperimentSpec> spec) => Enumerable.Range(0, 20)
            .Average(seed => new ToyRun(spec((ulong)seed)) { Slots = slots }.Run().Best);
        var withPbt = Mean(seed => ToyRun.Spec(pbt, 4, seed));
        var random = Mean(seed => ToyRun.Spec(Alone, 4, seed));

        TestContext.Out.WriteLine($"population-based {withPbt:0.0000}, random {random:0.0000}, the optimum 1.2");
        Assert.That(1.2 - withPbt, Is.LessThan((1.2 - random) * 0.4));
    }

    [Test]
    public void Pbt_FromThePapersTwoWorkers_FindsWhatNeitherCan()
    {
        static ExperimentSpec Two(ExperimentSpec spec) => spec with
        {
            PointsToEvaluate = [Configuration.Of(("h0", 1), ("h1", 0)), Configuration.Of(("h0", 0), ("h1", 1))],
        };
        var alone = new ToyRun(Two(ToyRun.Spec(Alone, 2, 1))).Run().Best;
        var together = new ToyRun(Two(ToyRun.Spec(Pbt, 2, 1))).Run().Best;

        TestContext.Out.WriteLine($"together {together:0.0000}, alone {alone:0.0000}");
        Assert.That(alone, Is.LessThan(0.4));
        Assert.That(together, Is.GreaterThan(0.9));
    }
}
