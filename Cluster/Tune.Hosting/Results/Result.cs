using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;

namespace Tune.Hosting.Results;

/// <summary>One trial of an experiment, live or past.</summary>
public sealed class Result
{
    private const int LastLookedAt = 10_000;

    private readonly string _experiment;
    private readonly ITuneReader _store;

    internal Result(string experiment, Objective objective, TrialSummary summary, ITuneReader store)
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

    /// <summary>Its configuration; in a population the one after the last clone, which need not be the one that gave
    /// <see cref="Best"/>: that is <see cref="BestConfig"/>.</summary>
    public Configuration Config => Summary.Config;

    /// <summary>The configuration that <see cref="Best"/> was reported with.</summary>
    public Configuration BestConfig => Summary.BestConfig;

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

    /// <summary>The checkpoint of the report that <see cref="Best"/> is from; null if none was taken there, or it is
    /// no longer held. The best of an experiment, up to <see cref="CheckpointPolicy.KeepBest"/>, are held for
    /// good.</summary>
    public CheckpointRef? BestCheckpoint => Summary.BestCheckpoint;

    /// <summary>One metric over all its reports, in the order of arrival.</summary>
    public async Task<IReadOnlyList<CurvePoint>> CurveAsync(
        string? metric = null, int pointsMax = int.MaxValue, CancellationToken cancellation = default) =>
        await _store.Tracking.CurveAsync(
            _experiment, Trial, metric ?? Objective.Metric, pointsMax, cancellation);

    /// <summary>Its newest checkpoint, which may be of a later iteration than its best report, after its files were
    /// checked. Read only; to be disposed of after reading.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    /// <exception cref="StorageException">It is missing or damaged.</exception>
    public Task<ICheckpointLease> OpenCheckpointAsync(CancellationToken cancellation = default) =>
        OpenCheckpointAsync(Scope.Last, cancellation);

    /// <summary>A checkpoint, after its files were checked. Read only; to be disposed of after reading.</summary>
    /// <param name="scope"><see cref="Scope.Best"/> for <see cref="BestCheckpoint"/>, the state that gave
    /// <see cref="Best"/>; <see cref="Scope.Last"/> for the newest.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">It does not hold that one; the message says what it holds.
    /// </exception>
    /// <exception cref="StorageException">It is missing or damaged.</exception>
    public async Task<ICheckpointLease> OpenCheckpointAsync(Scope scope, CancellationToken cancellation = default) =>
        await _store.Checkpoints(_experiment).OpenAsync(
            scope switch
            {
                Scope.Best => BestCheckpoint ?? throw new InvalidOperationException(NoBest()),
                Scope.Last or Scope.Longest => Checkpoint ?? throw new InvalidOperationException(
                    $"Trial {Trial} of '{_experiment}' holds no checkpoint."),
                _ => throw new ArgumentOutOfRangeException(
                    nameof(scope), scope, "A mean of reports has no checkpoint; ask for Best or Last."),
            },
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

        var last = await LastAsync(lastCount, cancellation);
        return last.Count == 0
            ? Score.Worst
            : Score.Of(last.TakeLast(lastCount).Average(point => point.Value), Objective.Mode);
    }

    // Iterations rise from report to report: few curves must be read from their beginning to know how they end.
    private async Task<IReadOnlyList<CurvePoint>> LastAsync(int count, CancellationToken cancellation)
    {
        var from = Summary.Iteration - LastLookedAt + 1;
        var page = await _store.Tracking.CurvesAsync(
            _experiment,
            new CurveQuery
            {
                Trials = [Trial], Metrics = [Objective.Metric], FromIteration = from, ToIteration = Summary.Iteration,
            },
            cancellation);
        return page.Curves is [{ Points: var points }] && (points.Count >= count || from <= 0)
            ? points
            : await CurveAsync(cancellation: cancellation);
    }

    private string NoBest() => Summary.BestIteration == 0
        ? $"Trial {Trial} of '{_experiment}' has no best report."
        : $"Trial {Trial} of '{_experiment}' holds no checkpoint of iteration {Summary.BestIteration}, where its best "
            + $"value was reported; "
            + (Checkpoint is { } newest ? $"its newest is of {newest.Iteration}" : "it holds none")
            + ". Checkpoints.EveryIterations = 1 takes one at every report, Checkpoints.KeepBest keeps the best.";
}
