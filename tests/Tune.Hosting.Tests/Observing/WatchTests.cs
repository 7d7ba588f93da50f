using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Hosting.Observing;
using Tune.Hosting.Results;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Observing;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WatchTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SharedKind _kind = new();
    private readonly CancellationTokenSource _enough = new(Patience);
    private readonly string _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    public async ValueTask DisposeAsync()
    {
        _enough.Dispose();
        await _kind.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Watch_OnAnotherHostThroughAMoveOfTheOwner_SeesEachEventOnceInOrderAndTheEnd()
    {
        var (runs, mayEnd) = (New(), New());
        await using var second = await StartAsync(_kind.Form);
        var third = await StartAsync(_kind.Form);
        await using (var first = await StartAsync(_kind.Form))
        {
            using var leave = new CancellationTokenSource();
            var fit = first.FitAsync(Point(runs, mayEnd.Task), leave.Token);
            await runs.Task.WaitAsync(Patience);
            var watching = second.WatchAsync("point", from: 0, _enough.Token).ToListAsync().AsTask();

            // The first host leaves it, another one goes on.
            await leave.CancelAsync();
            await fit.WaitAsync(Patience);
            mayEnd.SetResult();
            await using (third)
            {
                await third.FitAsync(Point(runs, mayEnd.Task)).WaitAsync(Patience);
            }

            var steps = await watching;
            var all = await _kind.Store.ReadJournalAsync("point").ToListAsync();
            Assert.Multiple(() =>
            {
                Assert.That(steps.SelectMany(step => step.Events), Is.EqualTo(all));
                Assert.That(all.OfType<ExperimentEvent.SessionOpened>().Count(), Is.EqualTo(2), "it has moved");
                Assert.That(steps[0].Events, Is.Empty);
                Assert.That(
                    (steps[^1].Position, steps[^1].Now.Status, steps[^1].Now.IsOpen),
                    Is.EqualTo(((long)all.Count, ExperimentStatus.Finished, false)));
            });
        }

        // Nobody became an owner but those two.
        await using var journal = await _kind.Store.OpenJournalAsync("point");
        Assert.That(journal.Epoch, Is.EqualTo(new OwnerEpoch(3)));
    }

    [Test]
    public async Task Watch_OneThatIsPaused_SaysSoWaitsAndTakesNoEpochAndWritesNothing()
    {
        await PauseAsync();
        var before = Bytes();
        await using (var host = await StartAsync(_folder))
        {
            await using var steps = host.WatchAsync("point", cancellation: _enough.Token)
                .GetAsyncEnumerator(_enough.Token);
            Assert.That(await steps.MoveNextAsync());
            var first = steps.Current;
            Assert.Multiple(() =>
            {
                Assert.That((first.Now.Status, first.Now.IsOpen), Is.EqualTo((ExperimentStatus.Paused, false)));
                Assert.That(first.Events, Is.Empty);
                Assert.That(first.Position, Is.EqualTo(first.Now.Events));
            });
            var next = steps.MoveNextAsync().AsTask();
            await _enough.CancelAsync();
            Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(Bytes(), Is.EqualTo(before));
    }

    [Test]
    public async Task Watch_OneThatIsOver_EndsAtOnceAndFromAPositionBringsTheRest()
    {
        await using var host = await StartAsync(_kind.Form);
        await host.FitAsync(Point(New(), Task.CompletedTask)).WaitAsync(Patience);
        var all = await _kind.Store.ReadJournalAsync("point").ToListAsync();
        var whole = await host.WatchAsync("point", cancellation: _enough.Token).ToListAsync();
        var rest = await host.WatchAsync("point", all.Count - 3, _enough.Token).ToListAsync();
        var none = await host.WatchAsync("point", all.Count, _enough.Token).ToListAsync();
        Assert.Multiple(() =>
        {
            Assert.That(whole.Single().Now.Status, Is.EqualTo(ExperimentStatus.Finished));
            Assert.That(rest[0].Position, Is.EqualTo(all.Count - 3));
            Assert.That(rest.SelectMany(step => step.Events), Is.EqualTo(all.TakeLast(3)));
            Assert.That(none.Single().Events, Is.Empty);
        });
    }

    [Test]
    public async Task Watch_OnAHostThatIsDisposed_EndsThoughTheStoreAndTheExperimentGoOn()
    {
        var (runs, mayEnd) = (New(), New());
        await using var first = await StartAsync(_kind.Form);
        var second = await StartAsync(_kind.Form);
        var fit = first.FitAsync(Point(runs, mayEnd.Task));
        await runs.Task.WaitAsync(Patience);
        var watching = second.WatchAsync("point", cancellation: _enough.Token).CountAsync(_enough.Token).AsTask();
        await second.DisposeAsync();
        Assert.That(async () => await watching, Throws.TypeOf<ObjectDisposedException>());
        mayEnd.SetResult();
        await fit.WaitAsync(Patience);
    }

    [Test]
    public async Task Watch_FromNoPositionOfTheJournal_IsRefused()
    {
        await using var host = await StartAsync(_kind.Form);
        await host.FitAsync(Point(New(), Task.CompletedTask)).WaitAsync(Patience);
        var count = await _kind.Store.ReadJournalAsync("point").CountAsync();
        Assert.Multiple(() =>
        {
            foreach (var from in new[] { -1L, count + 1 })
            {
                Assert.That(
                    async () => await host.WatchAsync("point", from, _enough.Token).CountAsync(),
                    Throws.TypeOf<ArgumentOutOfRangeException>()
                        .With.Property(nameof(ArgumentException.ParamName)).EqualTo("from"));
            }
        });
    }

    [Test]
    public async Task Watch_OneThatIsNotThere_IsRefused()
    {
        await using var host = await StartAsync(_kind.Form);
        Assert.That(
            async () => await host.WatchAsync("none").CountAsync(), Throws.TypeOf<UnknownExperimentException>());
    }

    // In a store on the disk, by an owner that is gone.
    private async Task PauseAsync()
    {
        await using var host = await StartAsync(_folder);
        var runs = New();
        var fit = host.FitAsync(Point(runs, new TaskCompletionSource().Task));
        await runs.Task.WaitAsync(Patience);
        await host.PauseAsync("point");
        await fit.WaitAsync(Patience);
    }

    // The events, and the number of the latest owner.
    private List<string> Bytes() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(_folder, "experiments", "point", "journal"))
            .Append(Path.Combine(_folder, "epoch")).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}"),
    ];

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task<TuneHost> StartAsync(string store) =>
        TuneHost.StartAsync(new TuneHostOptions { Store = store, Slots = 1, Notice = _ => { } });

    private static Tuner<PointConfig> Point(TaskCompletionSource runs, Task mayEnd) => new(
        "point", Trainable.Function<PointConfig>("point", async (context, config) =>
        {
            await context.ReportAsync(("loss", config.X));
            runs.TrySetResult();
            var leaves = New();
            await using var told = context.Leaving.Register(() => leaves.TrySetResult());
            await Task.WhenAny(leaves.Task, mayEnd);
        }) with { Isolation = Isolation.Thread })
    {
        Metric = "loss", Mode = Mode.Min, Trials = 2,
    };
}
