using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Trainables;

namespace Tune.Hosting;

/// <summary>A <see cref="LoopTrial"/> whose configuration is the user's own record.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public sealed class LoopTrial<TConfig>
    where TConfig : notnull
{
    internal LoopTrial(LoopTrial untyped) =>
        (Untyped, Config) = (untyped, SearchSpace.Bind<TConfig>(untyped.Config));

    /// <summary>The same without types.</summary>
    public LoopTrial Untyped { get; }

    /// <summary>What to train with.</summary>
    public TConfig Config { get; }

    /// <inheritdoc cref="LoopTrial.Trial" />
    public TrialId Trial => Untyped.Trial;

    /// <inheritdoc cref="LoopTrial.Attempt" />
    public Attempt Attempt => Untyped.Attempt;

    /// <inheritdoc cref="LoopTrial.Seed" />
    public ulong Seed => Untyped.Seed;

    /// <inheritdoc cref="LoopTrial.Restored" />
    public RestoredCheckpoint? Restored => Untyped.Restored;

    /// <inheritdoc cref="LoopTrial.Iteration" />
    public int Iteration => Untyped.Iteration;

    /// <inheritdoc cref="LoopTrial.ReportAsync(ReadOnlySpan{ValueTuple{string, double}})" />
    public Task<Decision> ReportAsync(params ReadOnlySpan<(string Name, double Value)> metrics) =>
        Untyped.ReportAsync(metrics);

    /// <inheritdoc cref="LoopTrial.ReportAsync(MetricSet, Checkpoint, int?, CancellationToken)" />
    public Task<Decision> ReportAsync(
        MetricSet metrics, Checkpoint? checkpoint = null, int? iteration = null,
        CancellationToken cancellation = default) =>
        Untyped.ReportAsync(metrics, checkpoint, iteration, cancellation);

    /// <inheritdoc cref="LoopTrial.CompleteAsync" />
    public Task CompleteAsync(CancellationToken cancellation = default) => Untyped.CompleteAsync(cancellation);

    /// <inheritdoc cref="LoopTrial.TellAsync" />
    public Task TellAsync(params ReadOnlySpan<(string Name, double Value)> metrics) => Untyped.TellAsync(metrics);

    /// <inheritdoc cref="LoopTrial.FailAsync" />
    public Task FailAsync(string why, CancellationToken cancellation = default) =>
        Untyped.FailAsync(why, cancellation);
}
