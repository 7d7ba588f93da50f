using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tune.Hosting;
using Tune.Server.Access;
using Tune.Server.Acting;

namespace Tune.Server;

/// <summary>Serves a store over HTTP, if not told otherwise on this machine's loopback, for a viewer and for other
/// programs. Dispose it to end that; what is served stays.</summary>
public sealed class TuneServer : IAsyncDisposable
{
    private const int PortsTried = 20;
    private readonly WebApplication _app;
    private readonly Keys _keys;
    private readonly Uri? _public;

    private TuneServer(WebApplication app, Keys keys, TuneServerOptions options)
    {
        (_app, _keys) = (app, keys);
        _public = options.PublicOrigin;
        Address = Exposure.AddressOf(
            options, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
                .Addresses.First()));
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:8265</c>.</summary>
    public Uri Address { get; }

    /// <summary>What programs send as a bearer token.</summary>
    public string Token => _keys.Token.Text;

    /// <summary>A link that logs a browser in, once: to <see cref="TuneServerOptions.PublicOrigin"/>, if it is said.
    /// </summary>
    /// <param name="path">The page it leads to; default the first.</param>
    public Uri NewLink(string path = "/") => new(
        _public ?? Address, $"/login?key={_keys.NewLink()}&to={Uri.EscapeDataString(path)}");

    /// <summary>What listens for the end of the process.</summary>
    internal IHostLifetime Lifetime => _app.Services.GetRequiredService<IHostLifetime>();

    /// <summary>Every verb and path there is, with a 0 for each number and the letter x for each name.</summary>
    internal IEnumerable<(string Method, string Path)> Routes =>
        from route in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(
            segment.Parts.Select(part => part switch
            {
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternParameterPart { ParameterPolicies.Count: > 0, IsCatchAll: false } => "0",
                _ => "x",
            })))));

    /// <summary>Serves what a host has, and lets it act.</summary>
    /// <exception cref="ArgumentException">It would be reached from other machines without a certificate and a token;
    /// the message says what to set.</exception>
    /// <exception cref="IOException">No port is free.</exception>
    public static Task<TuneServer> StartAsync(
        TuneHost host, TuneServerOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        return StartAsync(Served.Of(host), options, null, cancellation);
    }

    internal static Task<TuneServer> StartAsync(
        Served served, TuneServerOptions options, CancellationToken cancellation) =>
        StartAsync(served, options, more: null, cancellation);

    internal static async Task<TuneServer> StartAsync(
        Served served, TuneServerOptions? options, Action<RouteGroupBuilder>? more, CancellationToken cancellation)
    {
        options ??= new TuneServerOptions();
        Exposure.Require(options);
        var keys = new Keys(options.Token, options.Shelf, options.Time);
        foreach (var port in Ports(options.Port))
        {
            var app = Build(served, options, keys, port, more);
            try
            {
                await app.StartAsync(cancellation);
                return new TuneServer(app, keys, options);
            }
            catch (IOException taken) when (port != 0 && IsTaken(taken))
            {
                await app.DisposeAsync();
            }
            catch
            {
                await app.DisposeAsync();
                throw;
            }
        }

        throw new IOException("No port is free.");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await ServerApp.EndAsync(_app);

    private static IEnumerable<int> Ports(int first) => first == 0 ? [0] :
        [.. Enumerable.Range(first, PortsTried).Where(port => port <= IPEndPoint.MaxPort), 0];

    private static bool IsTaken(Exception problem) => problem.InnerException is { } inner
        && (inner is Microsoft.AspNetCore.Connections.AddressInUseException
            or SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressAlreadyInUse });

    private static WebApplication Build(
        Served served, TuneServerOptions options, Keys keys, int port, Action<RouteGroupBuilder>? more)
    {
        var app = ServerApp.Build(
            kestrel => kestrel.Listen(options.Bind, port, listen =>
            {
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            }),
            withHttps: options.Certificate is not null);
        var routes = TuneRoutes.Map(app, served, options, keys, options.Time);
        more?.Invoke(routes);
        return app;
    }
}
