using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Portraits;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>The reports of one trial as they came, until it is known which of them stand.</summary>
internal sealed class RawCurve(Configuration config)
{
    private readonly List<Raw> _reports = [];
    private TimeSpan _before;
    private int _at;

    public void Start(ExperimentEvent.AttemptStarted started) =>
        (_before, _at) = (started.At.Active, started.From?.Iteration ?? 0);

    public void Add(ExperimentEvent.Reported reported)
    {
        _reports.Add(new Raw(
            reported.Attempt, _at, reported.Iteration, (reported.At.Active - _before).TotalSeconds, reported.Metrics));
        (_before, _at) = (reported.At.Active, reported.Iteration);
    }

    /// <summary>The curve of the reports that stand. A clone may go over iterations again that the trial had come to
    /// by itself: of a step that ends beyond them only the part beyond counts.</summary>
    public RecordedTrial Of(TrialPortrait trial)
    {
        var standsTo = trial.Attempts.Zip(trial.StandsTo())
            .ToDictionary(pair => pair.First.Attempt, pair => pair.Second);
        var (steps, known) = (new List<RecordedStep>(), 0);
        foreach (var report in _reports)
        {
            if (report.Iteration > known && report.Iteration <= standsTo[report.Attempt])
            {
                var share = (double)(report.Iteration - known) / (report.Iteration - Math.Min(report.After, known));
                steps.Add(new RecordedStep(report.Iteration, report.Seconds * share, report.Metrics));
                known = report.Iteration;
            }
        }

        return new RecordedTrial(
            trial.Trial, config, [.. steps], trial.Status == TrialStatus.Errored ? trial.Why : null);
    }

    private readonly record struct Raw(
        Attempt Attempt, int After, int Iteration, double Seconds, MetricSet Metrics);
}
