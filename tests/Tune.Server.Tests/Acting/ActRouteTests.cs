using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Trainables;

namespace Tune.Server.Tests.Acting;

/// <summary>What is done by hand over the API: to a real host, with an experiment that is over.</summary>
internal sealed class ActRouteTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private TuneHost _host = null!;
    private TuneServer _server = null!;
    private TuneClient _client = null!;
    private Tuner _tuner = null!;

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [OneTimeSetUp]
    public async Task Start()
    {
        _host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Slots = 1, Notice = _ => { } });
        _tuner = new Tuner<PointConfig>(
            "point",
            Trainable.Function<PointConfig>("point", (context, config) => context.ReportAsync(("value", config.X))) with
            {
                Isolation = Isolation.Thread,
            })
        {
            Metric = "value", Trials = 2,
        };
        await _host.FitAsync(_tuner).WaitAsync(Patience);
        await _host.FitAsync(_tuner with { Name = "other" }).WaitAsync(Patience);
        _server = await TuneServer.StartAsync(_host, new TuneServerOptions { Port = 0 });
        _client = new TuneClient(_server.Address, _server.Token) { Via = "test" };
    }

    [OneTimeTearDown]
    public async Task End()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task Annotate_UnderOneKeyTwice_IsDoneOnceAndAuditedWithWhoAndHow()
    {
        var change = new AnnotateItem
        {
            Set = new Dictionary<string, string> { ["team"] = "a" }, Note = "see here", Title = "First",
        };
        var once = await _client.AnnotateAsync("point", change, key: "one");
        var again = await _client.AnnotateAsync("point", change, key: "one");
        await _client.AnnotateAsync("point", new AnnotateItem { Note = "odd" }, trial: 1);

        Assert.That((once.IsRepeat, again.IsRepeat), Is.EqualTo((false, true)));
        Assert.That(
            async () => await _client.AnnotateAsync("point", change with { Note = "other" }, key: "one"),
            Throws.TypeOf<TuneClientException>().With.Property("Status").EqualTo(409));
        var audit = await _client.AuditAsync("point");
        var entry = audit.Entries.Single(each => each.Act == "annotate" && each.Trial is null);
        Assert.That(entry.Via, Is.EqualTo("test"));
        Assert.That(entry.Who, Is.Not.Empty);
        Assert.That(entry.Detail.GetProperty("set").GetProperty("team").GetString(), Is.EqualTo("a"));
        Assert.That((await _client.TrialsAsync("point", where: "note = 'odd'")).Trials.Single().Trial, Is.EqualTo(1));
    }

    [Test]
    public async Task Enqueue_AWholeNumberForARealParameter_RunsItNext()
    {
        var config = new Dictionary<string, JsonElement> { ["x"] = JsonSerializer.SerializeToElement(1) };

        var done = await _client.EnqueueAsync("other", config);

        await EndAsync("other");
        var trial = await _client.TrialAsync("other", done.Trial!.Value);
        Assert.That((trial.Status, trial.Metrics["value"]), Is.EqualTo(("Completed", 1.0)));
    }

    [Test]
    public void Enqueue_AValueThatIsNotAllowed_IsRefusedNamingTheParameter() => Assert.That(
        async () => await _client.EnqueueAsync(
            "other", new Dictionary<string, JsonElement> { ["x"] = JsonSerializer.SerializeToElement("much") }),
        Throws.TypeOf<TuneClientException>().With.Message.Contains("x").And.Property("Status").InRange(400, 409));

    [Test]
    public async Task Delete_AndRestore_HidesTheExperimentAndBringsItBack()
    {
        await _client.DeleteAsync("point");
        var without = await _client.ExperimentsAsync();
        await _client.RestoreAsync("point");
        var with = await _client.ExperimentsAsync();

        Assert.That(without.Experiments.Select(each => each.Experiment), Does.Not.Contain("point"));
        Assert.That(with.Experiments.Select(each => each.Experiment), Does.Contain("point"));
    }

    [Test]
    public async Task Purge_OfWhatIsInTheBin_IsForGoodAndDoneOnceUnderItsKey()
    {
        await _host.FitAsync(_tuner with { Name = "short" }).WaitAsync(Patience);
        var early = Assert.ThrowsAsync<TuneClientException>(() => _client.PurgeAsync("short"));
        await _client.DeleteAsync("short");
        var deleted = await _client.ExperimentAsync("short");
        var once = await _client.PurgeAsync("short", "gone");
        var again = await _client.PurgeAsync("short", "gone");

        Assert.That((early!.Status, early.Message), Is.EqualTo((409, "'short' is not in the recycle bin; delete it "
            + "first.")));
        Assert.That(deleted.PurgeUtc - deleted.DeletedUtc, Is.EqualTo(TimeSpan.FromDays(30)));
        Assert.That((once.IsRepeat, again.IsRepeat), Is.EqualTo((false, true)));
        var missing = Assert.ThrowsAsync<TuneClientException>(() => _client.PurgeAsync("short"));
        Assert.That(missing!.Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Extend_ByTrials_RunsThem()
    {
        var before = await _client.ExperimentAsync("point");

        await _client.ExtendAsync("point", before.TrialsMax + 1, null);

        await EndAsync("point");
        var after = await _client.ExperimentAsync("point");
        Assert.That(after.Counts["Completed"], Is.EqualTo(before.Counts["Completed"] + 1));
    }

    [Test]
    public async Task Annotate_WithNothingButATag_LeavesTheRest()
    {
        using var answer = await SendAsync("PATCH", "", "{\"set\": {\"only\": \"this\"}}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await _client.ExperimentAsync("point")).Tags!["only"], Is.EqualTo("this"));
    }

    [Test]
    public async Task Events_OfAnExperimentThatWasActedOn_SayWhoDidWhat()
    {
        using var tagged = await SendAsync("PATCH", "/trials/1", "{\"set\": {\"seen\": \"yes\"}}");
        using var client = new HttpClient { BaseAddress = _server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);

        var text = await client.GetStringAsync(
            new Uri("api/v1/experiments/point/events?kind=act&trial=1&take=1", UriKind.Relative));

        var events = JsonSerializer.Deserialize(text, TuneJson.Default.EventList)!.Events;
        Assert.That(events.Single().Says, Does.EndWith("(api) changed tags of trial 1."));
    }

    [TestCase("PATCH", "", "{\"set\": {\"team\": null}}", "set")]
    [TestCase("PATCH", "", "{\"note\": 3}", "note")]
    [TestCase("PATCH", "", "[]", "body")]
    [TestCase("PATCH", "", "{", "body")]
    [TestCase("PATCH", "", "{\"title\": \"a\\u0000b\"}", "itle")]
    [TestCase("POST", "/extend", "{\"trials\": 0}", "rials")]
    [TestCase("POST", "/extend", "{\"time_budget_seconds\": 1e300}", "time_budget_seconds")]
    [TestCase("POST", "/trials", "{}", "body")]
    [TestCase("POST", "/trials", "{\"config\": []}", "config")]
    [TestCase("POST", "/trials", "{\"config\": {\"x\": {\"a\": [1]}}}", "x")]
    public async Task Act_WithABodyThatMakesNoSense_Is400NamingTheField(
        string verb, string path, string body, string field)
    {
        using var answer = await SendAsync(verb, path, body);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.That((int)answer.StatusCode, Is.InRange(400, 409), text);
        Assert.That(text, Does.Contain(field));
    }

    [Test]
    public async Task Act_WithAKeyThatIsTooLong_Is400()
    {
        using var answer = await SendAsync("DELETE", "", null, new string('k', 251));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Idempotency-Key"));
    }

    private async Task<HttpResponseMessage> SendAsync(string verb, string path, string? body, string? key = null)
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
        using var request = new HttpRequestMessage(
            new HttpMethod(verb), new Uri("api/v1/experiments/point" + path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request);
    }

    // What an act sets going is in the journal before it is answered.
    private async Task EndAsync(string experiment)
    {
        using var enough = new CancellationTokenSource(Patience);
        await foreach (var step in _host.WatchAsync(experiment, cancellation: enough.Token))
        {
            if (step.Now.Status == ExperimentStatus.Finished && !step.Now.IsOpen)
            {
                return;
            }
        }
    }
}
