using System.Net.Http.Headers;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Stores;
using Tune.Server.Acting;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Server.Tests;

/// <summary>A store in memory with one experiment, behind a server of its own on a free port.</summary>
internal sealed class ServedStore : IAsyncDisposable
{
    public const string Experiment = "some";
    private readonly List<IJournal> _journals = [];

    private ServedStore(MemoryStore store, TuneServer server)
    {
        (Store, Server) = (store, server);
        Client = new HttpClient { BaseAddress = server.Address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
    }

    public MemoryStore Store { get; }

    public TuneServer Server { get; private set; }

    /// <summary>A program that has the token.</summary>
    public HttpClient Client { get; }

    public static async Task<ServedStore> StartAsync(
        TuneServerOptions? options = null, IActs? acts = null, NodeCapacity? node = null, string? logs = null)
    {
        var store = new MemoryStore();
        var server = await TuneServer.StartAsync(
            new Served(store, acts) { Node = () => node, Logs = logs },
            (options ?? new TuneServerOptions()) with { Port = 0 }, null, default);
        return new ServedStore(store, server);
    }

    /// <summary>Ends the server and starts another one at the same place.</summary>
    public async Task RestartAsync()
    {
        var (port, token) = (Server.Address.Port, Server.Token);
        await Server.DisposeAsync();
        Server = await TuneServer.StartAsync(
            new Served(Store, Acts: null), new TuneServerOptions { Port = port, Token = token }, null, default);
    }

    /// <summary>Adds events to an experiment.</summary>
    public async Task<IJournal> AddAsync(string experiment, params IEnumerable<ExperimentEvent>[] batches)
    {
        var journal = _journals.Find(each => each.Experiment == experiment);
        if (journal is null)
        {
            journal = await Store.OpenJournalAsync(experiment);
            _journals.Add(journal);
        }

        foreach (var batch in batches)
        {
            await journal.AppendAsync(journal.Count, [.. batch]);
        }

        return journal;
    }

    /// <summary>Three trials, of which the second has reported acc twice.</summary>
    public Task<IJournal> AddSomeAsync() => AddAsync(
        Experiment, Some.Beginning(Experiment, 3), Some.Report(1, 1, ("acc", 0.5)), Some.Report(1, 2, ("acc", 0.75)));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        foreach (var journal in _journals)
        {
            await journal.DisposeAsync();
        }

        await Store.DisposeAsync();
    }
}
