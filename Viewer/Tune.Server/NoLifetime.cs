using Microsoft.Extensions.Hosting;

namespace Tune.Server;

/// <summary>Listens for no signals: a guest in somebody's process leaves these to its host.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
