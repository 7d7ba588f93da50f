using Tune.Client;

namespace Tune.Server.Tests.Logging;

/// <summary>Runs logged by a .NET program.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TuneRunTests : IAsyncDisposable
{
    private ServedStore _served = null!;
    private TuneClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _served = await ServedStore.StartAsync();
        _client = new TuneClient(_served.Server.Address, _served.Server.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _served.DisposeAsync();
    }

    [Test]
    public async Task Run_ThatLogsMuch_IsStoredInFullWhenItIsDisposedOf()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "weights");
        string id;
        await using (var run = await _client.StartRunAsync("mine", "first"))
        {
            id = run.Id;
            run.LogParam("lr", 0.25);
            run.SetTag("team", "a");
            for (var step = 0; step < 5000; step++)
            {
                run.LogMetrics([new("loss", 1.0 / (step + 1)), new("odd", double.NaN)], step);
            }

            await run.LogArtifactAsync(file, "dir/my model.bin");
            Assert.That(await run.RegisterModelAsync("m", "dir"), Is.EqualTo(1));
            Assert.That(await run.RegisterModelAsync("m", "dir"), Is.EqualTo(2));
        }

        File.Delete(file);
        await using (await _client.StartRunAsync("mine"))
        {
            // The collection is there already.
        }

        var (found, count, files, runs) = await _served.Store.Runs.ReadAsync(ledger => (
            ledger.Run(id)!, ledger.CountOf(id, "loss"), ledger.ArtifactsIn($"1/{id}/artifacts/dir"),
            ledger.CountOf(1)));
        Assert.That((found.Name, found.Status.ToString(), count, runs), Is.EqualTo(("first", "Finished", 5000L, 2)));
        Assert.That((found.Parameters["lr"], found.Tags["team"]), Is.EqualTo(("0.25", "a")));
        Assert.That(files.Single().Length, Is.EqualTo(7));
    }

    [Test]
    public async Task Value_ThatIsRefused_CostsNoOther()
    {
        await using var run = await _client.StartRunAsync("mine");
        run.LogMetric("good", 1);
        run.LogMetric("../bad", 1);
        run.LogMetric("good", 2, 1);
        run.LogParam("p", "x");
        await run.FlushAsync();

        Assert.That(run.Dropped, Is.EqualTo(1));
        Assert.That(run.Problem!.Message, Does.Contain("../bad"));
        Assert.That(await _served.Store.Runs.ReadAsync(ledger => ledger.CountOf(run.Id, "good")), Is.EqualTo(2));
        Assert.That(await _served.Store.Runs.ReadAsync(ledger => ledger.Run(run.Id)!.Parameters["p"]), Is.EqualTo("x"));
    }

    [Test]
    public async Task Run_WhoseServerHasGone_HoldsUpNothingAndCounts()
    {
        var run = await _client.StartRunAsync("mine", options: new RunOptions { BufferMax = 1000 });
        await _served.Server.DisposeAsync();
        for (var step = 0; step < 3000; step++)
        {
            run.LogMetric("loss", step, step);
        }

        await run.DisposeAsync();

        Assert.That(run.Dropped, Is.EqualTo(3000));
        Assert.That(run.Problem, Is.Not.Null);
    }

    [Test]
    public async Task Flush_OfARunThatMayThrow_SaysWhatWasRefused()
    {
        var run = await _client.StartRunAsync("mine", options: new RunOptions { Throws = true });
        run.LogMetric("", 1);

        Assert.That(
            async () => await run.FlushAsync(),
            Throws.TypeOf<TuneClientException>().With.Property("Kind").EqualTo("invalid_parameter_value"));
        Assert.That(async () => await run.DisposeAsync(), Throws.TypeOf<TuneClientException>(), "it still says so");
    }
}
