using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Testing.Machine;

namespace Tune.Quality.Virtual;

/// <summary>The simulator against the driver of the machine's own tests, which knows no time.</summary>
internal sealed class DriverTests
{
    private static readonly SchedulerOptions[] Schedulers =
    [
        new FifoOptions(),
        new AshaOptions { MaxIterations = 16, ReductionFactor = 2 },
        new AshaOptions { MaxIterations = 16, ReductionFactor = 2, Variant = AshaVariant.Promotion },
    ];

    [TestCaseSource(nameof(Schedulers))]
    public void Run_OneSlotAndNoMishaps_DecidesAsTheDriverDoes(SchedulerOptions scheduler)
    {
        var spec = Some.Spec(trials: 40, scheduler);
        var driver = new MachineDriver(spec, (trial, iteration) => Loss(trial.Number, iteration))
        {
            IterationsMax = 16,
        };
        driver.RunToEnd();

        var workload = new FormulaWorkload(16, (start, iteration) => Loss(start.Trial.Number, iteration), _ => 1);
        var (result, journal) = Some.Run(spec, workload);

        var judged = journal.OfType<ExperimentEvent.Decided>()
            .Select(fact => new JudgedReport(fact.Trial, fact.Iteration, fact.Decision, fact.InputsHash));
        Assert.That(judged, Is.EqualTo(driver.Judged));
        Assert.That(result.Best, Is.EqualTo(driver.State.Best));
    }

    private static double Loss(int trial, int iteration) => (trial * 37 % 41) + (10.0 / iteration);
}
