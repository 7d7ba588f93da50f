using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tune.Hosting.Tests.BadInput;

namespace Tune.Hosting.Tests.Viewing;

/// <summary>A store that is served so that others log to it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ServeTests
{
    private const string Search = "/api/2.0/mlflow/runs/search";

    [Test]
    public async Task Serve_OfAnEmptyFolder_TakesRunsAndKeepsThemThroughAKill()
    {
        using var place = new Workplace();
        await using (var first = await ServedAsync(place))
        {
            using var made = await first.PostAsync("/api/2.0/mlflow/runs/create", """{"run_name":"kept"}""");
            Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            first.Process.Signal("KILL");
            await first.Process.EndAsync();
        }

        await using var second = await ServedAsync(place);
        using var found = await second.PostAsync(Search, """{"experiment_ids":["0"]}""");
        Assert.That(await found.Content.ReadAsStringAsync(), Does.Contain("\"run_name\":\"kept\""));
        second.Process.Signal("INT");
        (await second.Process.EndAsync()).Exits(0);
    }

    [Test]
    public async Task Serve_WithATokenFile_TakesThatToken()
    {
        using var place = new Workplace();
        var file = Path.Combine(place.Folder, "token");
        await File.WriteAllTextAsync(file, "a token, too short\n");
        var refused = await place.RunAsync("serve", "--token-file", file);
        await File.WriteAllTextAsync(file, "token-of-many-letters\n");
        await using var served = await ServedAsync(place, "--token-file", file);

        Assert.That(refused.Exits(2).Error, Has.Some.Contains("--token-file"));
        Assert.That(served.Token, Is.EqualTo("token-of-many-letters"));
        served.Process.Signal("INT");
        (await served.Process.EndAsync()).Exits(0);
    }

    [Test]
    public async Task Serve_BehindAProxy_LeadsBrowsersThere()
    {
        using var place = new Workplace();
        var refused = await place.RunAsync("serve", "--public-origin", "http://tune.example.org");
        await using var served = await ServedAsync(place, "--public-origin", "https://tune.example.org");

        Assert.That(refused.Exits(2).Error, Has.Some.Contains("--public-origin"));
        Assert.That(
            await served.Process.LineAsync("viewer "), Does.Contain("https://tune.example.org/login?key="));
        served.Process.Signal("INT");
        (await served.Process.EndAsync()).Exits(0);
    }

    private static async Task<ServedPlace> ServedAsync(Workplace place, params string[] more)
    {
        var process = place.Start(["serve", .. more]);
        var address = (await process.LineAsync("MLFLOW_TRACKING_URI")).Split('=')[1];
        var token = (await process.LineAsync("MLFLOW_TRACKING_TOKEN")).Split('=', 2)[1];
        return new ServedPlace(process, new Uri(address), token);
    }

    private sealed class ServedPlace : IAsyncDisposable
    {
        private readonly HttpClient _client;

        public ServedPlace(HostProcess process, Uri address, string token)
        {
            (Process, Token) = (process, token);
            _client = new HttpClient { BaseAddress = address };
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        public HostProcess Process { get; }

        public string Token { get; }

        public Task<HttpResponseMessage> PostAsync(string path, string json) => _client.PostAsync(
            new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"));

        public ValueTask DisposeAsync()
        {
            _client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
