using System.Collections.Concurrent;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Tests.Observing;
using Tune.Testing.Machine;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Disposing;

/// <summary>Nothing that is asked of a host or a loop that is gone waits for ever.</summary>
internal sealed class DisposedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [Test]
    public async Task EveryMember_OfADisposedHost_ThrowsAtOnce()
    {
        var host = await StartAsync();
        await host.DisposeAsync();
        Func<Task>[] members =
        [
            () => host.FitAsync(Point()),
            () => host.FitAsync((Tuner)Point()),
            () => host.ResultsAsync("point"),
            () => host.PauseAsync("point"),
            () => host.StopAsync("point"),
            () => host.StopTrialAsync("point", new TrialId(0)),
            () => host.DrainAsync("point"),
            () => host.ReadJournalAsync("point").CountAsync().AsTask(),
            () => host.WatchAsync("point").CountAsync().AsTask(),
        ];
        Assert.Multiple(() =>
        {
            foreach (var member in members)
            {
                var asked = Task.CompletedTask;
                Assert.That(() => { asked = member(); }, Throws.Nothing, "it fails through its task");
                Assert.That(async () => await asked, Throws.TypeOf<ObjectDisposedException>());
            }

            Assert.That(() => host.Location, Throws.TypeOf<ObjectDisposedException>());
        });
    }

    [Test]
    public async Task Dispose_WhenTheStoreDoesNotAnswerAnAppend_SaysWhatWasNotLeftInGoodOrderAndGoesOn()
    {
        await using var kind = new SharedKind();
        var (clock, notices, isSilent) = (new ManualClock(), new ConcurrentQueue<string>(), false);
        var (runs, mayReport, reached) = (New(), New(), New());
        kind.Around = journal => new SilentJournal(journal, () => Volatile.Read(ref isSilent), reached);
        var options = new TuneHostOptions { Store = kind.Form, Slots = 1, Notice = notices.Enqueue, Clock = clock };
        var host = await TuneHost.StartAsync(options);
        var fit = host.FitAsync(new Tuner<PointConfig>(
            "point", Trainable.Function<PointConfig>("point", async (context, _) =>
            {
                runs.TrySetResult();
                await mayReport.Task;
                await context.ReportAsync(("loss", 1));
            }) with { Isolation = Isolation.Thread })
        {
            Metric = "loss", Mode = Mode.Min, Trials = 1,
        });
        await runs.Task.WaitAsync(Patience);
        Volatile.Write(ref isSilent, true);
        mayReport.SetResult();
        await reached.Task.WaitAsync(Patience);
        var disposing = host.DisposeAsync().AsTask();
        clock.Advance(options.RequestDeadline + new TrialLimits().StopGrace);
        await disposing.WaitAsync(Patience);
        Assert.Multiple(() =>
        {
            Assert.That(notices, Has.One.Contains("'point' could not be left in good order"));
            Assert.That(async () => await fit.WaitAsync(Patience), Throws.TypeOf<ObjectDisposedException>());
        });
    }

    [Test]
    public async Task Dispose_WhenTheStoreIsNeverClosed_SaysSoAndGoesOn()
    {
        await using var kind = new SharedKind();
        var (clock, notices, reached) = (new ManualClock(), new ConcurrentQueue<string>(), New());
        kind.Leave = () =>
        {
            reached.TrySetResult();
            return new ValueTask(new TaskCompletionSource().Task);
        };
        var host = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = kind.Form, Slots = 0, Notice = notices.Enqueue, Clock = clock,
        });

        var disposing = host.DisposeAsync().AsTask();
        await reached.Task.WaitAsync(Patience);
        clock.Advance(TimeSpan.FromSeconds(31));
        await disposing.WaitAsync(Patience);

        Assert.That(notices.Single(), Does.Contain("has not been let go of within 30 seconds"));
    }

    [Test]
    public async Task Dispose_OfAHostByManyAtOnceAndAgain_IsDoneOnce()
    {
        var host = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await host.DisposeAsync())));
        await host.DisposeAsync();
        Assert.That(async () => await host.StopAsync("point"), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Dispose_WhileAFitIsUnderWay_EndsTheFit()
    {
        var host = await StartAsync();
        var runs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fit = host.FitAsync(new Tuner<PointConfig>("point", async (context, _) =>
        {
            runs.TrySetResult();
            var leaves = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var told = context.Leaving.Register(leaves.SetResult);
            await leaves.Task;
        })
        {
            Metric = "loss", Mode = Mode.Min, Trials = 1,
        });
        await runs.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await host.DisposeAsync();
        Assert.That(
            async () => await fit.WaitAsync(TimeSpan.FromSeconds(30)), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task EveryMember_OfADisposedLoop_ThrowsAtOnce()
    {
        var loop = await TuneLoop.OpenAsync(Point(), _folder, _ => { });
        var trial = await loop.AskAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await loop.DisposeAsync())));
        await loop.DisposeAsync();
        Func<Task>[] members =
        [
            () => loop.AskAsync(),
            () => loop.StopAsync(),
            () => loop.ResultsAsync(),
            () => Task.FromResult(loop.IsOver),
            () => Task.FromResult(loop.Best),
            () => trial!.TellAsync(("loss", 1)),
        ];
        Assert.Multiple(() =>
        {
            foreach (var member in members)
            {
                Assert.That(async () => await member(), Throws.TypeOf<ObjectDisposedException>());
            }
        });
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<TuneHost> StartAsync() => TuneHost.StartAsync(
        new TuneHostOptions { Store = _folder, Slots = 1, Notice = _ => { } });

    private static Tuner<PointConfig> Point() => new("point", async (context, config) =>
        await context.ReportAsync(("loss", config.X)))
    {
        Metric = "loss", Mode = Mode.Min, Trials = 1,
    };
}
