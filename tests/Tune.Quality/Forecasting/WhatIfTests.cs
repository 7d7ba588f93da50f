using NUnit.Framework;
using Tune.Engine.Metrics;
using Tune.Engine.Simulation;
using Tune.Quality.Virtual;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;

namespace Tune.Quality.Forecasting;

internal sealed class WhatIfTests
{
    [Test]
    public void Ask_TheSameAgain_CostsTheSameAndLosesNothing()
    {
        var recording = Recorded(trials: 40, iterations: 16);

        var same = WhatIf.Ask(recording, spec => spec, new SimulationOptions());

        Assert.That(same.Regret, Is.Zero);
        Assert.That(same.CostRatio, Is.EqualTo(1).Within(1e-9));
        Assert.That(same.MadeUp, Is.Zero);
    }

    [Test]
    public void Ask_AshaInsteadOfAll_CostsLess()
    {
        var recording = Recorded(trials: 100, iterations: 64);

        var asha = WhatIf.Ask(
            recording, spec => spec with { Scheduler = new AshaOptions { MaxIterations = 64 } },
            SimulationOptions.With(slots: 4));

        Assert.That(asha.CostRatio, Is.LessThan(0.4));
        Assert.That(asha.Regret, Is.InRange(0, 0.05));
        Assert.That(asha.MadeUp, Is.Zero);
    }

    [Test]
    public void Ask_AllInsteadOfAsha_SaysHowMuchIsMadeUp()
    {
        var (_, journal) = Some.Run(
            Some.Spec(trials: 50, new AshaOptions { MaxIterations = 16 }), Some.Curves(16));

        var all = WhatIf.Ask(
            Recording.Of(journal), spec => spec with { Scheduler = new FifoOptions() }, new SimulationOptions());

        Assert.That(all.Result.Reports, Is.EqualTo(50 * 16));
        Assert.That(all.CostRatio, Is.GreaterThan(1));
        Assert.That(all.MadeUp, Is.InRange(0.3, 0.95));
    }

    [Test]
    public void Ask_HalfTheTime_EndsThere()
    {
        var recording = Recorded(trials: 10, iterations: 10);

        var half = WhatIf.Ask(
            recording, spec => spec with { TimeBudget = TimeSpan.FromSeconds(50) }, new SimulationOptions());

        Assert.That(half.Result.Duration, Is.EqualTo(TimeSpan.FromSeconds(50)));
        Assert.That(half.CostRatio, Is.EqualTo(0.5).Within(1e-9));
        Assert.That(half.Regret, Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Forecast_OverSeeds_HasASpread()
    {
        var spec = Some.Spec(trials: 64, new AshaOptions { MaxIterations = 27, ReductionFactor = 3 });
        var workload = new StatedWorkload(new Objective("loss", Mode.Min), 27, seconds: 60);

        var forecast = Forecast.Of(spec, workload, SimulationOptions.With(slots: 8), seeds: 9);

        var (low, middle, high) = (Hours(0.1), Hours(0.5), Hours(0.9));
        Assert.That(low, Is.LessThan(middle));
        Assert.That(middle, Is.LessThan(high));
        Assert.That(high, Is.LessThan(64 * 27 / 60.0), "less than every trial to its end");
        Assert.That(forecast.Quantile(run => run.Trials, 0.5), Is.EqualTo(64));

        double Hours(double share) => forecast.Quantile(run => run.Busy.TotalHours, share);
    }

    [Test]
    public void Forecast_FromARecording_CostsAboutWhatItCost()
    {
        var recording = Recorded(trials: 60, iterations: 12);
        var spec = recording.Spec with { Trials = 120 };

        var forecast = Forecast.Of(
            spec, new RecordedWorkload(recording), SimulationOptions.With(slots: 10), seeds: 5);

        var busy = forecast.Quantile(run => run.Busy.TotalSeconds, 0.5);
        Assert.That(busy, Is.EqualTo(2 * recording.Busy.TotalSeconds).Within(10).Percent);
    }

    private static Recording Recorded(int trials, int iterations)
    {
        var workload = new FormulaWorkload(
            iterations, (start, i) => start.Config.Real("x") + (1.0 / i), start => 0.5 + start.Config.Real("x"));
        var steady = new FormulaWorkload(iterations, (start, i) => start.Config.Real("x") + (1.0 / i), _ => 1);
        return Recording.Of(Some.Run(Some.Spec(trials), iterations == 12 ? workload : steady).Journal);
    }
}
