using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Tune.Client.Shapes;

namespace Tune.Client;

public sealed partial class TuneClient
{
    /// <summary>
    /// What changes in an experiment, as it does, from a position on. It comes over a WebSocket, or where none comes
    /// through by asking once a second. A server that goes away is waited for as long as <see cref="Patience"/> says,
    /// and then it goes on where it was; one that was not there to begin with is not waited for. Where the experiment
    /// has been made anew meanwhile, <see cref="Changes.Reset"/> says so. It does not end by itself: an experiment that
    /// is over may be extended.
    /// </summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="since">The position of what was seen last, such as <see cref="Changes.Position"/>; 0 for all.
    /// </param>
    /// <param name="journal">Which journal it is of, as <see cref="Changes.Journal"/> said; null for whichever there
    /// is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TuneClientException">There is no such experiment, nobody answers at the address, or
    /// the server was gone for too long.</exception>
    public async IAsyncEnumerable<Changes> WatchAsync(
        string experiment, long since = 0, string? journal = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(since);
        var path = $"{Api}experiments/{Segment(experiment)}/feed";
        await using var feed = new ChangeFeed(
            (position, of, token) => ConnectAsync(path, position, of, token),
            (position, of, token) => ChangesAsync(experiment, position, of, token),
            Patience);
        while (true)
        {
            var changes = await feed.NextAsync(since, journal, cancellation);
            (since, journal) = (changes.Position, changes.Journal);
            yield return changes;
        }
    }

    private async Task<WebSocket> ConnectAsync(
        string path, long since, string? journal, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        try
        {
            // A server that vanished without a word sends nothing, not even the end.
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
            socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
            if (_token() is { } token)
            {
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            }

            var http = new Uri(Address, path + Query(("since", Whole(since, 0)), ("journal", journal)));
            var address = new UriBuilder(http) { Scheme = http.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" };
            using var asking = new HttpMessageInvoker(_handler, disposeHandler: false);
            await socket.ConnectAsync(address.Uri, asking, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
