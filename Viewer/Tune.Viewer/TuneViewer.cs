using Tune.Hosting;
using Tune.Server;
using Tune.Server.Acting;

namespace Tune.Viewer;

/// <summary>The viewer: pages on which people see experiments as they run, beside the API of <see cref="TuneServer"/>.
/// </summary>
public static class TuneViewer
{
    /// <summary>Serves pages and API for what a host has, and lets it act. <see cref="TuneServer.NewLink"/> gives the
    /// link that opens them.</summary>
    /// <exception cref="IOException">No port is free.</exception>
    public static Task<TuneServer> StartAsync(
        TuneHost host, TuneServerOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        return StartAsync(Served.Of(host), options, cancellation);
    }

    /// <summary>The same for a store that is only read, or that somebody else acts on.</summary>
    internal static Task<TuneServer> StartAsync(
        Served served, TuneServerOptions? options = null, CancellationToken cancellation = default) =>
        TuneServer.StartAsync(served, options, PageRoutes.Map, cancellation);
}
