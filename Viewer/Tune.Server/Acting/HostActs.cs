using Tune.Engine.Experiments.Acts;
using Tune.Hosting;

namespace Tune.Server.Acting;

/// <summary>The host of this process acts.</summary>
internal sealed class HostActs(TuneHost host) : IActs
{
    public Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation) =>
        host.ActAsync(experiment, act, by, cancellation);
}
