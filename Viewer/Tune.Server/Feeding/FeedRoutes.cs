using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tune.Client.Shapes;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Feeding;

/// <summary>The same changes over a socket, pushed, and by asking.</summary>
internal static class FeedRoutes
{
    private static readonly TimeSpan s_sendLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_leaveLimit = TimeSpan.FromMilliseconds(500);

    public static void Map(IEndpointRouteBuilder routes, Served served, TimeProvider time)
    {
        var followers = new Followers(served, time);
        routes.MapGet("/experiments/{experiment}/changes", async (
            string experiment, long? since, string? journal, CancellationToken cancellation) => Answer.Of(
                await new ChangeReader(served, experiment).SinceAsync(Since(since), journal ?? "", cancellation)))
            .Produces<Changes>();
        routes.MapGet("/experiments/{experiment}/feed", async (
            HttpContext context, string experiment, long? since, string? journal) =>
        {
            var from = Since(since);
            await served.GlanceAsync(experiment, context.RequestAborted);
            if (!context.WebSockets.IsWebSocketRequest)
            {
                throw new BadHttpRequestException(
                    "This route speaks WebSocket; ask '…/changes?since=N' where that does not come through.",
                    StatusCodes.Status426UpgradeRequired);
            }

            using var socket = await AcceptAsync(context);
            var feed = new FeedSocket(socket, new ChangeReader(served, experiment), s_sendLimit, time);
            await ServeAsync(
                socket, left => PushAsync(feed, followers, experiment, from, journal ?? "", left),
                context.RequestAborted,
                context.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default);
        }).ExcludeFromDescription();
    }

    private static async Task<WebSocket> AcceptAsync(HttpContext context)
    {
        try
        {
            return await context.WebSockets.AcceptWebSocketAsync();
        }
        catch (InvalidOperationException) when (!context.Response.HasStarted)
        {
            throw new ProblemException(
                StatusCodes.Status429TooManyRequests, "listeners",
                "As many listen as may at a time; ask '…/changes?since=N' meanwhile.");
        }
    }

    private static long Since(long? since) => since is null or >= 0
        ? since ?? 0
        : throw new BadHttpRequestException($"'since' is {since}; it must be 0 or more.");

    private static async Task PushAsync(
        FeedSocket feed, Followers followers, string experiment, long since, string journal, CancellationToken left)
    {
        using var listening = await followers.JoinAsync(experiment, left);
        await feed.PushAsync(listening, since, journal, left);
    }

    private static async Task ServeAsync(
        WebSocket socket, Func<CancellationToken, Task> push, CancellationToken aborted,
        CancellationToken stopping)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        using var pushing = CancellationTokenSource.CreateLinkedTokenSource(left.Token, stopping);
        var listening = ListenAsync(socket, left);
        try
        {
            await push(pushing.Token);
        }
        catch (Exception end) when (end is not (OutOfMemoryException or NullReferenceException))
        {
            // The page was closed, or the store, or the journal made anew. It asks again, and is told then.
        }
        finally
        {
            if (stopping.IsCancellationRequested)
            {
                await TakeLeaveAsync(socket, aborted);
                // What is cut off at once may not be read any more.
                await listening.WaitAsync(s_leaveLimit, CancellationToken.None).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing);
            }

            await left.CancelAsync();
            await listening;
        }
    }

    // The server ends, which must not have to wait for those who listen.
    private static async Task TakeLeaveAsync(WebSocket socket, CancellationToken aborted)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        soon.CancelAfter(s_leaveLimit);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, soon.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException
            or InvalidOperationException)
        {
            // It is gone already.
        }
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
