using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Server;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Importing.Mlflow;

/// <summary>What was logged by MLflow's API comes back by it: from a server of ours, which answers as MLflow's does.
/// </summary>
internal sealed class MlflowRoundTripTests
{
    private TempFolder _folder = null!;
    private Importer _importer = null!;
    private TuneHost _host = null!;
    private TuneServer _server = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task Start()
    {
        _folder = new TempFolder();
        _importer = new Importer(_folder);
        _host = await TuneHost.StartAsync(new TuneHostOptions { Store = "memory:", Slots = 0, Notice = _ => { } });
        _server = await TuneServer.StartAsync(_host, new TuneServerOptions { Port = 0 });
        _http = new HttpClient { BaseAddress = new Uri(_server.Address, "/api/2.0/mlflow/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
    }

    [TearDown]
    public async Task End()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private string Address => new UriBuilder(_server.Address) { UserName = "any", Password = _server.Token }.ToString();

    [Test]
    public async Task Import_FromAServer_HasWhatWasLogged()
    {
        var experiment = (await PostAsync("experiments/create", """{"name":"by hand"}"""))
            .GetProperty("experiment_id").GetString()!;
        for (var i = 0; i < 5; i++)
        {
            var run = await RunAsync(experiment, i);
            var points = Enumerable.Range(0, 1_000).Select(step => FormattableString.Invariant($$"""
                {"key":"loss","value":{{Loss(i, step)}},"timestamp":{{1_700_000_000_000 + step}},"step":{{step}}}
                """));
            await PostAsync("runs/log-batch", $$"""
                {"run_id":"{{run}}","metrics":[{{string.Join(',', points)}}]}
                """);
            await PostAsync("runs/log-batch", $$"""
                {"run_id":"{{run}}","params":[{"key":"lr","value":"{{1 << i}}e-3"},{"key":"act","value":"=relu"}],
                 "metrics":[{"key":"odd/one","value":"Infinity","timestamp":1700000002000,"step":5}]}
                """);
            await PostAsync("runs/update", $$"""
                {"run_id":"{{run}}","status":"{{(i == 1 ? "FAILED" : i == 2 ? "KILLED" : "FINISHED")}}",
                 "end_time":1700000100000}
                """);
        }

        var gone = await RunAsync(experiment, 9);
        await PostAsync("runs/delete", $$"""{"run_id":"{{gone}}"}""");

        await _importer.DoneAsync("mlflow", Address, "--experiment", "by hand", "--metric", "loss", "--mode", "min");

        await using var store = await _importer.OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "by-hand", default);
        Assert.That(await grid.Select(trial => (trial.Config.ToString(), trial.Status)).ToListAsync(),
            Is.EqualTo(((string, TrialStatus)[])
            [
                ("act==relu, lr=0.001", TrialStatus.Completed), ("act==relu, lr=0.002", TrialStatus.Errored),
                ("act==relu, lr=0.004", TrialStatus.Stopped), ("act==relu, lr=0.008", TrialStatus.Completed),
                ("act==relu, lr=0.016", TrialStatus.Completed),
            ]));
        for (var i = 0; i < 5; i++)
        {
            var trial = await grid.GetAsync(i);
            Assert.That(
                (await trial.CurveAsync("loss")).Select(point => (point.Iteration, point.Value)),
                Is.EqualTo(Enumerable.Range(0, 1_000).Select(step => (step + 1, Loss(i, step)))));
            Assert.That((await trial.CurveAsync("odd/one")).Select(point => (point.Iteration, point.Value)),
                Is.EqualTo(((int, double)[])[(6, double.PositiveInfinity)]));
        }
    }

    [Test]
    public async Task Import_OfASweepFromAServer_KnowsItsObjectiveAndComesBackAsItWas()
    {
        await File.WriteAllTextAsync(_folder["source.csv"], """
            trial,iteration,lr,act,acc,loss,status,time_utc
            0,1,0.5,relu,0.25,0.5,,2026-03-01T10:00:00Z
            0,2,0.5,relu,0.5,0.25,,2026-03-01T10:01:00Z
            1,1,0.125,tanh,0.75,0.125,STOPPED,2026-03-01T10:00:30Z
            2,1,0.25,tanh,0.5,0.125,FAIL,2026-03-01T10:00:40Z
            """);
        await _importer.DoneAsync("csv", _folder["source.csv"], "--metric", "acc", "--mode", "max", "--name", "source");
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = _folder["store"], Slots = 0, Notice = _ => { } });
        await using var server = await TuneServer.StartAsync(host, new TuneServerOptions { Port = 0 });
        var address = new UriBuilder(server.Address) { UserName = "any", Password = server.Token }.ToString();
        using var other = new TempFolder();
        var importer = new Importer(other);

        await importer.DoneAsync("mlflow", address);

        await using var store = await importer.OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "source", default);
        Assert.That(grid.Experiment.Spec.Objective, Is.EqualTo(new Objective("acc", Mode.Max)));
        Assert.That(await ReportsAsync(store), Is.EqualTo(await ReportsAsync(host.Store)));
        Assert.That(await grid.Select(trial => trial.Status).ToListAsync(), Is.EqualTo((TrialStatus[])
        [
            TrialStatus.Completed, TrialStatus.Stopped, TrialStatus.Errored,
        ]));
    }

    [Test]
    public async Task Import_WithoutTheToken_SaysWhichVariableToSet() => await _importer.FailsAsync(
        "(401)", "mlflow", _server.Address.ToString(), "--metric", "acc", "--mode", "max");

    private static async Task<List<(int, int, string, DateTime)>> ReportsAsync(ITuneReader store) =>
        await store.ReadJournalAsync("source").OfType<ExperimentEvent.Reported>()
            .Select(e => (e.Trial.Number, e.Iteration, e.Metrics.ToString(), e.At.Utc)).ToListAsync();

    private static double Loss(int run, int step) => 1.0 / (run + step + 3);

    private async Task<string> RunAsync(string experiment, int number) => (await PostAsync("runs/create", $$"""
        {"experiment_id":"{{experiment}}","start_time":{{1_700_000_000_000 + (number * 1000)}},"run_name":"r{{number}}"}
        """)).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;

    private async Task<JsonElement> PostAsync(string call, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(call, UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), text);
        using var parsed = JsonDocument.Parse(text);
        return parsed.RootElement.Clone();
    }
}
