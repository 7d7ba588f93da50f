using System.Net.WebSockets;
using System.Text.Json;
using Tune.Client.Shapes;

namespace Tune.Client;

/// <summary>Changes one after the other: pushed while a socket holds, asked for where there is none.</summary>
/// <param name="connect">Opens a socket that pushes from a position on.</param>
/// <param name="ask">Asks once.</param>
/// <param name="patience">How long a server may be gone.</param>
internal sealed class ChangeFeed(
    Func<long, string?, CancellationToken, Task<WebSocket>> connect,
    Func<long, string?, CancellationToken, Task<Changes>> ask, TimeSpan patience) : IAsyncDisposable
{
    private const int MessageBytesMax = 64 * 1024 * 1024;
    private const int AsksBetweenSockets = 30;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_connecting = TimeSpan.FromSeconds(10);

    private readonly MemoryStream _message = new();
    private readonly byte[] _part = new byte[16 * 1024];
    private WebSocket? _socket;
    private int _asks;
    private long? _gone;
    private bool _hasAnswered;

    /// <summary>The next changes since a position; waits until there are some.</summary>
    /// <exception cref="TuneClientException">The server was gone for too long, or will not tell.</exception>
    public async Task<Changes> NextAsync(long since, string? journal, CancellationToken cancellation)
    {
        while (true)
        {
            _socket ??= _asks % AsksBetweenSockets == 0 
                ? await ConnectOrNullAsync(since, journal, cancellation)
                : null;
            if (_socket is not null)
            {
                if (await PushedOrNullAsync(_socket, cancellation) is { } pushed)
                {
                    (_asks, _gone) = (0, null);
                    return pushed;
                }

                _socket.Dispose();
                _socket = null;
            }
            else
            {
                _asks++;
            }

            if (await AskedOrNullAsync(since, journal, cancellation) is { } asked
                && (asked.Position != since || asked.Reset))
            {
                return asked;
            }

            await Task.Delay(s_pause, cancellation);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<WebSocket?> ConnectOrNullAsync(long since, string? journal, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_connecting);
        try
        {
            var socket = await connect(since, journal, limit.Token);
            _hasAnswered = true;
            return socket;
        }
        catch (Exception broken) when (broken is WebSocketException or HttpRequestException
            || (broken is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Asking says why, if anything is wrong beyond the socket.
            return null;
        }
    }

    private async Task<Changes?> PushedOrNullAsync(WebSocket socket, CancellationToken cancellation)
    {
        _message.SetLength(0);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(_part, cancellation);
                if (received.MessageType == WebSocketMessageType.Close
                    || _message.Length + received.Count > MessageBytesMax)
                {
                    return null;
                }

                _message.Write(_part, 0, received.Count);
                if (received.EndOfMessage)
                {
                    return JsonSerializer.Deserialize(
                        _message.GetBuffer().AsSpan(0, (int)_message.Length), TuneJson.Default.Changes);
                }
            }
        }
        catch (Exception broken) when (broken is WebSocketException or JsonException or IOException)
        {
            return null;
        }
    }

    private async Task<Changes?> AskedOrNullAsync(long since, string? journal, CancellationToken cancellation)
    {
        try
        {
            var changes = await ask(since, journal, cancellation);
            (_gone, _hasAnswered) = (null, true);
            return changes;
        }
        // A server that was never there is told of at once: there is nothing to wait for.
        catch (TuneClientException broken) when (broken.Status is null or >= 500
            && broken.Kind != TuneClientException.Stranger && (_hasAnswered || broken.Status is not null)
            && IsWithinPatience())
        {
            return null;
        }
    }

    private bool IsWithinPatience()
    {
        _gone ??= Environment.TickCount64;
        return Environment.TickCount64 - _gone < patience.TotalMilliseconds;
    }
}
