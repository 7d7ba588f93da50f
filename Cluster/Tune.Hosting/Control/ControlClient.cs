using System.Net.Sockets;
using System.Text.Json;

namespace Tune.Hosting.Control;

internal static class ControlClient
{
    private const int LineMax = 65536;

    /// <summary>Asks the owner of a store; null if nobody listens there.</summary>
    public static async Task<ControlReply?> AskAsync(
        string store, ControlRequest request, CancellationToken cancellation)
    {
        var path = ControlPath.Of(store);
        if (!File.Exists(path))
        {
            return null;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        }
        catch (SocketException)
        {
            // Left behind by an owner that was killed.
            return null;
        }

        try
        {
            await using var stream = new NetworkStream(socket);
            await ControlLine.WriteAsync(stream, JsonSerializer.Serialize(request), cancellation);
            var line = await ControlLine.ReadAsync(stream, LineMax, cancellation);
            return line.Length == 0 ? null : JsonSerializer.Deserialize<ControlReply>(line);
        }
        catch (IOException)
        {
            // It is just leaving: as if it had left before.
            return null;
        }
    }
}
