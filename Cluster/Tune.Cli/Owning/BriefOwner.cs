using Tune.Engine.Experiments.Acts;
using Tune.Hosting;
using Tune.Server.Acting;

namespace Tune.Cli.Owning;

/// <summary>Acts on a store that nobody owns by owning it for as long as the act takes: a program that is started a
/// moment later finds it free.</summary>
/// <param name="store">The store's address.</param>
internal sealed class BriefOwner(string store) : IActs
{
    public async Task<ActReceipt> ActAsync(
        string experiment, UserAct act, ActedBy by, CancellationToken cancellation)
    {
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = store, Slots = 0 }, cancellation);
        return await host.ActAsync(experiment, act, by, cancellation);
    }
}
