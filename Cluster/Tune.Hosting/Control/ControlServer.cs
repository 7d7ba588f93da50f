using System.Net.Sockets;
using System.Text.Json;

namespace Tune.Hosting.Control;

/// <summary>
/// Listens on a socket file beside the store, so that only users who may write to the store can reach it. One request
/// line, one reply line, per connection.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const int LineMax = 4096;

    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly Func<ControlRequest, CancellationToken, Task<ControlReply>> _handle;
    private readonly ControlPlace _place;
    private readonly Task _loop;

    private ControlServer(
        ControlPlace place, Socket listener, Func<ControlRequest, CancellationToken, Task<ControlReply>> handle)
    {
        (_place, _listener, _handle) = (place, listener, handle);
        _loop = AcceptAsync();
    }

    /// <summary>Listens; null where the store's path is too long for a socket.</summary>
    public static ControlServer? Start(
        string store, Func<ControlRequest, CancellationToken, Task<ControlReply>> handle)
    {
        if (ControlPlace.Of(store) is not { } place)
        {
            return null;
        }

        File.Delete(place.Path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(place.Address);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(place.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        listener.Listen(8);
        return new ControlServer(place, listener, handle);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        File.Delete(_place.Path);
        _place.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptAsync(_stop.Token);
                if (PeerUser.MayBeTrusted(client))
                {
                    await AnswerAsync(client);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException
                or IOException or JsonException)
            {
                // A client that goes away or talks nonsense is its own problem; the next one is served.
            }
        }
    }

    // Whatever goes wrong is told to the one who asked: the experiment must not hear of it, nor the next one who asks.
    private async Task<ControlReply> HandleAsync(ControlRequest request, CancellationToken cancellation)
    {
        try
        {
            return await _handle(request, cancellation);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or OutOfMemoryException))
        {
            return new ControlReply(false, problem.Message);
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        await using var stream = new NetworkStream(client);
        var line = await ControlLine.ReadAsync(stream, LineMax, limit.Token);
        var request = JsonSerializer.Deserialize<ControlRequest>(line);
        var reply = request is null
            ? new ControlReply(false, "An empty request.")
            : await HandleAsync(request, limit.Token);
        await ControlLine.WriteAsync(stream, JsonSerializer.Serialize(reply), limit.Token);
    }
}
