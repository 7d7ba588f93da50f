using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Hosting;
using Tune.Schedulers;
using Tune.Storage;
using Tune.Testing.Stores;
using Tune.Trainables;

namespace Tune.Server.Tests.Generated;

/// <summary>
/// Sequences of requests that are made of the document, with values learnt from answers and with nasty ones, to a host
/// that runs. How many, the variable TUNE_GENERATED says; how they begin, TUNE_SEED.
/// </summary>
internal sealed class GeneratedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [Test]
    public async Task Requests_OfAnyKind_AreAnsweredWithoutAFaultOfOurs()
    {
        var (count, seed) = (Number("TUNE_GENERATED", 1_500), Number("TUNE_SEED", 1));
        using var folder = new TempFolder();
        await using (var host = await StartAsync(folder["store"]))
        {
            await using var server = await TuneServer.StartAsync(host, new TuneServerOptions { Port = 0 });
            var statuses = await AskAsync(server, count, seed);
            await TestContext.Out.WriteLineAsync(
                $"{count} calls of seed {seed}: "
                + string.Join(", ", statuses.Select(each => $"{each.Value} answers {each.Key}")));
            Assert.That(
                statuses.Keys, Is.SupersetOf([200, 400, 401, 403, 404, 409]), "what is asked makes sense often enough");
        }

        await RequireWholeAsync(folder["store"]);
    }

    [Test]
    public void Requests_OfOneSeedAndTheSameAnswers_AreTheSame()
    {
        using var document = JsonDocument.Parse(new StreamReader(
            typeof(TuneServer).Assembly.GetManifestResourceStream("openapi.json")!).ReadToEnd());
        using var answer = JsonDocument.Parse("""{"experiment":"point","experiment_id":"1","run":{"run_id":"abc"}}""");
        var (one, same, other) = (Made(7), Made(7), Made(8));

        Assert.That(same, Is.EqualTo(one));
        Assert.That(other, Is.Not.EqualTo(one));
        string[] Made(int seed)
        {
            var maker = new RequestMaker(
                document.RootElement, [("POST", "/api/2.0/mlflow/runs/create")], new Learnt(), seed);
            return
            [
                .. Enumerable.Range(0, 300).Select(_ =>
                {
                    using var asked = maker.Next();
                    maker.Heard(asked, answer.RootElement);
                    return asked.ToString();
                }),
            ];
        }
    }

    private static async Task<SortedDictionary<int, int>> AskAsync(TuneServer server, int count, int seed)
    {
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        using var document = JsonDocument.Parse(
            await client.GetStringAsync(new Uri("api/v1/openapi.json", UriKind.Relative)));
        var learnt = new Learnt();
        foreach (var name in (string[])["point", "other"])
        {
            learnt.Add("experiment", name);
        }

        var maker = new RequestMaker(document.RootElement, server.Routes, learnt, seed);
        var statuses = new SortedDictionary<int, int>();
        for (var at = 0; at < count; at++)
        {
            using var asked = maker.Next();
            using var answer = await SendAsync(client, asked, $"call {at} of seed {seed}");
            var status = (int?)answer?.StatusCode ?? 0;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (answer is not null)
            {
                var body = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync());
                var call = at;
                AnswerRule.Require(
                    asked, answer, body,
                    () => $"call {call} of seed {seed}: {asked}\n{status} {Asked.Start(body)}");
                Learn(maker, asked, answer, body);
            }
        }

        return statuses;
    }

    // Null where the web server ended the connection while what it had refused was still on its way.
    private static async Task<HttpResponseMessage?> SendAsync(HttpClient client, Asked asked, string which)
    {
        try
        {
            return await client.SendAsync(asked.Request);
        }
        catch (HttpRequestException) when (asked.MayBeNone)
        {
            return null;
        }
        catch (Exception cut) when (cut is HttpRequestException or TaskCanceledException)
        {
            throw new InvalidOperationException($"{which}: {asked}", cut);
        }
    }

    private static void Learn(RequestMaker maker, Asked asked, HttpResponseMessage answer, string body)
    {
        if (answer.Content.Headers.ContentType?.MediaType == "application/json" && body.Length < 100_000)
        {
            using var json = JsonDocument.Parse(Encoding.Latin1.GetBytes(body));
            maker.Heard(asked, json.RootElement);
        }
    }

    // What was stored is what the engine would have stored: a replay of each journal comes to the same.
    private static async Task RequireWholeAsync(string folder)
    {
        await using var store = await FileStore.OpenAsync(
            folder, new FileStoreOptions(new SpecJson(SchedulerCatalog.All)));
        foreach (var experiment in await store.ExperimentsAsync())
        {
            var history = await store.ReadJournalAsync(experiment).ToListAsync();
            Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty, experiment);
        }
    }

    private static async Task<TuneHost> StartAsync(string store)
    {
        var tuner = new Tuner<PointConfig>(
            "point",
            Trainable.Function<PointConfig>("point", async (context, config) =>
            {
                context.Log("<script>alert(1)</script>");
                await context.ReportAsync(new { value = config.X }, Checkpoint.FromJson("x.json", config.X));
            }) with { Isolation = Isolation.Thread })
        {
            Metric = "value", Trials = 3, Checkpoints = new CheckpointPolicy { EveryIterations = 1 },
        };
        var host = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = store, Slots = 1, Notice = _ => { }, Templates = [new(tuner)],
        });
        await host.FitAsync(tuner).WaitAsync(Patience);
        await host.FitAsync(tuner with { Name = "other" }).WaitAsync(Patience);
        return host;
    }

    private static int Number(string variable, int usual) => int.TryParse(
        Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : usual;
}
