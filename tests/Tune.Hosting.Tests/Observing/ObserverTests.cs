using System.Collections.Concurrent;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Hosting.Observing;
using Tune.Storage.InMemory;
using Tune.Testing.Machine;
using Tune.Testing.Stores;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Observing;

/// <summary>Observers hear everything in order, and can harm nobody.</summary>
internal sealed class ObserverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [Test]
    public async Task Observer_OfAHost_HearsOfEachTrialAndOfTheEnd()
    {
        var observer = new Diary();
        await using (var host = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = "memory:", Slots = 2, Observers = [observer], Notice = _ => { },
        }))
        {
            await host.FitAsync(new Tuner<PointConfig>("point", async (context, config) =>
            {
                await context.ReportAsync(("distance", config.X));
            })
            {
                Metric = "distance", Mode = Mode.Min, Trials = 3,
            }).WaitAsync(Patience);
        }

        var heard = observer.Heard.GroupBy(each => each.What).ToDictionary(g => g.Key, g => g.Count());
        Assert.That(heard, Is.EquivalentTo(new Dictionary<string, int>
        {
            ["started"] = 3, ["reported"] = 3, ["decided"] = 3, ["trial ended"] = 3, ["experiment ended"] = 1,
        }));
        Assert.That(observer.Heard.Select(each => each.Position), Is.Ordered.And.Unique);
    }

    [Test]
    public async Task Observer_ThatThrows_HearsTheRestAndIsToldOfOnce()
    {
        var observer = new Diary { Fails = what => what == "reported" };
        await using var sweep = await Sweep.StartAsync(TimeProvider.System, observer);

        await sweep.AddAsync(Some.Report(0, 1, ("acc", 0.5)), Some.Report(0, 2, ("acc", 0.6)));
        await sweep.EndAsync();
        await observer.Ended.Task.WaitAsync(Patience);

        Assert.That(
            observer.Heard.Select(each => each.What),
            Is.EqualTo(new[] { "started", "reported", "decided", "reported", "decided", "experiment ended" }));
        Assert.That(sweep.Notices, Has.Count.EqualTo(1));
        Assert.That(sweep.Notices.Single(), Does.Contain("Diary").And.Contain("it hurts"));
    }

    [Test]
    public async Task Observer_ThatBlocksForGood_KeepsNeitherTheOthersNorTheDisposalWaiting()
    {
        var clock = new ManualClock();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var never = new ManualResetEventSlim();
        var stuck = new Diary { Before = () => { blocked.TrySetResult(); never.Wait(CancellationToken.None); } };
        var other = new Diary();
        var sweep = await Sweep.StartAsync(clock, stuck, other);
        await blocked.Task.WaitAsync(Patience);

        await sweep.AddAsync(Some.Report(0, 1, ("acc", 0.5)));
        await sweep.EndAsync();
        await other.Ended.Task.WaitAsync(Patience);
        var disposal = sweep.DisposeAsync().AsTask();
        while (!disposal.IsCompleted)
        {
            clock.Advance(NewsDesk.Grace);
            await Task.Yield();
        }

        await disposal;
        Assert.That(stuck.Heard, Is.Empty);
        never.Set();
        // Which of both is over first, its time for one event or that of the disposal, is chance here.
        Assert.That(
            sweep.Notices, Has.Some.Contains("no longer waits").Or.Some.Contains("does not give up"));
    }

    [Test]
    public async Task Observer_ThatDoesNotGiveUpWhenTold_IsToldNothingMore()
    {
        var clock = new ManualClock();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stuck = new Diary { Within = token => WaitAsync(token) };
        var sweep = await Sweep.StartAsync(clock, stuck);
        while (sweep.Notices.Count < 2)
        {
            clock.Advance(ObserverNews.Deadline);
            await Task.Yield();
        }

        await sweep.EndAsync();
        await sweep.DisposeAsync();

        Assert.That(told.Task.IsCompleted, "its token was cancelled");
        Assert.That(stuck.Heard, Is.Empty);
        Assert.That(sweep.Notices.Last(), Does.Contain("told nothing more"));

        async ValueTask WaitAsync(CancellationToken token)
        {
            await using var registration = token.Register(() => told.TrySetResult());
            await new TaskCompletionSource().Task;
        }
    }

    [Test]
    public async Task Desk_BegunAgainAfterTheEnd_TellsWhatFollowsOnce()
    {
        var observer = new Diary();
        await using var sweep = await Sweep.StartAsync(TimeProvider.System, observer);
        await sweep.EndAsync();
        await observer.Ended.Task.WaitAsync(Patience);

        sweep.Desk.Begin(Sweep.Name, sweep.Count);
        await sweep.AddAsync([new ExperimentEvent.Resumed(Some.At(5)), .. Some.Report(0, 3, ("acc", 0.7))]);
        await sweep.DisposeAsync();

        Assert.That(
            observer.Heard.Select(each => each.What),
            Is.EqualTo(new[] { "started", "experiment ended", "reported", "decided" }));
    }

    [Test]
    public async Task Observer_ThatAsksForMoreMemoryThanThereIs_HearsTheRestAndIsToldOfOnce()
    {
        var greedy = new Diary { Within = _ => throw new InsufficientMemoryException() };
        await using var sweep = await Sweep.StartAsync(TimeProvider.System, greedy, new Diary());
        await sweep.EndAsync();
        await sweep.DisposeAsync();

        Assert.That(sweep.Notices.Single(), Does.Contain("InsufficientMemoryException").And.Contain("the rest"));
    }

    [Test]
    public async Task Observer_OfAnExperimentThatGoesOnByHand_HearsOfWhatFollows()
    {
        var observer = new Diary();
        await using (var host = await TuneHost.StartAsync(new TuneHostOptions
        {
            Store = "memory:", Slots = 1, Observers = [observer],
        }))
        {
            await host.FitAsync(new Tuner<PointConfig>("point", static async (context, config) =>
                await context.ReportAsync(("distance", config.X)))
            {
                Metric = "distance", Mode = Mode.Min, Trials = 1,
            }).WaitAsync(Patience);
            await host.ActAsync("point", new UserAct.Extend { Trials = 2 }, new ActedBy("ann", "test"));
            using var enough = new CancellationTokenSource(Patience);
            await foreach (var step in host.WatchAsync("point", cancellation: enough.Token))
            {
            }
        }

        Assert.That(observer.Heard.Count(each => each.What == "started"), Is.EqualTo(2));
        Assert.That(observer.Heard.Count(each => each.What == "experiment ended"), Is.EqualTo(2));
        Assert.That(observer.Heard.Select(each => each.Position), Is.Ordered.And.Unique);
    }

    /// <summary>An experiment whose events a test writes, and a desk that tells of it.</summary>
    private sealed class Sweep : IAsyncDisposable
    {
        public const string Name = "some";
        private readonly MemoryStore _store = new();
        private Engine.Stores.IJournal _journal = null!;
        private bool _isDisposed;

        public ConcurrentQueue<string> Notices { get; } = new();

        public NewsDesk Desk { get; private set; } = null!;

        public long Count => _journal.Count;

        public static async Task<Sweep> StartAsync(TimeProvider time, params ITuneObserver[] observers)
        {
            var sweep = new Sweep();
            sweep._journal = await sweep._store.OpenJournalAsync(Name);
            sweep.Desk = new NewsDesk(
                sweep._store, [.. observers.Select(each => new ObserverNews(each, sweep.Notices.Enqueue, time))],
                sweep.Notices.Enqueue, time);
            sweep.Desk.Begin(Name, 0);
            await sweep.AddAsync(Some.Beginning(Name));
            return sweep;
        }

        public async Task AddAsync(params IReadOnlyList<ExperimentEvent>[] batches)
        {
            foreach (var batch in batches)
            {
                await _journal.AppendAsync(_journal.Count, batch);
            }
        }

        public Task EndAsync() => AddAsync(
        [
            new ExperimentEvent.Ended(Some.At(4), ExperimentStatus.Stopped, "enough"),
            new ExperimentEvent.SessionClosed(Some.At(4)),
        ]);

        public async ValueTask DisposeAsync()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                await Desk.DisposeAsync();
                await _journal.DisposeAsync();
                await _store.DisposeAsync();
            }
        }
    }

    private sealed class Diary : ITuneObserver
    {
        public ConcurrentQueue<(string What, long Position)> Heard { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<string, bool> Fails { get; init; } = _ => false;

        public Action Before { get; init; } = () => { };

        public Func<CancellationToken, ValueTask> Within { get; init; } = _ => default;

        public ValueTask TrialStartedAsync(
            Observed<ExperimentEvent.AttemptStarted> started, CancellationToken cancellation) =>
            HearAsync("started", started.Position, cancellation);

        public ValueTask TrialReportedAsync(
            Observed<ExperimentEvent.Reported> reported, CancellationToken cancellation) =>
            HearAsync("reported", reported.Position, cancellation);

        public ValueTask TrialDecidedAsync(
            Observed<ExperimentEvent.Decided> decided, CancellationToken cancellation) =>
            HearAsync("decided", decided.Position, cancellation);

        public ValueTask TrialEndedAsync(
            Observed<ExperimentEvent.TrialEnded> ended, CancellationToken cancellation) =>
            HearAsync("trial ended", ended.Position, cancellation);

        public async ValueTask ExperimentEndedAsync(
            Observed<ExperimentEvent.Ended> ended, CancellationToken cancellation)
        {
            await HearAsync("experiment ended", ended.Position, cancellation);
            Ended.TrySetResult();
        }

        private async ValueTask HearAsync(string what, long position, CancellationToken cancellation)
        {
            Before();
            await Within(cancellation);
            Heard.Enqueue((what, position));
            if (Fails(what))
            {
                throw new InvalidOperationException("it hurts");
            }
        }
    }
}
