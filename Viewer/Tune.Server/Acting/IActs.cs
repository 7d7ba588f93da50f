using Tune.Engine.Experiments.Acts;

namespace Tune.Server.Acting;

/// <summary>What can be done to experiments: by whoever owns the store, here or in another process.</summary>
internal interface IActs
{
    /// <inheritdoc cref="Tune.Hosting.TuneHost.ActAsync" />
    Task<ActReceipt> ActAsync(string experiment, UserAct act, ActedBy by, CancellationToken cancellation);
}
