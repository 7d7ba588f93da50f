using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using Tune.Server;
using Tune.Server.Acting;
using Tune.Viewer;

namespace Tune.Benchmarks.Suites;

/// <summary>What a viewer waits for on a large store while reports arrive, and what ten viewers cost those who
/// report. Asked over HTTP, and then in a browser until it is drawn. TUNE_BENCH_POINTS sets the points of each trial.
/// </summary>
internal static class ViewerSuite
{
    private const int Trials = 10_000;
    private const int Longest = 1_000_000;
    private const int PerSecond = 5_000;
    private const int Viewers = 10;
    private const int Times = 20;
    private const int Rounds = 50;
    private const string Curves = "application/vnd.tunenet.curves";

    private static int Points => int.Parse(
        Environment.GetEnvironmentVariable("TUNE_BENCH_POINTS") ?? "1000", CultureInfo.InvariantCulture);

    public static Suite Make() => new(
        "viewer", "a store of 10,000 trials and 10,000,000 points, looked at", IsLong: true, RunAsync);

    private static async Task RunAsync(Figures figures)
    {
        var clock = Stopwatch.StartNew();
        await using var viewed = await ViewedStore.MakeAsync(Trials, Points, Longest);
        figures.Say("generated_s", clock.Elapsed.TotalSeconds, "s", "not a target");
        await viewed.Store.Tracking.CatchUpAsync(ViewedStore.Wide);
        await viewed.Store.Tracking.CatchUpAsync(ViewedStore.Long);
        figures.Say("projected_s", clock.Elapsed.TotalSeconds, "s", "not a target");
        await using var server = await TuneViewer.StartAsync(
            new Served(viewed.Store, Acts: null), new TuneServerOptions { Port = 0 });
        using var client = new HttpClient { BaseAddress = new Uri(server.Address, "/api/v1/experiments/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        var next = Points + 1;

        using (var done = new CancellationTokenSource())
        {
            var ingest = IngestAsync(viewed, next, done.Token);
            await MeasureAsync(figures, client);
            await ViewerInBrowser.MeasureAsync(figures, server);
            await done.CancelAsync();
            next = (await ingest).Next;
        }

        var alone = await RatesAsync(viewed, next);
        await using var crowd = await Crowd.JoinAsync(server, Viewers);
        var watched = await RatesAsync(viewed, alone.Next);
        figures.Say("ingest_per_s", watched.Steady, "reports/s", "of 5,000 that are offered; 10 viewers");
        figures.Say("ingest_slowdown", (alone.Steady / watched.Steady) - 1, "share", "0.05; 10 viewers");
        figures.Say("flood_per_s", alone.Flood, "reports/s", "as fast as the journal takes them; nobody looks");
        figures.Say("flood_slowdown", (alone.Flood / watched.Flood) - 1, "share", "not a target");
    }

    private static async Task<(double Steady, double Flood, int Next)> RatesAsync(ViewedStore viewed, int next)
    {
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var (steady, after) = await IngestAsync(viewed, next, done.Token);
        return (steady, await FloodAsync(viewed, after), after + Rounds);
    }

    private static async Task MeasureAsync(Figures figures, HttpClient client)
    {
        const string wide = ViewedStore.Wide;
        var all = new List<double>();
        var rows = await TimeAsync(client, all, $"{wide}/trials?take=200");
        await TimeAsync(client, all, $"{wide}/detail");
        figures.Say("first_rows_ms", rows.Median, "ms", "300");
        var sorted = await TimeAsync(client, all, $"{wide}/trials?take=200&order=best");
        var where = Uri.EscapeDataString("metrics.loss < 0.2 AND params.lr < 1e-2");
        var found = await TimeAsync(client, all, $"{wide}/trials?take=200&where={where}");
        figures.Say("sort_ms", sorted.Median, "ms", "100");
        figures.Say("filter_ms", found.Median, "ms", "100");
        var points = await TimeAsync(client, all, $"{wide}/points?take=10000");
        figures.Say("table_ms", rows.Median + points.Median, "ms", "1000");
        var curves = await TimeAsync(client, null, $"{wide}/curves?metric=loss&trials=0-999&width=200", Curves);
        figures.Say("curves_1000_ms", curves.Median, "ms", "1000");
        var million = await TimeAsync(client, null, $"{ViewedStore.Long}/curves?metric=loss&trials=0", Curves);
        figures.Say("point_million_ms", million.Median, "ms", "150");
        figures.Say("point_million_bytes", million.Bytes, "bytes", "20000");
        await TimeAsync(client, all, $"{wide}/attempts?take=200");
        await TimeAsync(client, all, $"{wide}/events");
        all.Sort();
        figures.Say("api_p95_ms", all[(int)(0.95 * (all.Count - 1))], "ms", "200");
    }

    private static async Task<(double Median, long Bytes)> TimeAsync(
        HttpClient client, List<double>? all, string path, string accept = "application/json")
    {
        var times = new List<double>();
        var bytes = 0L;
        for (var i = 0; i < Times; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.Accept.ParseAdd(accept);
            var clock = Stopwatch.StartNew();
            using var answer = (await client.SendAsync(request)).EnsureSuccessStatusCode();
            bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        all?.AddRange(times);
        times.Sort();
        return (times[Times / 2], bytes);
    }

    // Reports of all trials in turn, so many a second.
    private static async Task<(double PerSecond, int Next)> IngestAsync(
        ViewedStore viewed, int next, CancellationToken done)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var sent = 0L;
        var clock = Stopwatch.StartNew();
        while (!done.IsCancellationRequested)
        {
            var some = (int)Math.Min(2000, (long)(clock.Elapsed.TotalSeconds * PerSecond) - sent);
            if (some > 0)
            {
                var from = sent;
                await viewed.ReportAsync(ViewedStore.Wide, Enumerable.Range(0, some).Select(i =>
                    ((int)((from + i) % Trials), next + (int)((from + i) / Trials))));
                sent += some;
            }

            await ticks.WaitForNextTickAsync(CancellationToken.None);
        }

        return (sent / clock.Elapsed.TotalSeconds, next + (int)(sent / Trials) + 1);
    }

    // As fast as it goes: reports a second.
    private static async Task<double> FloodAsync(ViewedStore viewed, int next)
    {
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var some in Enumerable.Range(0, Trials).Chunk(250))
            {
                await viewed.ReportAsync(ViewedStore.Wide, some.Select(trial => (trial, next + round)));
            }
        }

        return Rounds * (double)Trials / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Viewers that read everything they are sent.</summary>
    private sealed class Crowd : IAsyncDisposable
    {
        private readonly List<ClientWebSocket> _sockets = [];
        private readonly List<Task> _reading = [];
        private readonly CancellationTokenSource _left = new();

        public static async Task<Crowd> JoinAsync(TuneServer server, int viewers)
        {
            var crowd = new Crowd();
            for (var i = 0; i < viewers; i++)
            {
                var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Authorization", $"Bearer {server.Token}");
                await socket.ConnectAsync(
                    new UriBuilder(server.Address)
                    {
                        Scheme = "ws", Path = $"/api/v1/experiments/{ViewedStore.Wide}/feed",
                    }.Uri,
                    default);
                crowd._sockets.Add(socket);
                crowd._reading.Add(crowd.ReadAsync(socket));
            }

            return crowd;
        }

        public async ValueTask DisposeAsync()
        {
            await _left.CancelAsync();
            await Task.WhenAll(_reading);
            _sockets.ForEach(each => each.Dispose());
            _left.Dispose();
        }

        private async Task ReadAsync(ClientWebSocket socket)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while ((await socket.ReceiveAsync(buffer, _left.Token)).MessageType != WebSocketMessageType.Close)
                {
                }
            }
            catch (Exception end) when (end is OperationCanceledException or WebSocketException)
            {
                // It has left.
            }
        }
    }
}
