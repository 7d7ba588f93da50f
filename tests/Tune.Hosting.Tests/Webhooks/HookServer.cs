using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tune.Hosting.Tests.Webhooks;

/// <summary>A server on this machine's loopback that takes what it is sent, and answers as it is told.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<int, int> _answer;
    private int _count;

    private HookServer(Func<int, int> answer)
    {
        _answer = answer;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public Uri Address { get; private set; } = null!;

    public ConcurrentQueue<HookRequest> Requests { get; } = new();

    /// <summary>Starts one.</summary>
    /// <param name="answer">The status by the number of the request, counted from 1.</param>
    public static async Task<HookServer> StartAsync(Func<int, int> answer)
    {
        var server = new HookServer(answer);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var number = Interlocked.Increment(ref _count);
        Requests.Enqueue(new HookRequest(
            context.Request.Path, context.Request.Headers["Tune-Event-Id"].ToString(),
            context.Request.Headers["Tune-Try"].ToString(), context.Request.Headers["Tune-Signature"].ToString(),
            body.ToArray()));
        context.Response.StatusCode = _answer(number);
        if (context.Response.StatusCode is >= 300 and < 400)
        {
            context.Response.Headers.Location = "/elsewhere";
        }
    }
}

/// <summary>What came.</summary>
internal sealed record HookRequest(string Path, string Id, string Try, string Signature, byte[] Body);
