using System.Collections.Concurrent;
using System.Threading.Channels;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Hosting.Observing;
using Tune.Hosting.Tests.Webhooks;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Observing;

/// <summary>What is told while the store fails, and what is not.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NewsDeskTests : IAsyncDisposable
{
    private const string Name = "some";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MemoryStore _store = new();
    private readonly ImpatientClock _clock = new(NewsDesk.Grace);
    private readonly ConcurrentQueue<string> _notices = new();
    private readonly Taker _taker = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Test]
    public async Task Begin_WhereTheStoreFailsForAWhile_TellsEachEventOnceAfterLongerWaits()
    {
        var reader = new FlakyReader(_store) { Failures = 4 };
        await using var desk = Desk(reader);
        await AddAsync(Some.Beginning(Name));

        using var asking = desk.Begin(Name, 0);
        await _taker.HeardAsync(await CountAsync());

        // In the middle of a batch it is where it was.
        reader.Failures = 2;
        await AddAsync(Some.Report(0, 3, ("acc", 0.7)));
        await _taker.HeardAsync(await CountAsync());
        Assert.That(_taker.Heard, Is.EqualTo(Enumerable.Range(0, (int)await CountAsync())));
        Assert.That(_clock.Waits.Take(4).Select(wait => wait.TotalSeconds), Is.EqualTo((double[])[1, 2, 4, 8]));
        Assert.That(_notices, Is.Empty);
    }

    [Test]
    public async Task Begin_WhereTheStoreFailsForGood_SaysSoOnceAndGoesOnThereWhenAskedAgain()
    {
        var reader = new FlakyReader(_store) { Failures = NewsDesk.TriesMax };
        await using var desk = Desk(reader);
        await AddAsync(Some.Beginning(Name));

        desk.Begin(Name, 0).Dispose();
        await UntilAsync(() => desk.Count == 0);
        Assert.That(_notices.Single(), Does.StartWith("some: ").And.Contain("event 0 ").And.Contain("10 tries")
            .And.Contain("the disk is away"));

        using var asking = desk.Begin(Name, await CountAsync());
        await _taker.HeardAsync(await CountAsync());
        Assert.That(_taker.Heard.First(), Is.Zero, "what could not be told is told first");
    }

    [Test]
    public async Task Begin_WhereMemoryIsShortForAWhile_TellsAllTheSame()
    {
        var reader = new FlakyReader(_store) { Failures = 1, Failure = static () => new InsufficientMemoryException() };
        await using var desk = Desk(reader);
        await AddAsync(Some.Beginning(Name));

        using var asking = desk.Begin(Name, 0);
        await _taker.HeardAsync(await CountAsync());

        Assert.That(_taker.Heard, Is.EqualTo(Enumerable.Range(0, (int)await CountAsync())));
    }

    [Test]
    public async Task Begin_ForWhatIsRefused_LeavesNobodyWaiting()
    {
        await using var desk = Desk(_store);
        await AddAsync(Some.Beginning(Name));

        using (var asking = desk.Begin(Name, await CountAsync()))
        {
            asking.Refuse();
        }

        await UntilAsync(() => desk.Count == 0);
        using var first = desk.Begin(Name, await CountAsync());
        using (var second = desk.Begin(Name, await CountAsync()))
        {
            second.Refuse();
        }

        await AddAsync(Some.Report(0, 3, ("acc", 0.7)));
        await _taker.HeardAsync(2);
        Assert.That(desk.Count, Is.EqualTo(1), "another one asked, and is told");
    }

    [Test]
    public async Task Dispose_WhileTheStoreFails_DoesNotWaitForItsTries()
    {
        var reader = new FlakyReader(_store) { Failures = int.MaxValue };
        var desk = new NewsDesk(reader, [_taker], _notices.Enqueue, TimeProvider.System);
        desk.Begin(Name, 0).Dispose();

        await desk.DisposeAsync().AsTask().WaitAsync(Patience);

        Assert.That(_taker.IsDisposed, Is.EqualTo(true));
    }

    [Test]
    public async Task Dispose_WhereNoticesThrow_LetsTakersGo()
    {
        var desk = new NewsDesk(
            new FlakyReader(_store) { Failures = int.MaxValue }, [_taker],
            static _ => throw new InvalidOperationException("nobody listens"), _clock);
        desk.Begin(Name, 0).Dispose();

        await desk.DisposeAsync().AsTask().WaitAsync(Patience);

        Assert.That(_taker.IsDisposed, Is.EqualTo(true));
    }

    private NewsDesk Desk(ITuneReader reader) => new(reader, [_taker], _notices.Enqueue, _clock);

    private async Task<long> CountAsync() => await _store.ReadJournalAsync(Name).LongCountAsync();

    private async Task AddAsync(IReadOnlyList<ExperimentEvent> events)
    {
        await using var journal = await _store.OpenJournalAsync(Name);
        await journal.AppendAsync(journal.Count, events);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var enough = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            enough.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Taker : INewsTaker
    {
        private readonly Channel<int> _told = Channel.CreateUnbounded<int>();

        public ConcurrentQueue<long> Heard { get; } = new();

        public bool IsDisposed { get; private set; }

        public ValueTask TakeAsync(
            string experiment, NewsBatch events, CancellationToken leaving, CancellationToken gone)
        {
            for (var i = 0; i < events.Events.Count; i++)
            {
                Heard.Enqueue(events.Position + i);
                _told.Writer.TryWrite(i);
            }

            return default;
        }

        public async Task HeardAsync(long count)
        {
            while (Heard.Count < count)
            {
                await _told.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            }
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return default;
        }
    }
}
