using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Running;

/// <summary>Which training code a name stands for in one host.</summary>
internal sealed class TrainingCodeNameTests
{
    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    [CancelAfter(60_000)]
    public async Task Fit_AfterOneWithOtherCodeOfThatNameWasRefused_Runs(CancellationToken cancellation)
    {
        await using var host = await StartAsync(cancellation);
        var tooLarge = Of("one", context => context.ReportAsync(("acc", 1))) with { Resources = new(1, 99) };
        Assert.That(
            async () => await host.FitAsync(tooLarge, cancellation), Throws.TypeOf<InvalidExperimentException>());

        var results = await host.FitAsync(Of("two", context => context.ReportAsync(("acc", 2))), cancellation);

        Assert.That(await BestAsync(results, cancellation), Is.EqualTo(2));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Fit_WithOtherCodeOfThatNameWhileOneRuns_IsRefusedAndTheOneGoesOn(CancellationToken cancellation)
    {
        var (runs, gate) = (New(), New());
        await using var host = await StartAsync(cancellation);
        var one = host.FitAsync(
            Of("one", async context =>
            {
                runs.TrySetResult();
                await gate.Task;
                await context.ReportAsync(("acc", 1));
            }),
            cancellation);
        await runs.Task.WaitAsync(cancellation);

        Assert.That(
            async () => await host.FitAsync(Of("two", context => context.ReportAsync(("acc", 2))), cancellation),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("which 'one' is running with"));
        gate.SetResult();
        Assert.That(await BestAsync(await one, cancellation), Is.EqualTo(1));
        await host.FitAsync(Of("two", context => context.ReportAsync(("acc", 2))), cancellation);
    }

    private Task<TuneHost> StartAsync(CancellationToken cancellation) => TuneHost.StartAsync(
        new TuneHostOptions { Store = _folder, Slots = 1, Notice = _ => { } }, cancellation);

    private static Tuner Of(string name, Func<TrialContext, Task> body) => new(
        name, Trainable.Function("train", (TrialContext context, Configuration _) => body(context)),
        new SearchSpace().Uniform("x", 0, 1))
    {
        Metric = "acc", Trials = 1,
    };

    private static async Task<double> BestAsync(ResultGrid results, CancellationToken cancellation) =>
        (await results.BestAsync(Scope.Last, cancellation: cancellation)).Best;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
