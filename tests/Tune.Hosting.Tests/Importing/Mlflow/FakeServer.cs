using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tune.Hosting.Tests.Importing.Mlflow;

/// <summary>Takes itself for a server of MLflow, and answers as a test has it.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _count;

    private FakeServer(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync();
            Requests.Enqueue($"{context.Request.Path}{context.Request.QueryString} {text}".TrimEnd());
            Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
            await answer(context, Interlocked.Increment(ref _count));
        });
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>What it was asked: paths with queries and bodies.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>Starts one.</summary>
    /// <param name="answer">Answers; it is told the number of the request, counted from 1.</param>
    public static async Task<FakeServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var server = new FakeServer(answer);
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
}
