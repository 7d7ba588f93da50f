using Tune.Engine.Trials;

namespace Tune.Server.Acting;

/// <summary>What can be done to experiments: by whoever owns the store, here or in another process.</summary>
internal interface IActs
{
    Task PauseAsync(string experiment, CancellationToken cancellation);

    Task StopAsync(string experiment, CancellationToken cancellation);

    Task StopTrialAsync(string experiment, TrialId trial, CancellationToken cancellation);
}
