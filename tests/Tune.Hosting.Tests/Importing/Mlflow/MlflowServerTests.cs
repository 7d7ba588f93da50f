using System.Text;
using Microsoft.AspNetCore.Http;
using Tune.Hosting.Importing;
using Tune.Hosting.Importing.Mlflow;
using Tune.Hosting.Tests.Webhooks;

namespace Tune.Hosting.Tests.Importing.Mlflow;

/// <summary>Servers that are slow, busy, closed, wrong or mean.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class MlflowServerTests
{
    private const string Nothing = "{}";

    [Test]
    public async Task Ask_OfABusyServer_AsksAgainAndWaitsLongerEachTime()
    {
        await using var server = await FakeServer.StartAsync((context, number) =>
        {
            context.Response.StatusCode = number switch { 1 => 503, 2 => 429, 3 => 500, _ => 200 };
            context.Response.Headers.RetryAfter = number == 2 ? "30" : default;
            return context.Response.WriteAsync(Nothing);
        });
        var clock = new ImpatientClock(Timeout.InfiniteTimeSpan);
        using var http = new MlflowHttp(server.Address, new MlflowAccess(), clock);

        await http.AskAsync("runs/search", Nothing, default);

        Assert.That(clock.Waits, Is.EqualTo(new[] { 1, 30, 4 }.Select(seconds => TimeSpan.FromSeconds(seconds))));
        Assert.That(server.Requests, Is.EqualTo(Enumerable.Repeat("/api/2.0/mlflow/runs/search {}", 4)));
    }

    [Test]
    public async Task Ask_OfAServerThatIsAway_SaysHowOftenItWasAsked()
    {
        var away = await FakeServer.StartAsync(static (_, _) => Task.CompletedTask);
        await away.DisposeAsync();
        using var http = new MlflowHttp(
            away.Address, new MlflowAccess { Retries = 2 }, new ImpatientClock(Timeout.InfiniteTimeSpan));

        Assert.That(
            async () => await http.AskAsync("experiments/search", Nothing, default),
            Throws.TypeOf<ImportException>().With.Message.Contains("does not answer (experiments/search)")
                .And.Message.Contains("It was asked 3 times."));
    }

    [Test]
    public async Task Ask_OfAServerThatHangs_GivesUp()
    {
        await using var server = await FakeServer.StartAsync(
            static (context, _) => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted));
        using var http = new MlflowHttp(
            server.Address, new MlflowAccess { Retries = 0, Timeout = TimeSpan.FromMilliseconds(200) },
            TimeProvider.System);

        Assert.That(
            async () => await http.AskAsync("runs/search", Nothing, default),
            Throws.TypeOf<ImportException>().With.Message.Contains("nothing came for 0.2 s"));
    }

    [TestCase(401, "", "(401). Set MLFLOW_TRACKING_TOKEN, or")]
    [TestCase(403, """{"message":"Permission denied."}""", "(403): Permission denied. Set MLFLOW_TRACKING_TOKEN")]
    [TestCase(400, """{"error_code":"X","message":"a\u001b[31m line\nand more"}""", "(400): a [31m line and more.")]
    [TestCase(404, "<html>", "refuses runs/search (404).")]
    [TestCase(200, "<html>", "what it answers is no JSON object")]
    [TestCase(200, "[]", "what it answers is no JSON object")]
    [TestCase(200, "", "what it answers is no JSON object")]
    [TestCase(200, """{"runs":[{}]}""", "a run has no 'info'")]
    [TestCase(200, """{"runs":[{"info":{}}]}""", "a run has no id")]
    [TestCase(200, """{"runs":[{"info":{"run_id":"a","status":"ODD"}}]}""", "a run has a status that is none")]
    [TestCase(200, """{"next_page_token":"again"}""", "its pages have no end")]
    public async Task Runs_OfAServerThatSaysNoOrNonsense_IsAnErrorThatSaysSo(int status, string answer, string said)
    {
        await using var server = await FakeServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(answer);
        });
        using var http = new MlflowHttp(server.Address, new MlflowAccess(), TimeProvider.System);
        using var store = new MlflowServer(http);

        Assert.That(
            async () => await store.RunsAsync(new MlflowExperiment("1", "x", new Dictionary<string, string>()), default)
                .ToListAsync(),
            Throws.TypeOf<ImportException>().With.Message.Contains(said));
    }

    [Test]
    public async Task Ask_WithAnAnswerWithoutEnd_StopsReading()
    {
        await using var server = await FakeServer.StartAsync(static async (context, _) =>
        {
            var part = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        });
        using var http = new MlflowHttp(server.Address, new MlflowAccess { Retries = 0 }, TimeProvider.System);

        Assert.That(
            async () => await http.AskAsync("runs/search", Nothing, default),
            Throws.TypeOf<ImportException>().With.Message.Contains("more than 67108864 bytes"));
    }

    [Test]
    public async Task History_OfManyPages_AsksForEach()
    {
        await using var server = await FakeServer.StartAsync((context, number) => context.Response.WriteAsync(
            number == 1 ? """
                {"metrics":[{"key":"a b/c","value":"NaN","timestamp":"1","step":"2"}],"next_page_token":"p=1"}
                """
            : """{"metrics":[{"key":"a b/c","value":0.5}]}"""));
        using var http = new MlflowHttp(server.Address, new MlflowAccess(), TimeProvider.System);
        using var store = new MlflowServer(http);
        var run = new MlflowRun
        {
            Id = "r&1", Experiment = "1", Parameters = new Dictionary<string, string>(),
            Tags = new Dictionary<string, string>(), Metrics = [],
        };

        var points = await store.HistoryAsync(run, "a b/c", 10, default);

        Assert.That(points, Is.EqualTo((MlflowPoint[])[new(double.NaN, 1, 2), new(0.5, 0, 0)]));
        Assert.That(server.Requests, Is.EqualTo(new[]
        {
            "/api/2.0/mlflow/metrics/get-history?run_id=r%261&metric_key=a%20b%2Fc&max_results=25000",
            "/api/2.0/mlflow/metrics/get-history?run_id=r%261&metric_key=a%20b%2Fc&max_results=25000&page_token=p%3D1",
        }));
    }

    [TestCase("http://host", "", "")]
    [TestCase("http://host", "MLFLOW_TRACKING_TOKEN=secret", "Bearer secret")]
    [TestCase("http://host", "MLFLOW_TRACKING_USERNAME=u;MLFLOW_TRACKING_PASSWORD=p", "Basic dTpw")]
    [TestCase(
        "http://host", "MLFLOW_TRACKING_USERNAME=u;MLFLOW_TRACKING_PASSWORD=p;MLFLOW_TRACKING_TOKEN=t", "Basic dTpw")]
    [TestCase("http://host", "MLFLOW_TRACKING_USERNAME=u;MLFLOW_TRACKING_TOKEN=t", "Bearer t")]
    [TestCase("http://u:p@host", "MLFLOW_TRACKING_TOKEN=t", "Basic dTpw")]
    public void Access_OfTheEnvironment_IsWhatMlflowsClientsTake(string address, string variables, string sent) =>
        Assert.That(Access(address, variables).Authorization?.ToString() ?? "", Is.EqualTo(sent));

    [Test]
    public void Access_OfTheEnvironment_HasLimitsAndTrust()
    {
        var access = Access("https://host", "MLFLOW_HTTP_REQUEST_TIMEOUT=5;MLFLOW_HTTP_REQUEST_MAX_RETRIES=0;"
            + "MLFLOW_TRACKING_INSECURE_TLS=true");

        Assert.That(
            (access.Timeout, access.Retries, access.TrustsAll), Is.EqualTo((TimeSpan.FromSeconds(5), 0, true)));
    }

    [TestCase("MLFLOW_HTTP_REQUEST_TIMEOUT=0", "MLFLOW_HTTP_REQUEST_TIMEOUT is '0'; it must be 1 to 3600.")]
    [TestCase("MLFLOW_HTTP_REQUEST_MAX_RETRIES=x", "it must be 0 to 10.")]
    [TestCase("MLFLOW_TRACKING_TOKEN=a\nb", "MLFLOW_TRACKING_TOKEN has letters")]
    public void Access_OfAnEnvironmentThatIsWrong_NamesTheVariable(string variables, string said) =>
        Assert.That(
            () => Access("http://host", variables), Throws.TypeOf<ImportException>().With.Message.Contains(said));

    [Test]
    public async Task Ask_WithAPasswordInTheAddress_SendsItAndDoesNotShowIt()
    {
        await using var server = await FakeServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        var address = new UriBuilder(server.Address) { UserName = "u", Password = "hush", Path = "/mlflow" }.Uri;
        using var http = new MlflowHttp(address, MlflowAccess.Of(_ => null, address), TimeProvider.System);

        Assert.That(
            async () => await http.AskAsync("runs/search", Nothing, default),
            Throws.TypeOf<ImportException>().With.Message.Not.Contains("hush"));
        Assert.That(server.Authorizations.Single(), Is.EqualTo(
            "Basic " + Convert.ToBase64String("u:hush"u8)));
        Assert.That(server.Requests.Single(), Does.StartWith("/mlflow/api/2.0/mlflow/runs/search"));
    }

    private static MlflowAccess Access(string address, string variables)
    {
        var set = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('=', 2))
            .ToDictionary(each => each[0], each => each[1]);
        return MlflowAccess.Of(set.GetValueOrDefault, new Uri(address));
    }
}
