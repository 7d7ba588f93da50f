using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Hosting.Observing;
using Tune.Storage.InMemory;

namespace Tune.Hosting.Tests.Observing;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SweepFollowerTests : IAsyncDisposable
{
    private static readonly ExperimentEvent[] Closed =
    [
        new ExperimentEvent.Ended(SomeEvents.At(), ExperimentStatus.Finished, "done"),
        new ExperimentEvent.SessionClosed(SomeEvents.At()),
    ];

    private readonly MemoryStore _store = new();
    private readonly TaskCompletionSource<Exception> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Test]
    public async Task Follow_AnExperimentThatMovesToAnotherOwner_SeesItsEndAndEachEventOnce()
    {
        var first = await _store.OpenJournalAsync("some");
        await first.AppendAsync(0, SomeEvents.Opened);
        var sweep = new SweepFollower(_store, "some");
        await sweep.LookBackAsync(CancellationToken.None);
        var seen = new List<ExperimentEvent>();
        var following = CollectAsync(sweep, seen);
        await first.AppendAsync(2, SomeEvents.Started(0));

        // What the earlier owner still has to say is refused from here on.
        await using var second = await _store.OpenJournalAsync("some");
        await second.AppendAsync(4, [SomeEvents.Reported(0, 1, 0.5), .. SomeEvents.Ended(0), .. Closed]);
        await following.WaitAsync(TimeSpan.FromSeconds(30));

        var all = await _store.ReadJournalAsync("some").ToListAsync();
        Assert.Multiple(() =>
        {
            Assert.That(seen, Is.EqualTo(all.Skip(2)));
            Assert.That(sweep.View.Snapshot().Why, Is.EqualTo("done"));
            Assert.That((sweep.View.Before.Reports, sweep.View.Snapshot().Reports), Is.EqualTo((0, 1)));
        });
    }

    [Test]
    public async Task Follow_AfterAnExperimentThatIsOverIsExtended_TheEarlierEndDoesNotCount()
    {
        await using var journal = await _store.OpenJournalAsync("some");
        await journal.AppendAsync(0, [.. SomeEvents.Opened, .. Closed]);
        var sweep = new SweepFollower(_store, "some");
        await sweep.LookBackAsync(CancellationToken.None);
        Assert.That(sweep.View.Snapshot().IsSettled);

        await journal.AppendAsync(4,
        [
            new ExperimentEvent.Extended(SomeEvents.At(), SomeEvents.Spec with { Trials = 9 }),
            new ExperimentEvent.SessionOpened(SomeEvents.At(), new(2), "host", 1),
        ]);
        await sweep.NeedAsync(CancellationToken.None);
        var following = CollectAsync(sweep, []);
        await journal.AppendAsync(6, [.. Closed]);
        await following.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That((sweep.View.Position, sweep.View.Snapshot().Sessions), Is.EqualTo((8, 2)));
    }

    [Test]
    public async Task LookBack_WhereTheStoreHasAPortrait_GoesOnFromThereAndSeesTheSame()
    {
        await using var store = await Stores.OpenAsync(
            Directory.CreateTempSubdirectory("tune-test-").FullName, _ => { }, CancellationToken.None);
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, [.. SomeEvents.Opened, .. SomeEvents.Started(0)]);
        await store.Tracking.CatchUpAsync("some");
        var known = await store.Tracking.PortraitAsync("some");
        await journal.AppendAsync(4, [SomeEvents.Reported(0, 1, 0.5)]);
        var sweep = new SweepFollower(store, "some");
        sweep.View.TakeUp(known!);
        Assert.That((sweep.View.Position, sweep.View.Snapshot().Running.Count), Is.EqualTo((4, 1)));
        await sweep.LookBackAsync(CancellationToken.None);

        Assert.That((sweep.View.Position, sweep.View.Before.Reports), Is.EqualTo((5, 1)));
        Assert.That(sweep.View.Snapshot().Best!.Value, Is.EqualTo(0.5));
        sweep.View.TakeUp(known!);
        Assert.That(sweep.View.Position, Is.EqualTo(5), "nothing is forgotten");
    }

    [Test]
    public async Task Follow_AnExperimentThatBreaks_EndsWithTheReason()
    {
        await using var journal = await _store.OpenJournalAsync("some");
        await journal.AppendAsync(0, SomeEvents.Opened);
        var following = CollectAsync(new SweepFollower(_store, "some"), []);
        _broken.SetResult(new InvalidOperationException("it broke"));

        Assert.That(
            async () => await following.WaitAsync(TimeSpan.FromSeconds(30)),
            Throws.InvalidOperationException.With.Message.EqualTo("it broke"));
    }

    [Test]
    public async Task Follow_AnExperimentThatBreaksAfterItsEnd_SeesTheEnd()
    {
        await using var journal = await _store.OpenJournalAsync("some");
        await journal.AppendAsync(0, [.. SomeEvents.Opened, .. Closed]);
        _broken.SetResult(new InvalidOperationException("it broke"));
        var seen = new List<ExperimentEvent>();
        await CollectAsync(new SweepFollower(_store, "some"), seen).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(seen, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Follow_Cancelled_Ends()
    {
        using var enough = new CancellationTokenSource();
        var following = new SweepFollower(_store, "some").EndAsync(_broken.Task, enough.Token);
        await enough.CancelAsync();

        Assert.That(
            async () => await following.WaitAsync(TimeSpan.FromSeconds(30)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task CollectAsync(SweepFollower sweep, List<ExperimentEvent> seen)
    {
        await foreach (var batch in sweep.FollowAsync(_broken.Task))
        {
            seen.AddRange(batch);
        }
    }
}
