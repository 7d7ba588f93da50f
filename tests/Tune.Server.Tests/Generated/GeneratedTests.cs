using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting;
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
        var (count, seed) = (Number("TUNE_GENERATED", 2_500), Number("TUNE_SEED", 1));
        using var folder = new TempFolder();
        await using var host = await StartAsync(folder["store"]);
        await using var server = await TuneServer.StartAsync(host, new TuneServerOptions { Port = 0 });
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        var learnt = new Learnt();
        using var document = JsonDocument.Parse(
            await client.GetStringAsync(new Uri("api/v1/openapi.json", UriKind.Relative)));
        foreach (var name in (string[])["point", "other"])
        {
            learnt.Add("experiment", name);
        }

        var maker = new RequestMaker(document.RootElement, server.Routes, learnt, seed);
        var statuses = new SortedDictionary<int, int>();
        for (var at = 0; at < count; at++)
        {
            using var request = maker.Next();
            using var answer = await client.SendAsync(request);
            var status = (int)answer.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            var text = await answer.Content.ReadAsStringAsync();
            var what = $"call {at} of seed {seed}: {request.Method} {Start(request.RequestUri!.OriginalString)} "
                + $"{await SentAsync(request)}\n{status} {Start(text)}";

            // What MLflow says of stores without uploads in parts, its clients know.
            Assert.That(
                status, IsAnUploadInParts(request) ? Is.LessThan(500).Or.EqualTo(501) : Is.LessThan(500), what);
            Assert.That(text, Does.Not.Contain("   at "), what);
            Assert.That(
                request.RequestUri!.OriginalString.EndsWith("/server", StringComparison.Ordinal)
                || !text.Contains(folder[""], StringComparison.Ordinal), what);
            Read(answer, text, learnt, what);
        }

        await TestContext.Out.WriteLineAsync(
            string.Join(", ", statuses.Select(each => $"{each.Value} answers {each.Key}")));
        Assert.That(statuses.Keys, Is.SupersetOf([200, 400, 404]), "what is asked makes sense often enough");
    }

    private static void Read(HttpResponseMessage answer, string text, Learnt learnt, string what)
    {
        var type = answer.Content.Headers.ContentType?.MediaType;
        if (!answer.IsSuccessStatusCode && !(text.Length == 0 && (int)answer.StatusCode is 400 or 413 or 414 or 431))
        {
            // What is too long for the web server does not reach us.
            Assert.That(type, Is.EqualTo("application/problem+json").Or.EqualTo("application/json"), what);
        }

        if (type == "application/json" && text.Length < 100_000)
        {
            using var json = JsonDocument.Parse(text);
            learnt.Read(json.RootElement);
        }
    }

    private static async Task<string> SentAsync(HttpRequestMessage request)
    {
        var text = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        return Start(text);
    }

    // What MLflow says of stores without them, its clients know.
    private static bool IsAnUploadInParts(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath.Contains("/mlflow-artifacts/mpu/", StringComparison.Ordinal);

    private static string Start(string text) => text[..Math.Min(text.Length, 1_000)];

    private static async Task<TuneHost> StartAsync(string store)
    {
        var host = await TuneHost.StartAsync(new TuneHostOptions { Store = store, Slots = 1, Notice = _ => { } });
        var tuner = new Tuner<PointConfig>(
            "point",
            Trainable.Function<PointConfig>("point", (context, config) => context.ReportAsync(("value", config.X)))
                with { Isolation = Isolation.Thread })
        {
            Metric = "value", Trials = 3,
        };
        await host.FitAsync(tuner).WaitAsync(Patience);
        await host.FitAsync(tuner with { Name = "other" }).WaitAsync(Patience);
        return host;
    }

    private static int Number(string variable, int usual) => int.TryParse(
        Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : usual;
}
