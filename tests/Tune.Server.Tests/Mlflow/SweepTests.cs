using Tune.Testing.Stores;

namespace Tune.Server.Tests.Mlflow;

/// <summary>Sweeps as MLflow's clients see them: experiments with runs, to be read.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SweepTests : IAsyncDisposable
{
    private ServedStore _served = null!;
    private MlflowWire _wire = null!;

    [SetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        await _served.AddSomeAsync();
        _wire = new MlflowWire(_served.Client);
    }

    public async ValueTask DisposeAsync() => await _served.DisposeAsync();

    [Test]
    public async Task Sweep_IsAnExperimentWithItsTrialsAsRuns()
    {
        var found = (await _wire.GetAsync($"experiments/get-by-name?experiment_name={ServedStore.Experiment}"))
            .GetProperty("experiment");
        var id = found.GetProperty("experiment_id").GetString()!;
        Assert.That(id, Does.Match("^[0-9]{18}$"));
        Assert.That(MlflowWire.Entries(found, "tags")["tune.kind"], Is.EqualTo("sweep"));
        var all = await _wire.PostAsync("experiments/search", "{}");
        Assert.That(all.GetProperty("experiments").GetArrayLength(), Is.EqualTo(2));
        var runs = await _wire.SearchAsync($$"""{"experiment_ids":["{{id}}"],"filter":"metrics.acc > 0.6"}""");
        var run = (await _wire.GetAsync($"runs/get?run_id={runs.Single()}")).GetProperty("run");
        Assert.That(MlflowWire.Entries(run.GetProperty("data"), "metrics")["acc"], Is.EqualTo("0.75"));
        Assert.That(
            MlflowWire.Entries(run.GetProperty("data"), "tags")["mlflow.runName"],
            Is.EqualTo($"{ServedStore.Experiment}-1"));
        Assert.That(MlflowWire.Entries(run.GetProperty("data"), "params"), Is.Not.Empty);
        var history = await _wire.GetAsync($"metrics/get-history?run_id={runs.Single()}&metric_key=acc");
        Assert.That(
            history.GetProperty("metrics").EnumerateArray().Select(point => point.GetProperty("step").GetInt64()),
            Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test]
    public async Task Write_ToASweep_IsRefusedAndSaysWhy()
    {
        var found = (await _wire.GetAsync($"experiments/get-by-name?experiment_name={ServedStore.Experiment}"))
            .GetProperty("experiment");
        var id = found.GetProperty("experiment_id").GetString()!;
        var run = (await _wire.SearchAsync($$"""{"experiment_ids":["{{id}}"]}"""))[0];

        await _wire.RefusedAsync("runs/create", $$"""{"experiment_id":"{{id}}"}""", "is a sweep");
        await _wire.RefusedAsync("experiments/delete", $$"""{"experiment_id":"{{id}}"}""", "is a sweep");
        await _wire.RefusedAsync("runs/set-tag", $$"""{"run_id":"{{run}}","key":"k","value":"v"}""", "is a sweep");
        await _wire.RefusedAsync("runs/delete", $$"""{"run_id":"{{run}}"}""", "is a sweep");
        await _wire.RefusedAsync(
            "experiments/create", $$"""{"name":"{{ServedStore.Experiment}}"}""", "sweep", "RESOURCE_ALREADY_EXISTS");
        await _wire.SendAsync(
            "PUT", $"/api/2.0/mlflow-artifacts/artifacts/{id}/{run}/artifacts/x", new StringContent("x"), 400);
    }

    [Test]
    public async Task Version_MadeFromATrial_KnowsItsOrigin()
    {
        var found = (await _wire.GetAsync($"experiments/get-by-name?experiment_name={ServedStore.Experiment}"))
            .GetProperty("experiment");
        var id = found.GetProperty("experiment_id").GetString();
        var runs = await _wire.SearchAsync($$"""{"experiment_ids":["{{id}}"],"filter":"metrics.acc > 0"}""");
        await _wire.PostAsync("registered-models/create", """{"name":"m"}""");
        await _wire.PostAsync("model-versions/create", $$"""{"name":"m","source":"x","run_id":"{{runs.Single()}}"}""");

        var origin = await _served.Store.Runs.ReadAsync(ledger => ledger.Model("m")!.Versions[1].Origin);
        Assert.That((origin.Experiment, origin.Trial), Is.EqualTo((ServedStore.Experiment, (int?)1)));
        Assert.That(origin.Config, Does.StartWith("{"));
    }
}
