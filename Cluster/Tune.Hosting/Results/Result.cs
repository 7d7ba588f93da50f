using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Hosting.Results;

/// <summary>One trial of an experiment, live or past.</summary>
public sealed class Result
{
    private readonly string _experiment;
    private readonly ITuneStore _store;

    internal Result(string experiment, Objective objective, TrialSummary summary, ITuneStore store)
    {
        _experiment = experiment;
        _store = store;
        Objective = objective;
        Summary = summary;
    }

    /// <summary>What was optimised.</summary>
    public Objective Objective { get; }

    /// <summary>Everything known at a glance.</summary>
    public TrialSummary Summary { get; }

    /// <summary>The trial's number.</summary>
    public TrialId Trial => Summary.Trial;

    /// <summary>Its configuration.</summary>
    public Configuration Config => Summary.Config;

    /// <summary>Where it stands.</summary>
    public TrialStatus Status => Summary.Status;

    /// <summary>The last metrics it reported.</summary>
    public MetricSet Metrics => Summary.LastMetrics;

    /// <summary>The best value of the objective it ever reported; NaN if it reported none that counts.</summary>
    public double Best => Objective.ValueOf(Summary.BestScore);

    /// <summary>What broke it last, or null.</summary>
    public AttemptOutcome.Failed? Error => Summary.Error;

    /// <summary>The newest checkpoint still held, or null.</summary>
    public CheckpointRef? Checkpoint => Summary.Checkpoint;

    /// <summary>One metric over all its reports, in the order of arrival.</summary>
    public async Task<IReadOnlyList<CurvePoint>> CurveAsync(
        string? metric = null, int pointsMax = int.MaxValue, CancellationToken cancellation = default) =>
        await _store.Tracking.CurveAsync(
            _experiment, Trial, metric ?? Objective.Metric, pointsMax, cancellation);

    /// <summary>The folder of its newest checkpoint, after its files were checked. Read only.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    /// <exception cref="StorageException">It is missing or damaged.</exception>
    public async Task<string> OpenCheckpointAsync(CancellationToken cancellation = default) =>
        await _store.Checkpoints(_experiment).OpenAsync(
            Checkpoint ?? throw new InvalidOperationException(
                $"Trial {Trial} of '{_experiment}' holds no checkpoint."),
            cancellation);

    /// <summary>The value that stands for the trial.</summary>
    /// <param name="scope">Which of its reports count.</param>
    /// <param name="lastCount">For <see cref="Scope.LastAverage"/>: how many last reports, 1 or more.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Score> ScoreAsync(
        Scope scope, int lastCount = 5, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastCount, 1);
        if (scope != Scope.LastAverage)
        {
            return scope == Scope.Best ? Summary.BestScore : Objective.ScoreOf(Metrics);
        }

        var curve = await CurveAsync(cancellation: cancellation);
        return curve.Count == 0
            ? Score.Worst
            : Score.Of(curve.TakeLast(lastCount).Average(point => point.Value), Objective.Mode);
    }
}
