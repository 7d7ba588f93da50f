using Microsoft.Extensions.Hosting;

namespace Tune.Clustering;

/// <summary>Stands for the host that a library inside another program does not have: it never starts nor stops
/// anything.</summary>
internal sealed class EmbeddedLifetime : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication()
    {
    }
}
