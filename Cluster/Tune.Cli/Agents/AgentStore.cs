using Tune.Cli.Owning;
using Tune.Client;
using Tune.Engine.Stores;
using Tune.Hosting;
using Tune.Server;
using Tune.Server.Acting;

namespace Tune.Cli.Agents;

/// <summary>The store that agents ask about: through the program that has it open, and while there is none through a
/// server of our own that only reads it. Nobody is kept from opening it.</summary>
/// <param name="address">Where the store is.</param>
/// <param name="notice">Told what of it is damaged.</param>
internal sealed class AgentStore(string address, Action<string> notice) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private TuneClient? _owner;
    private (ITuneReader Store, TuneServer Server, TuneClient Client)? _own;

    /// <summary>Where the store is.</summary>
    public string Address => address;

    /// <summary>A client to ask.</summary>
    public async Task<TuneClient> ClientAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_owner is not null && await AnswersAsync(_owner, cancellation))
            {
                return _owner;
            }

            _owner?.Dispose();
            _owner = Stores.FolderOf(address) is { } folder ? await Owner.FindAsync(folder, cancellation) : null;
            return _owner ?? (_own ??= await ServeAsync(cancellation)).Client;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Opens the store to read more of it than a client can ask for.</summary>
    public Task<ITuneReader> OpenAsync(CancellationToken cancellation) =>
        Stores.OpenForReadingAsync(address, notice, cancellation);

    public async ValueTask DisposeAsync()
    {
        _owner?.Dispose();
        if (_own is { } own)
        {
            own.Client.Dispose();
            await own.Server.DisposeAsync();
            await own.Store.DisposeAsync();
        }

        _gate.Dispose();
    }

    private static async Task<bool> AnswersAsync(TuneClient owner, CancellationToken cancellation)
    {
        try
        {
            await owner.ServerAsync(cancellation);
            return true;
        }
        catch (TuneClientException)
        {
            return false;
        }
    }

    private async Task<(ITuneReader, TuneServer, TuneClient)> ServeAsync(CancellationToken cancellation)
    {
        var store = await OpenAsync(cancellation);
        try
        {
            var server = await TuneServer.StartAsync(
                new Served(store, Acts: null), new TuneServerOptions { Port = 0, ReadOnly = true }, cancellation);
            return (store, server, new TuneClient(server.Address, server.Token) { Via = "mcp" });
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
