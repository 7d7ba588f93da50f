using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Simulation;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;

namespace Tune.Quality.Virtual;

/// <summary>ASHA where the truth is known: curves that never cross, and curves whose start says nothing.</summary>
internal sealed class AshaCurveTests
{
    [Test]
    public void Stopping_CurvesThatNeverCross_FindsTheBestForAFractionOfTheCost()
    {
        var spec = Some.Spec(trials: 256);
        var workload = new FormulaWorkload(64, (start, i) => start.Config.Real("x") + (1.0 / i), _ => 1);
        var options = SimulationOptions.With(slots: 16);

        var all = Simulator.Run(spec, workload, options);
        var asha = Simulator.Run(
            spec with { Scheduler = new AshaOptions { MaxIterations = 64 } }, workload, options);

        Assert.That(asha.Best!.Trial, Is.EqualTo(all.Best!.Trial));
        Assert.That(asha.Busy, Is.LessThan(all.Busy / 5));
        Assert.That(all.Busy, Is.EqualTo(TimeSpan.FromSeconds(256 * 64)));
    }

    [Test]
    public void Promotion_CurvesThatNeverCross_PromotesAboutOneInEta()
    {
        var scheduler = new AshaOptions { MaxIterations = 64, Variant = AshaVariant.Promotion };
        var workload = new FormulaWorkload(64, (start, i) => start.Config.Real("x") + (1.0 / i), _ => 1);

        var (_, journal) = Some.Run(Some.Spec(trials: 400, scheduler), workload, SimulationOptions.With(slots: 16));

        var at = journal.OfType<ExperimentEvent.Reported>().CountBy(fact => fact.Iteration).ToDictionary();
        Assert.That(at[1], Is.EqualTo(400));
        // Who was among the best of the few that came first may not be among the best in the end.
        Assert.That(at[2], Is.InRange(100, 130));
        Assert.That(at[5], Is.InRange(at[2] / 4, 40));
        Assert.That(at[17], Is.InRange(at[5] / 4, 15));
    }

    [Test]
    public void Brackets_WhenTheStartSaysTheOpposite_InsureAgainstIt()
    {
        // The better the end, the worse the first eight iterations.
        var workload = new FormulaWorkload(
            64, (start, iteration) => iteration <= 8 ? 1 - start.Config.Real("x") : start.Config.Real("x"), _ => 1);
        var one = new AshaOptions { MaxIterations = 64 };

        var misled = Mean(one);
        var insured = Mean(one with { Brackets = 3 });

        Assert.That(insured, Is.LessThan(misled));

        double Mean(AshaOptions scheduler) => Enumerable.Range(0, 20).Average(seed =>
        {
            var (_, journal) = Some.Run(
                Some.Spec(trials: 64, scheduler, (ulong)seed), workload, SimulationOptions.With(slots: 4));
            return journal.OfType<ExperimentEvent.Reported>().Where(fact => fact.Iteration == 64)
                .Select(fact => fact.Metrics.TryGet("loss", out var loss) ? loss : 1).DefaultIfEmpty(1).Min();
        });
    }

    [Test]
    public void Crashes_OfEveryTrial_EndTheSweepWithAReason()
    {
        var result = Simulator.Run(
            Some.Spec(trials: 20), Some.Curves(5), new SimulationOptions { CrashRate = 1 });

        Assert.That(result.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(result.Why, Does.Contain("made to crash"));
        Assert.That(result.Crashes, Is.EqualTo(result.Attempts));
    }

    [Test]
    public void Error_OfTheWorkload_IsTheTrialsEnd()
    {
        var (result, journal) = Some.Run(
            Some.Spec(trials: 3) with { Failure = new FailurePolicy(MaxRetries: 1) }, new Breaking());

        Assert.That((result.Errored, result.Completed, result.Crashes), Is.EqualTo((1, 2, 2L)));
        Assert.That(
            journal.OfType<ExperimentEvent.TrialEnded>().Single(ended => ended.Status == TrialStatus.Errored).Why,
            Does.Contain("out of cheese"));
    }

    private sealed class Breaking : IWorkload
    {
        private static readonly IWorkload Curves = Some.Curves(3);

        public ICourse Begin(in CourseStart start) => new Course(Curves.Begin(start), start.Trial.Number == 1);

        private sealed class Course(ICourse inner, bool breaks) : ICourse
        {
            public int Iterations => inner.Iterations;

            public SimulatedStep At(int iteration) =>
                inner.At(iteration) with { Error = breaks && iteration == 2 ? "out of cheese" : null };
        }
    }
}
