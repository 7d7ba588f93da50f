using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Trials;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>
/// What the recorded rows counted for trials that went back to an earlier checkpoint: when they were recorded, reports
/// that were rolled back still counted, and iterations that were reported again did not.
/// </summary>
internal sealed class FirstCount
{
    private readonly Dictionary<TrialId, (int Iteration, int Best, MetricSet Metrics)> _trials = [];
    private readonly HashSet<TrialId> _wentBack;
    private readonly (TrialId? Trial, int? Iteration) _best;

    public FirstCount(IEnumerable<ExperimentEvent> events, IReadOnlyList<AttemptSummary> runs)
    {
        _wentBack = [.. runs.Where(run => run.StandsTo < int.MaxValue).Select(run => run.Trial)];
        var (spec, scores, whole) = (default(ExperimentSpec), new Dictionary<TrialId, Score>(), Score.Worst);
        foreach (var fact in events)
        {
            spec = fact is ExperimentEvent.Created created ? created.Spec : spec;
            if (fact is not ExperimentEvent.Reported report)
            {
                continue;
            }

            var known = Known(report.Trial);
            var score = report.Iteration > known.Iteration ? spec!.ResultOf(report.Metrics) : Score.Worst;
            var isBest = score > scores.GetValueOrDefault(report.Trial);
            scores[report.Trial] = isBest ? score : scores.GetValueOrDefault(report.Trial);
            _trials[report.Trial] = (
                Math.Max(known.Iteration, report.Iteration), isBest ? report.Iteration : known.Best, report.Metrics);
            if (score > whole)
            {
                (whole, _best) = (score, (report.Trial, report.Iteration));
            }
        }
    }

    /// <summary>The best report as the store has it; counted again only where a trial went back.</summary>
    public (TrialId? Trial, int? Iteration) BestOf(ExperimentSummary now) =>
        _wentBack.Count == 0 ? (now.Best?.Trial, now.Best?.Iteration) : _best;

    public (int Iteration, int Best, MetricSet Metrics) Of(TrialSummary trial) => _wentBack.Contains(trial.Trial)
        ? Known(trial.Trial)
        : (trial.Iteration, trial.BestIteration, trial.LastMetrics);

    private (int Iteration, int Best, MetricSet Metrics) Known(TrialId trial) =>
        _trials.TryGetValue(trial, out var known) ? known : (0, 0, MetricSet.Empty);
}
