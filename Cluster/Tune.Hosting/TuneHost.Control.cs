using Tune.Clustering.Protocol;

namespace Tune.Hosting;

public sealed partial class TuneHost
{
    /// <summary>The folder that is the store; null for a store that is none.</summary>
    internal string? Folder { get; private init; }

    /// <summary>Where attempts that run here have what they print; null where none run.</summary>
    internal string? LogFolder { get; private init; }

    /// <summary>Makes a link to the viewer that is served from here, from a path; null where none is served.</summary>
    internal Func<string, Uri>? ViewerLink { get; set; }

    /// <summary>How the owner of an experiment that was started here fares; null if that is not known.</summary>
    internal OwnerStanding? StandingOf(string experiment) => _node?.StandingOf(experiment);

    // What cannot be reached is not left running: the node goes before its store.
    private static async Task<TuneHost> ServedAsync(
        TuneHost host, TuneHostOptions options, CancellationToken cancellation)
    {
        if (options.Serve is null)
        {
            return host;
        }

        try
        {
            host._served = await options.Serve(host, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
