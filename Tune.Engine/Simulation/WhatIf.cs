using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>
/// Another scheduler or another budget over the curves of an experiment that has run: what it would have cost, and how
/// much worse its best would have been.
/// </summary>
/// <param name="Result">The simulated run.</param>
/// <param name="Regret">How much worse its best value is than the best recorded one, 0 or more; NaN if it found no
/// usable value. Below 0 only if a continued curve went beyond what was recorded.</param>
/// <param name="CostRatio">Its slot time over the slot time of the recorded run.</param>
/// <param name="MadeUp">The share of its reports that are continuations and not recorded, 0 to 1. The larger it is, the
/// less the answer is worth.</param>
public sealed record WhatIf(SimulationResult Result, double Regret, double CostRatio, double MadeUp)
{
    /// <summary>Asks what if.</summary>
    /// <param name="recording">The experiment that has run.</param>
    /// <param name="change">What to change in its spec: the scheduler, the number of trials, the time budget, the stop
    /// rule. The searcher plays no part: trials try what was tried, in the same order, and after that the same again
    /// in an order drawn by the seed.</param>
    /// <param name="options">The machines.</param>
    /// <param name="iterations">How long a trial trains when nobody stops it; null for the longest recorded
    /// curve.</param>
    /// <exception cref="InvalidExperimentException">The changed spec has problems.</exception>
    public static WhatIf Ask(
        Recording recording, Func<ExperimentSpec, ExperimentSpec> change, SimulationOptions options,
        int? iterations = null)
    {
        var asked = change(recording.Spec with
        {
            Trials = recording.Trials.Length, TimeBudget = null, PointsToEvaluate = [],
        });
        var given = Math.Min(recording.Trials.Length, asked.Trials ?? int.MaxValue);
        var spec = asked with
        {
            PointsToEvaluate = [.. recording.Trials.Take(given).Select(trial => trial.Config)],
        };
        var workload = new RecordedWorkload(recording, iterations, inOrder: true);
        var (reports, madeUp) = (0L, 0L);
        var result = Simulator.Run(spec, workload, options, fact =>
        {
            if (fact is ExperimentEvent.Reported reported)
            {
                reports++;
                madeUp += reported.Iteration > workload.LengthOf(reported.Trial, spec.Seed) ? 1 : 0;
            }
        });
        return new WhatIf(
            result,
            Regret: result.Best is { } best ? Lost(recording, best.Value) : double.NaN,
            CostRatio: recording.Busy > TimeSpan.Zero ? result.Busy / recording.Busy : double.NaN,
            MadeUp: reports > 0 ? (double)madeUp / reports : 0);
    }

    private static double Lost(Recording recording, double value) =>
        recording.Spec.Objective.Mode == Mode.Max ? recording.Best - value : value - recording.Best;
}
