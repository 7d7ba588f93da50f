using Tune.Engine.Trials;
using Tune.Hosting;

namespace Tune.Server.Acting;

/// <summary>The host of this process acts.</summary>
internal sealed class HostActs(TuneHost host) : IActs
{
    public Task PauseAsync(string experiment, CancellationToken cancellation) =>
        host.PauseAsync(experiment, cancellation);

    public Task StopAsync(string experiment, CancellationToken cancellation) =>
        host.StopAsync(experiment, cancellation);

    public Task StopTrialAsync(string experiment, TrialId trial, CancellationToken cancellation) =>
        host.StopTrialAsync(experiment, trial, cancellation);
}
