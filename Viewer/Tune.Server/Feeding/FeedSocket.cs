using System.Net.WebSockets;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;

namespace Tune.Server.Feeding;

/// <summary>Sends to one page what it has not had yet.</summary>
/// <param name="socket">Where to.</param>
/// <param name="reader">Reads what nobody else needs.</param>
/// <param name="limit">How long a page may take to receive one piece; then it is dropped.</param>
/// <param name="time">Measures that.</param>
internal sealed class FeedSocket(WebSocket socket, ChangeReader reader, TimeSpan limit, TimeProvider time)
{
    private long _position;
    private string _journal = "";

    /// <summary>Goes on until the page leaves or the follower ends.</summary>
    public async Task PushAsync(
        Followers.Listening listening, long since, string journal, CancellationToken cancellation)
    {
        (_position, _journal) = (since, journal);
        // It listens already: nothing falls between what is there and what comes.
        await CatchUpAsync(cancellation);
        await foreach (var slice in listening.Slices.ReadAllAsync(cancellation))
        {
            if (slice.Since > _position)
            {
                await CatchUpAsync(cancellation);
            }

            if (slice.Next > _position)
            {
                await SendAsync(slice.Bytes, cancellation);
                _position = slice.Next;
            }
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        Changes changes;
        do
        {
            changes = await reader.SinceAsync(_position, _journal, cancellation);
            if (changes.Position != _position || changes.Reset)
            {
                await SendAsync(JsonSerializer.SerializeToUtf8Bytes(changes, TuneJson.Default.Changes), cancellation);
            }

            (_position, _journal) = (changes.Position, changes.Journal);
        }
        while (changes.More);
    }

    /// <exception cref="TimeoutException">The page does not read; the socket is closed.</exception>
    internal async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            socket.Abort();
            throw new TimeoutException("A page did not read what it was sent.");
        }
    }
}
