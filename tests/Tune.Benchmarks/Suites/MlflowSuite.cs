using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tune.Hosting;
using Tune.Server;

namespace Tune.Benchmarks.Suites;

/// <summary>What an MLflow client waits for: one client, one kept connection over the loopback, each answer durable
/// before it is given. The targets are ten times what MLflow 3.6 does over SQLite, straight or by its server, whichever
/// is faster.</summary>
internal static class MlflowSuite
{
    private const string Root = "/api/2.0/mlflow/";

    public static Suite Make() => new("mlflow", "runs logged and read over MLflow's API", IsLong: false, RunAsync);

    private static async Task RunAsync(Figures figures)
    {
        using var scratch = new ScratchStore();
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = 0 });
        await using var server = await TuneServer.StartAsync(host, new TuneServerOptions { Port = 0 });
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        var run = await CreateAsync(client, "warm");
        await LogAsync(client, run, 50);

        figures.Say("log_metric_per_s", await LogAsync(client, run, 2000), "calls/s", "at least 440");
        figures.Say("batched_metrics_per_s", await BatchAsync(client, run, 100), "values/s", "at least 33,000");
        figures.Say("runs_per_s", await RunsAsync(client, 188), "runs/s", "at least 130");
        figures.Say("read_20k_s", await ReadAsync(client, run), "s", "at most 0.19");
        figures.Say("search_s", await SearchAsync(client), "s", "at most 0.03; 189 runs filtered and sorted");
    }

    private static async Task<double> LogAsync(HttpClient client, string run, int count)
    {
        var clock = Stopwatch.StartNew();
        for (var step = 0; step < count; step++)
        {
            await PostAsync(client, "runs/log-metric", $$"""
                {"run_id":"{{run}}","run_uuid":"{{run}}","key":"one","value":0.5,"timestamp":{{step}},"step":{{step}}}
                """);
        }

        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> BatchAsync(HttpClient client, string run, int batches)
    {
        var bodies = Enumerable.Range(0, batches).Select(batch => JsonSerializer.Serialize(new
        {
            run_id = run,
            metrics = Enumerable.Range(batch * 1000, 1000).Select(step => new
            {
                key = step % 5 == 0 ? "many" : $"other{step % 5}", value = step * 0.25, timestamp = step, step,
            }),
        })).ToArray();
        var clock = Stopwatch.StartNew();
        foreach (var body in bodies)
        {
            await PostAsync(client, "runs/log-batch", body);
        }

        return batches * 1000 / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> RunsAsync(HttpClient client, int count)
    {
        var clock = Stopwatch.StartNew();
        for (var at = 0; at < count; at++)
        {
            var run = await CreateAsync(client, $"run-{at}");
            await PostAsync(client, "runs/log-batch", JsonSerializer.Serialize(new
            {
                run_id = run,
                metrics = Enumerable.Range(0, 5).Select(metric => new
                {
                    key = $"m{metric}", value = (at * 7919 % 1000) / 1000.0, timestamp = at, step = 0,
                }),
                @params = Enumerable.Range(0, 3).Select(name => new { key = $"p{name}", value = $"{at % 10}" }),
                tags = Enumerable.Range(0, 3).Select(name => new { key = $"t{name}", value = $"{at % 3}" }),
            }));
        }

        return count / clock.Elapsed.TotalSeconds;
    }

    // As the client does: pages of 25,000.
    private static async Task<double> ReadAsync(HttpClient client, string run)
    {
        var clock = Stopwatch.StartNew();
        using var answer = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(
            $"{Root}metrics/get-history?run_id={run}&metric_key=many&max_results=25000", UriKind.Relative)));
        var seconds = clock.Elapsed.TotalSeconds;
        return answer.RootElement.GetProperty("metrics").GetArrayLength() == 20_000
            ? seconds : throw new InvalidOperationException("Not all of 20,000 values came back.");
    }

    private static async Task<double> SearchAsync(HttpClient client)
    {
        const string question = """
            {"experiment_ids":["0"],"filter":"metrics.m0 > 0.1 and params.p0 != '3'","order_by":["metrics.m1 DESC"]}
            """;
        await PostAsync(client, "runs/search", question);
        const int times = 10;
        var clock = Stopwatch.StartNew();
        for (var at = 0; at < times; at++)
        {
            var found = await PostAsync(client, "runs/search", question);
            if (found.GetProperty("runs").GetArrayLength() < 100)
            {
                throw new InvalidOperationException("Too few runs were found.");
            }
        }

        return clock.Elapsed.TotalSeconds / times;
    }

    private static async Task<string> CreateAsync(HttpClient client, string name)
    {
        var answer = await PostAsync(
            client, "runs/create", $$"""{"experiment_id":"0","run_name":"{{name}}","start_time":1}""");
        return answer.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string call, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(Root + call, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        using var read = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return read.RootElement.Clone();
    }
}
