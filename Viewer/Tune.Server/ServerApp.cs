using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tune.Server;

/// <summary>ASP.NET as a guest in somebody's process.</summary>
internal static class ServerApp
{
    /// <summary>How long requests that are under way may take while the server ends.</summary>
    private static readonly TimeSpan s_leaving = TimeSpan.FromSeconds(2);

    /// <summary>How long the first line of a request may be, in bytes: MLflow's pages ask for the metrics of many runs
    /// by their ids, and those who ask for too many are told so.</summary>
    private const int LineMax = 64 * 1024;

    // Whoever says nothing, or no more than the beginning of a request, holds one of the connections for so long.
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_headers = TimeSpan.FromSeconds(10);

    /// <summary>An app without anything of the program's own settings or folders.</summary>
    /// <param name="listen">Says where it listens, and may tighten the limits.</param>
    /// <param name="services">Adds to what is there.</param>
    /// <param name="withHttps">Whether it may speak HTTPS.</param>
    public static WebApplication Build(
        Action<KestrelServerOptions> listen, Action<IServiceCollection>? services = null, bool withHttps = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Limits.MaxRequestLineSize = LineMax;
            kestrel.Limits.KeepAliveTimeout = s_idle;
            kestrel.Limits.RequestHeadersTimeout = s_headers;
            kestrel.Limits.MaxConcurrentConnections = 1000;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 200;
            listen(kestrel);
        });
        if (withHttps)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        // Ctrl-C is the program's, not ours.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<RouteHandlerOptions>(routing => routing.ThrowOnBadRequest = true);
        builder.Services.AddSingleton<ILoggerFactory>(_ => LoggerFactory.Create(_ => { }));
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(30),
        });
        app.Use(static (context, next) =>
        {
            // Clients put their path behind an address that ends in a slash.
            if (context.Request.Path.Value is ['/', '/', ..] path)
            {
                context.Request.Path = "/" + path.TrimStart('/');
            }

            return next(context);
        });
        app.UseRouting();
        return app;
    }

    /// <summary>Ends one: what is under way is waited for, but not for long.</summary>
    public static async Task EndAsync(WebApplication app)
    {
        using var soon = new CancellationTokenSource(s_leaving);
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }
}
