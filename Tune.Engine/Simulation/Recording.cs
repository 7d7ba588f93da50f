using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

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

    /// <summary>The best value of the objective in the recording, in its own sign; NaN if there is none.</summary>
    public double Best => Spec.Objective.ValueOf(
        Trials.SelectMany(trial => trial.Steps).Select(step => Spec.ResultOf(step.Metrics)).Max());

    /// <summary>Reads a journal.</summary>
    /// <exception cref="InvalidOperationException">There is no experiment in it, or none of its trials has reported.
    /// </exception>
    public static Recording Of(IEnumerable<ExperimentEvent> journal)
    {
        var (spec, busy) = (default(ExperimentSpec), TimeSpan.Zero);
        var trials = new SortedDictionary<TrialId, Draft>();
        foreach (var fact in journal)
        {
            switch (fact)
            {
                case ExperimentEvent.Created created:
                    spec = created.Spec;
                    break;
                case ExperimentEvent.TrialProposed proposed:
                    trials[proposed.Trial] = new Draft(proposed.Config);
                    break;
                case ExperimentEvent.AttemptStarted started:
                    var draft = trials[started.Trial];
                    (draft.Started, draft.Before) = (started.At.Active, started.At.Active);
                    draft.At = started.From?.Iteration ?? 0;
                    break;
                case ExperimentEvent.Reported reported:
                    trials[reported.Trial].Add(reported);
                    break;
                case ExperimentEvent.AttemptEnded ended:
                    busy += ended.At.Active - trials[ended.Trial].Started;
                    break;
                case ExperimentEvent.TrialEnded { Status: TrialStatus.Errored } ended:
                    trials[ended.Trial].Error = ended.Why;
                    break;
                default:
                    break;
            }
        }

        var kept = trials.Where(pair => pair.Value.Steps.Count > 0).Select(pair => new RecordedTrial(
            pair.Key, pair.Value.Config, [.. pair.Value.Steps], pair.Value.Error)).ToImmutableArray();
        return spec is null ? throw new InvalidOperationException("The journal is empty.")
            : kept.IsEmpty ? throw new InvalidOperationException(
                $"No trial of '{spec.Name}' has reported, so there are no curves to learn from.")
            : new Recording(spec, kept, busy);
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

    private sealed class Draft(Configuration config)
    {
        public Configuration Config { get; } = config;

        public List<RecordedStep> Steps { get; } = [];

        public TimeSpan Started { get; set; }

        public TimeSpan Before { get; set; }

        public int At { get; set; }

        public string? Error { get; set; }

        // A new attempt repeats the way from its checkpoint. What it repeats is known; if it then jumps past the end of
        // what is known, only the part beyond counts.
        public void Add(ExperimentEvent.Reported reported)
        {
            var known = Steps.Count == 0 ? 0 : Steps[^1].Iteration;
            if (reported.Iteration > known)
            {
                var share = (double)(reported.Iteration - known) / (reported.Iteration - Math.Min(At, known));
                Steps.Add(new RecordedStep(
                    reported.Iteration, (reported.At.Active - Before).TotalSeconds * share, reported.Metrics));
            }

            (Before, At) = (reported.At.Active, reported.Iteration);
        }
    }
}
