using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Portraits;

namespace Tune.Engine.Simulation;

/// <summary>The curves of an experiment that has run, and what they cost: the raw material of forecasts and of what-if
/// questions.</summary>
/// <param name="Spec">The experiment as it was.</param>
/// <param name="Trials">The trials with at least one report, in the order of their numbers.</param>
/// <param name="Busy">The time its slots were taken, all together.</param>
public sealed record Recording(ExperimentSpec Spec, ImmutableArray<RecordedTrial> Trials, TimeSpan Busy)
{
    /// <summary>The highest iteration of any trial.</summary>
    public int Iterations => Trials.Max(trial => trial.Steps[^1].Iteration);

    /// <summary>The median time of one iteration, over all reports.</summary>
    public double MedianSeconds => Median(Trials.SelectMany(PerIteration));

    /// <summary>The best value of the objective in the recording, in its own sign; NaN if there is none. Where reports
    /// refine one estimate, it is that of the longest trained.</summary>
    public double Best => Spec.Objective.ValueOf(
        Trials.SelectMany(trial => trial.Steps)
            .Select(step => Spec.Objective.RankOf(step.Iteration, Spec.ResultOf(step.Metrics))).Max().Score);

    /// <summary>Reads a journal. What was rolled back is no part of a curve, and was paid for all the same.</summary>
    /// <exception cref="InvalidOperationException">There is no experiment in it, or none of its trials has reported.
    /// </exception>
    public static Recording Of(IEnumerable<ExperimentEvent> journal)
    {
        var portrait = new WholePortrait("");
        var (spec, curves) = (default(ExperimentSpec), new List<RawCurve>());
        foreach (var fact in journal)
        {
            portrait.Apply(fact);
            switch (fact)
            {
                case ExperimentEvent.Created created:
                    spec = created.Spec;
                    break;
                case ExperimentEvent.TrialProposed proposed:
                    curves.Add(new RawCurve(proposed.Config));
                    break;
                case ExperimentEvent.AttemptStarted started:
                    curves[started.Trial.Number].Start(started);
                    break;
                case ExperimentEvent.Reported reported:
                    curves[reported.Trial.Number].Add(reported);
                    break;
                default:
                    break;
            }
        }

        if (spec is null)
        {
            throw new InvalidOperationException("The journal is empty.");
        }

        var kept = portrait.Trials.Zip(curves, (trial, curve) => curve.Of(trial))
            .Where(trial => trial.Steps.Length > 0).ToImmutableArray();
        return kept.IsEmpty
            ? throw new InvalidOperationException(
                $"No trial of '{spec.Name}' has reported, so there are no curves to learn from.")
            : new Recording(spec, kept, new TimeSpan(portrait.Trials.Sum(trial => trial.Used.Ticks)));
    }

    /// <summary>The time of one iteration at each report.</summary>
    internal static IEnumerable<double> PerIteration(RecordedTrial trial)
    {
        var before = 0;
        foreach (var step in trial.Steps)
        {
            yield return step.Seconds / (step.Iteration - before);
            before = step.Iteration;
        }
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
