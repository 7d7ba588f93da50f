using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Hosting.Results;

namespace Tune.Hosting;

/// <summary>A <see cref="TuneLoop"/> whose configurations are the user's own records.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public sealed class TuneLoop<TConfig> : IAsyncDisposable
    where TConfig : notnull
{
    internal TuneLoop(TuneLoop untyped) => Untyped = untyped;

    /// <summary>The same without types.</summary>
    public TuneLoop Untyped { get; }

    /// <inheritdoc cref="TuneLoop.IsOver" />
    public bool IsOver => Untyped.IsOver;

    /// <inheritdoc cref="TuneLoop.Best" />
    public BestResult? Best => Untyped.Best;

    /// <inheritdoc cref="TuneLoop.AskAsync" />
    public async Task<LoopTrial<TConfig>?> AskAsync(CancellationToken cancellation = default) =>
        await Untyped.AskAsync(cancellation) is { } asked ? new LoopTrial<TConfig>(asked) : null;

    /// <inheritdoc cref="TuneLoop.RunAgainAsync" />
    public Task RunAgainAsync(SecondChance chance, CancellationToken cancellation = default) =>
        Untyped.RunAgainAsync(chance, cancellation);

    /// <inheritdoc cref="TuneLoop.StopAsync" />
    public Task StopAsync(CancellationToken cancellation = default) => Untyped.StopAsync(cancellation);

    /// <inheritdoc cref="TuneLoop.ActAsync" />
    public Task<ActReceipt> ActAsync(UserAct act, ActedBy by, CancellationToken cancellation = default) =>
        Untyped.ActAsync(act, by, cancellation);

    /// <inheritdoc cref="TuneLoop.ResultsAsync" />
    public async Task<ResultGrid<TConfig>> ResultsAsync(CancellationToken cancellation = default) =>
        new(await Untyped.ResultsAsync(cancellation));

    /// <inheritdoc cref="TuneLoop.DisposeAsync" />
    public ValueTask DisposeAsync() => Untyped.DisposeAsync();
}
