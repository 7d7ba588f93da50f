using Tune.Client;
using Tune.Engine.Ports;
using Tune.Hosting;
using Tune.Server;
using Tune.Server.Acting;

namespace Tune.Cli.Owning;

/// <summary>Whoever acts on the experiments of a store: the program that has it open, or else this one, for a moment
/// and without running any trial.</summary>
internal sealed class Owner : IAsyncDisposable
{
    private readonly TuneHost? _host;
    private readonly TuneServer? _server;

    private Owner(TuneClient client, TuneHost? host, TuneServer? server) =>
        (Client, _host, _server) = (client, host, server);

    /// <summary>Asks it.</summary>
    public TuneClient Client { get; }

    /// <summary>Finds the owner of a store, or becomes it.</summary>
    /// <exception cref="StorageException">There is no such store, or a program has it open that cannot be asked.
    /// </exception>
    public static async Task<Owner> OfAsync(string store, CancellationToken cancellation)
    {
        if (Stores.FolderOf(store) is { } folder && await FindAsync(folder, cancellation) is { } found)
        {
            return new Owner(found, null, null);
        }

        await Stores.RequireAsync(store, cancellation);
        var host = await HostAsync(store, cancellation);
        try
        {
            var server = await TuneServer.StartAsync(
                Served.Of(host) with { Name = host.Location }, new TuneServerOptions { Port = 0 }, cancellation);
            return new Owner(new TuneClient(server.Address, server.Token) { Via = "cli" }, host, server);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of the program that has a folder open; null if nobody answers there.</summary>
    /// <exception cref="TuneClientException">Somebody else listens there, or who should answer does not.</exception>
    public static async Task<TuneClient?> FindAsync(string folder, CancellationToken cancellation)
    {
        var client = TuneClient.ForStore(folder);
        client.Via = "cli";
        try
        {
            await client.ServerAsync(cancellation);
            return client;
        }
        catch (TuneClientException nobody) when (nobody.Kind is TuneClientException.NoOwner
            or TuneClientException.Unreachable)
        {
            // One that is just leaving is as good as gone.
            client.Dispose();
            return null;
        }
        catch (TuneClientException silent) when (silent.Kind == TuneClientException.TooLate)
        {
            client.Dispose();
            throw new TimeoutException(
                $"Whoever has the store open ({await HolderOfAsync(folder)}) does not answer: {silent.Message}");
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    private static async Task<TuneHost> HostAsync(string store, CancellationToken cancellation)
    {
        try
        {
            return await TuneHost.StartAsync(
                new TuneHostOptions { Store = store, Slots = 0, Retention = null }, cancellation);
        }
        catch (StorageException busy) when (busy.Kind == StorageFault.Busy)
        {
            throw new StorageException(
                busy.Kind,
                $"{busy.Message} It cannot be asked from here: it serves nothing (see TuneHostOptions.Serve).", busy);
        }
    }

    private static async Task<string> HolderOfAsync(string store)
    {
        await using var reading = await Stores.FindAsync(store);
        return reading is null ? "it is not known who" : await reading.HolderAsync() ?? "it is not known who";
    }
}
