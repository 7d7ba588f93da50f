using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Trainables;

namespace Tune.Server.Tests.Acting;

/// <summary>Experiments that are submitted over the API.</summary>
internal sealed class SubmitRouteTests
{
    private TuneHost _host = null!;
    private TuneServer _server = null!;
    private TuneClient _client = null!;

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [OneTimeSetUp]
    public async Task Start()
    {
        var tuner = new Tuner<PointConfig>(
            "point",
            Trainable.Function<PointConfig>("point", (context, config) => context.ReportAsync(("value", config.X))) with
            {
                Isolation = Isolation.Thread,
            })
        {
            Metric = "value", Trials = 2,
        };
        var broken = tuner with { Name = "broken", MaxIterations = 3, Scheduler = new Schedulers.Fifo.FifoOptions() };
        _host = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = "memory:", Slots = 1, Notice = _ => { },
            Templates = [new(tuner, "one number"), new(broken), new(tuner with { Name = "also", MaxIterations = 5 })],
        });
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
    public async Task Templates_OfAProgram_SayWhatOneHas()
    {
        var all = (await _client.TemplatesAsync()).Templates;

        Assert.That(all.Select(each => each.Template), Is.EqualTo(["also", "point"]), "one cannot be defined");
        var point = all[1];
        Assert.That(
            (point.Description, point.Metric, point.Mode, point.Trials, point.MaxIterations),
            Is.EqualTo(("one number", "value", "Max", (int?)2, (int?)null)));
        Assert.That(point.Parameters.Single().Name, Is.EqualTo("x"));
        Assert.That(all[0].MaxIterations, Is.EqualTo(5));
    }

    [Test]
    public async Task Submit_UnderOneKeyTwice_IsBegunOnceAndAudited()
    {
        var order = new SubmitItem
        {
            Template = "point", Trials = 1, Tags = new Dictionary<string, string> { ["team"] = "a" },
        };
        var once = await _client.SubmitAsync(order, "one");
        var again = await _client.SubmitAsync(order, "one");

        Assert.That((once.Experiment, once.IsRepeat), Is.EqualTo(("point", false)));
        Assert.That((again.Experiment, again.IsRepeat), Is.EqualTo(("point", true)));
        var item = await _client.ExperimentAsync("point");
        Assert.That((item.TrialsMax, item.Tags!["team"]), Is.EqualTo(((int?)1, "a")));
        Assert.That((await _client.AuditAsync("point")).Entries.Single().Via, Is.EqualTo("test"));
        var clone = await _client.SubmitAsync(new SubmitItem { From = "point", Trials = 3 });
        Assert.That((await _client.ExperimentAsync(clone.Experiment!)).Tags!["tune.from"], Is.EqualTo("point"));
    }

    [TestCase("{}", 400, "Template and From")]
    [TestCase("[]", 400, "body")]
    [TestCase("{\"template\": 3}", 400, "template")]
    [TestCase("{\"template\": \"point\", \"trials\": 0}", 400, "Trials is 0")]
    [TestCase("{\"template\": \"point\", \"mode\": \"best\"}", 400, "Min or Max")]
    [TestCase("{\"template\": \"point\", \"tags\": {\"a\": null}}", 400, "tags")]
    [TestCase("{\"template\": \"point\", \"warm_start\": [null]}", 400, "warm_start")]
    [TestCase("{\"template\": \"point\", \"time_budget_seconds\": 0}", 400, "time_budget_seconds")]
    [TestCase("{\"template\": \"other\"}", 409, "it has 'also', 'broken', 'point'")]
    [TestCase("{\"template\": \"broken\"}", 409, "MaxIterations is 3")]
    [TestCase("{\"template\": \"point\", \"max_iterations\": 3}", 409, "MaxIterations is 3")]
    [TestCase("{\"from\": \"../x\"}", 409, "From is")]
    public async Task Submit_WhatMakesNoSense_NamesTheField(string body, int status, string words)
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("api/v1/experiments", UriKind.Relative), content);

        var text = await answer.Content.ReadAsStringAsync();
        using var problem = JsonDocument.Parse(text);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status), text);
        Assert.That(problem.RootElement.GetProperty("detail").GetString(), Does.Contain(words));
    }

    [Test]
    public async Task Submit_WhereNobodyRunsExperiments_SaysSo()
    {
        await using var served = await ServedStore.StartAsync();
        using var client = new TuneClient(served.Server.Address, served.Server.Token);

        Assert.That((await client.TemplatesAsync()).Templates, Is.Empty);
        var refused = Assert.ThrowsAsync<TuneClientException>(
            () => client.SubmitAsync(new SubmitItem { Template = "point" }))!;
        Assert.That((refused.Status, refused.Kind), Is.EqualTo((409, "no_owner")));
    }
}
