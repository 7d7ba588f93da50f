using Tune.Client.Shapes;
using Tune.Engine.Experiments.Acts;
using Tune.Hosting;

namespace Tune.Server.Acting;

/// <summary>What can be done to experiments: by whoever owns the store, here or in another process.</summary>
internal interface IActs
{
    /// <inheritdoc cref="Tune.Hosting.TuneHost.ActAsync" />
    Task<ActReceipt> ActAsync(string experiment, UserAct act, ActedBy by, CancellationToken cancellation);

    /// <inheritdoc cref="TuneHost.SubmitAsync(SubmitOrder, ActedBy, CancellationToken)" />
    Task<Submitted> SubmitAsync(SubmitOrder order, ActedBy by, CancellationToken cancellation);

    /// <summary>What can be submitted.</summary>
    Task<TemplateList> TemplatesAsync(CancellationToken cancellation);

    /// <inheritdoc cref="Tune.Hosting.TuneHost.PurgeAsync" />
    Task<ActReceipt> PurgeAsync(string experiment, ActedBy by, CancellationToken cancellation);
}
