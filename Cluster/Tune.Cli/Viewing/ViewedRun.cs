using Tune.Hosting;
using Tune.Server;
using Tune.Server.Access;
using Tune.Viewer;

namespace Tune.Cli.Viewing;

/// <summary>The viewer beside a run: it starts while the run does, and what is wrong with it does not touch the
/// run.</summary>
internal sealed class ViewedRun : IAsyncDisposable
{
    private readonly TuneHost _host;
    private readonly Task<TuneServer?> _starting;

    private ViewedRun(TuneHost host, Task<TuneServer?> starting) => (_host, _starting) = (host, starting);

    /// <summary>Begins to serve.</summary>
    /// <param name="host">What is served.</param>
    /// <param name="store">The store's address.</param>
    /// <param name="port">The port that is tried first; null for the usual one.</param>
    /// <param name="notice">Told if it does not come to that.</param>
    public static ViewedRun Start(TuneHost host, string store, int? port, Action<string> notice) =>
        new(host, Task.Run(() => StartAsync(host, store, port, notice)));

    /// <summary>A link that logs a browser in once and leads to a page; null if nothing is served.</summary>
    public async Task<Uri?> LinkAsync(string path) => (await _starting)?.NewLink(path);

    public async ValueTask DisposeAsync()
    {
        if (await _starting is { } server)
        {
            _host.ViewerLink = null;
            await server.DisposeAsync();
        }
    }

    private static async Task<TuneServer?> StartAsync(
        TuneHost host, string store, int? port, Action<string> notice)
    {
        try
        {
            var server = await TuneViewer.StartAsync(host, Options(store, port));
            host.ViewerLink = server.NewLink;
            return server;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            notice($"The viewer is not served: {problem.Message}");
            return null;
        }
    }

    /// <summary>How a store is served: under the token it has, where it has one.</summary>
    internal static TuneServerOptions Options(string store, int? port)
    {
        var options = Stores.FolderOf(store) is { } folder && StoreToken.Of(folder) is { } token
            ? new TuneServerOptions
            {
                Token = token,
                Shelf = new SessionShelf(
                    () => StoreToken.Sessions(folder), sessions => StoreToken.KeepSessions(folder, sessions)),
            }
            : new TuneServerOptions();
        return port is { } first ? options with { Port = first } : options;
    }
}
