using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Tune.Client.Places;
using Tune.Hosting;
using Tune.Server.Access;
using Tune.Server.Acting;

namespace Tune.Server;

/// <summary>
/// The API for programs of the same user on this machine: on a socket in the store's folder, so that nobody can sit in
/// its place who may not write to the store. Where sockets do not say who is at the other end (Windows), or the store's
/// path is too long for one, on a free port of the loopback, with a token in a file of the store.
/// </summary>
public static class StoreSocket
{
    private const int ConnectionsMax = 64;

    // Whoever connects asks at once.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(5);

    /// <summary>Serves a host to whoever asks with <c>TuneClient.ForStore</c>, the command line among them, until what
    /// this gives back is disposed of: the value of <see cref="TuneHostOptions.Serve"/>. Who is let in may do
    /// everything.</summary>
    /// <param name="host">What is served.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <returns>Null for a store that is no folder: nobody else can have it open.</returns>
    /// <exception cref="IOException">Something else is in the socket's place.</exception>
    public static async Task<IAsyncDisposable?> ServeAsync(TuneHost host, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Folder is { } folder
            ? await ServeAsync(Served.Of(host) with { Name = host.Location }, folder, cancellation)
            : null;
    }

    /// <summary>Serves what a folder holds, at its socket or, if there can be none, with a note.</summary>
    internal static async Task<IAsyncDisposable> ServeAsync(
        Served served, string folder, CancellationToken cancellation, bool withNote = false)
    {
        var place = withNote || OperatingSystem.IsWindows() ? null : ControlPlace.Of(folder);
        if (place is null)
        {
            return await ServeWithNoteAsync(served, folder, cancellation);
        }

        try
        {
            // Of an owner that was killed; a folder in its place is refused.
            File.Delete(place.Path);
            var app = Map(served, ServerApp.Build(
                kestrel => Listen(kestrel, place),
                services => services.Configure<SocketTransportOptions>(
                    sockets => sockets.CreateBoundListenSocket = endpoint => Bind(endpoint, place))));
            await StartAsync(app, cancellation);
            return new Serving(app, place.Path, place);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private static async Task<IAsyncDisposable> ServeWithNoteAsync(
        Served served, string folder, CancellationToken cancellation)
    {
        var token = Secret.New().Text;
        var app = Map(served, ServerApp.Build(kestrel => kestrel.Listen(IPAddress.Loopback, 0, Limit)), token);
        await StartAsync(app, cancellation);
        var serving = new Serving(app, OwnerNote.PathOf(folder), null);
        try
        {
            OwnerNote.Leave(folder, AddressOf(app), token);
            return serving;
        }
        catch
        {
            await serving.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Map(Served served, WebApplication app, string? token = null)
    {
        TuneRoutes.MapMounted(
            app, served,
            new TuneServerOptions
            {
                Token = token, Authorize = context => Sender.OfThisMachine(context) is null ? null : TuneRole.Admin,
            },
            TimeProvider.System);
        return app;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static Uri AddressOf(WebApplication app) => new(
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static void Listen(KestrelServerOptions kestrel, ControlPlace place)
    {
        Limit(kestrel);
        kestrel.ListenUnixSocket(place.Address.ToString()!, listen => listen.Use(next => connection =>
        {
            // The kernel says who it is. Nobody else is answered, not even with a refusal.
            var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
            if (socket is null || !PeerUser.MayBeTrusted(socket))
            {
                connection.Abort();
                return Task.CompletedTask;
            }

            Sender.Note(connection, PeerUser.NameOf(socket));
            return next(connection);
        }));
    }

    private static void Limit(ListenOptions listen) => Limit(listen.KestrelServerOptions);

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        kestrel.Limits.KeepAliveTimeout = s_silence * 6;
        kestrel.Limits.RequestHeadersTimeout = s_silence;
    }

    private static Socket Bind(EndPoint endpoint, ControlPlace place)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // Nobody can connect before Kestrel listens.
            socket.Bind(endpoint);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(place.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Serving(WebApplication app, string file, IDisposable? place) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await ServerApp.EndAsync(app);
            File.Delete(file);
            place?.Dispose();
        }
    }
}
