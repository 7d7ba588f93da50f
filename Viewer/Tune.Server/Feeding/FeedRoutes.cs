using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Feeding;

/// <summary>The same changes over a socket, pushed, and by asking.</summary>
internal static class FeedRoutes
{
    public static void Map(IEndpointRouteBuilder routes, Served served, TimeProvider time)
    {
        routes.MapGet("/experiments/{experiment}/changes", async (
            string experiment, long? since, CancellationToken cancellation) => Answer.Of(
                await new ChangeReader(served, experiment).SinceAsync(Since(since), cancellation)))
            .Produces<Changes>();
        routes.MapGet("/experiments/{experiment}/feed", async (
            HttpContext context, string experiment, long? since) =>
            await SocketAsync(context, served, experiment, Since(since), time)).ExcludeFromDescription();
    }

    private static long Since(long? since) => since is null or >= 0
        ? since ?? 0
        : throw new BadHttpRequestException($"'since' is {since}; it must be 0 or more.");

    private static async Task SocketAsync(
        HttpContext context, Served served, string experiment, long since, TimeProvider time)
    {
        await served.GlanceAsync(experiment, context.RequestAborted);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new BadHttpRequestException(
                "This route speaks WebSocket; ask '…/changes?since=N' where that does not come through.",
                StatusCodes.Status426UpgradeRequired);
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var left = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var listening = ListenAsync(socket, left);
        try
        {
            await PushAsync(socket, new ChangeReader(served, experiment), since, time, left.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The page was closed, or the store.
        }
        finally
        {
            await left.CancelAsync();
            await listening;
        }
    }

    // Nothing is queued: who is slow to read gets what has changed meanwhile in one piece.
    private static async Task PushAsync(
        WebSocket socket, ChangeReader reader, long since, TimeProvider time, CancellationToken cancellation)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        do
        {
            var changes = await reader.SinceAsync(since, cancellation);
            if (changes.Position != since)
            {
                since = changes.Position;
                var bytes = JsonSerializer.SerializeToUtf8Bytes(changes, TuneJson.Default.Changes);
                await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellation);
            }
        }
        while (await ticks.WaitForNextTickAsync(cancellation));
    }

    // A client says nothing; what matters is when it goes.
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource left)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer, left.Token)).MessageType != WebSocketMessageType.Close)
            {
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, left.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // It went without a word.
        }

        await left.CancelAsync();
    }
}
