using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Children;

/// <summary>Trials in processes of their own, started from this very test process: its Main belongs to the test
/// platform and never comes to the training code.</summary>
internal sealed class TestHostTests
{
    internal sealed record Point([Uniform(0, 1)] double X);

    [Test]
    public async Task Fit_InAProcessThatRunsTests_RunsTheCodeInOthers()
    {
        var offset = 7;
        var results = await FitAsync(Trainable.Function<Point>("offset", async (context, config) =>
            await context.ReportAsync(("score", offset), ("pid", Environment.ProcessId))));
        foreach (var trial in results)
        {
            Assert.That(trial.Error?.ToString(), Is.Null);
            Assert.That(trial.Best, Is.EqualTo(7));
            Assert.That(trial.Metrics.TryGet("pid", out var process) ? process : -1,
                Is.GreaterThan(0).And.Not.EqualTo(Environment.ProcessId));
        }
    }

    [Test]
    public void Fit_InAProcessThatRunsTestsOfCodeThatCannotBeTold_IsRefusedBeforeItRuns()
    {
        using var client = new HttpClient();
        var refused = Assert.ThrowsAsync<InvalidExperimentException>(() => FitAsync(
            Trainable.Function<Point>("client", async (context, config) =>
                await context.ReportAsync(("score", client.Timeout.TotalSeconds)))));
        Assert.That(refused.Message, Does.Contain("client' (HttpClient)").And.Contain("Isolation.Thread"));
    }

    [Test]
    public async Task Fit_OtherCodeOfANameThatIsRunning_IsRefused()
    {
        var store = Directory.CreateTempSubdirectory("tune-one-name-").FullName;
        await using (var tune = await TuneHost.StartAsync(new TuneHostOptions { Store = store, Slots = 2 }))
        {
            var started = new TaskCompletionSource();
            var goOn = new TaskCompletionSource();
            var first = tune.FitAsync(Defined("first", Trainable.Function<Point>("same", async (context, config) =>
            {
                started.TrySetResult();
                await goOn.Task;
                await context.ReportAsync(("score", 1));
            })));
            await started.Task;
            var other = Trainable.Function<Point>("same", (context, config) => context.ReportAsync(("score", 2)));
            var refused = Assert.ThrowsAsync<InvalidExperimentException>(() => tune.FitAsync(Defined("second", other)));
            Assert.That(refused.Message, Does.Contain("'same'").And.Contain("'first' is running"));

            goOn.SetResult();
            await first;
            await foreach (var trial in await tune.FitAsync(Defined("second", other)))
            {
                Assert.That(trial.Best, Is.EqualTo(2));
            }
        }

        Directory.Delete(store, recursive: true);
    }

    private static async Task<List<Result>> FitAsync(TrainableDefinition trainable)
    {
        var store = Directory.CreateTempSubdirectory("tune-test-host-").FullName;
        try
        {
            await using var tune = await TuneHost.StartAsync(new TuneHostOptions { Store = store, Slots = 2 });
            var results = await tune.FitAsync(Defined("tests", trainable with { Isolation = Isolation.Process }));
            var trials = new List<Result>();
            await foreach (var trial in results)
            {
                trials.Add(trial);
            }

            return trials;
        }
        finally
        {
            Directory.Delete(store, recursive: true);
        }
    }

#pragma warning disable CA1859 // What is fitted has results without types.
    private static Tuner Defined(string name, TrainableDefinition trainable) =>
        new Tuner<Point>(name, trainable) { Metric = "score", Trials = 3 };
}
