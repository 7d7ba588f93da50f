using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Hosting.Results;

/// <summary>A <see cref="Result"/> whose configuration is the user's own record.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public sealed class Result<TConfig>
    where TConfig : notnull
{
    internal Result(Result untyped) => Untyped = untyped;

    /// <summary>The same without types.</summary>
    public Result Untyped { get; }

    /// <inheritdoc cref="Result.Config" />
    public TConfig Config => SearchSpace.Bind<TConfig>(Untyped.Config);

    /// <inheritdoc cref="Result.BestConfig" />
    public TConfig BestConfig => SearchSpace.Bind<TConfig>(Untyped.BestConfig);

    /// <inheritdoc cref="Result.Summary" />
    public TrialSummary Summary => Untyped.Summary;

    /// <inheritdoc cref="Result.Trial" />
    public TrialId Trial => Untyped.Trial;

    /// <inheritdoc cref="Result.Status" />
    public TrialStatus Status => Untyped.Status;

    /// <inheritdoc cref="Result.Metrics" />
    public MetricSet Metrics => Untyped.Metrics;

    /// <inheritdoc cref="Result.Best" />
    public double Best => Untyped.Best;

    /// <inheritdoc cref="Result.Error" />
    public AttemptOutcome.Failed? Error => Untyped.Error;

    /// <inheritdoc cref="Result.Objective" />
    public Objective Objective => Untyped.Objective;

    /// <inheritdoc cref="Result.Checkpoint" />
    public CheckpointRef? Checkpoint => Untyped.Checkpoint;

    /// <inheritdoc cref="Result.BestCheckpoint" />
    public CheckpointRef? BestCheckpoint => Untyped.BestCheckpoint;

    /// <inheritdoc cref="Result.CurveAsync" />
    public Task<IReadOnlyList<CurvePoint>> CurveAsync(
        string? metric = null, int pointsMax = int.MaxValue, CancellationToken cancellation = default) =>
        Untyped.CurveAsync(metric, pointsMax, cancellation);

    /// <inheritdoc cref="Result.ScoreAsync" />
    public Task<Score> ScoreAsync(Scope scope, int lastCount = 5, CancellationToken cancellation = default) =>
        Untyped.ScoreAsync(scope, lastCount, cancellation);

    /// <inheritdoc cref="Result.OpenCheckpointAsync(CancellationToken)" />
    public Task<ICheckpointLease> OpenCheckpointAsync(CancellationToken cancellation = default) =>
        Untyped.OpenCheckpointAsync(cancellation);

    /// <inheritdoc cref="Result.OpenCheckpointAsync(Scope, CancellationToken)" />
    public Task<ICheckpointLease> OpenCheckpointAsync(Scope scope, CancellationToken cancellation = default) =>
        Untyped.OpenCheckpointAsync(scope, cancellation);
}
