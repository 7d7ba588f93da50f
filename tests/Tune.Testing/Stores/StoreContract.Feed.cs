using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Testing.Stores;

/// <remarks>The feed: a journal that is followed.</remarks>
public abstract partial class StoreContract
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Events_FromAnyPosition_AreThoseThatAreThereAndThoseToCome([Values(0, 1, 7, 40)] int from)
    {
        var batches = new RandomHistory(3, 60).Batches;
        var all = batches.SelectMany(batch => batch).ToList();
        await using var journal = await Fill("some", batches.Take(batches.Count / 2));
        var read = ReadAsync(from, all.Count);
        foreach (var batch in batches.Skip(batches.Count / 2))
        {
            await journal.AppendAsync(journal.Count, batch);
        }

        Same.Events(await read.WaitAsync(s_patience), all.Skip(from));
    }

    [Test]
    public async Task Events_OfAnExperimentThatIsNotThereYet_BeginWithItsFirst()
    {
        var read = ReadAsync(0, Some.Beginning().Count);
        await using var journal = await Fill("some", [Some.Beginning()]);

        Same.Events(await read.WaitAsync(s_patience), Some.Beginning());
    }

    [Test]
    public async Task Events_WhenTheOwnerChanges_GoOnAndEachComesOnce()
    {
        var batches = new RandomHistory(5, 60).Batches;
        var all = batches.SelectMany(batch => batch).ToList();
        var read = ReadAsync(0, all.Count);
        var count = 0L;
        foreach (var batch in batches)
        {
            await using var owner = await Store.OpenJournalAsync("some");
            await owner.AppendAsync(count, batch);
            count += batch.Count;
        }

        Same.Events(await read.WaitAsync(s_patience), all);
    }

    [Test]
    public async Task Events_OfAReaderThatIsSlow_WaitInTheJournal()
    {
        const int reports = 5_000;
        await using var journal = await Fill("some", [Some.Beginning()]);
        await using var events = Store.EventsAsync("some").GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync());
        var next = events.Current.Next;
        for (var iteration = 1; iteration <= reports; iteration++)
        {
            await journal.AppendAsync(journal.Count, Some.Report(0, iteration, ("acc", iteration)));
        }

        while (next < journal.Count)
        {
            Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(s_patience));
            Assert.That(events.Current.Position, Is.EqualTo(next));
            Assert.That(events.Current.Events, Has.Count.LessThanOrEqualTo(8_192), "bounded");
            next = events.Current.Next;
        }
    }

    [Test]
    public async Task Events_OfAStoreThatIsClosed_End()
    {
        var store = await OpenAnotherAsync();
        var read = Task.Run(async () =>
        {
            await foreach (var _ in store.EventsAsync("some"))
            {
            }
        });
        await store.DisposeAsync();

        await Assert.ThatAsync(() => read.WaitAsync(s_patience), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Events_Cancelled_End()
    {
        using var cancellation = new CancellationTokenSource();
        var read = Store.EventsAsync("some", cancellation: cancellation.Token).GetAsyncEnumerator().MoveNextAsync();
        await cancellation.CancelAsync();

        await Assert.ThatAsync(
            () => read.AsTask().WaitAsync(s_patience), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Events_WithoutSense_AreRefused()
    {
        Assert.That(() => Store.EventsAsync("a/b"), Throws.ArgumentException);
        Assert.That(() => Store.EventsAsync("some", -1), Throws.InstanceOf<ArgumentException>());
    }

    private async Task<ITuneStore> OpenAnotherAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync();
        return Store;
    }

    private async Task<List<ExperimentEvent>> ReadAsync(long from, long until)
    {
        var read = new List<ExperimentEvent>();
        await foreach (var batch in Store.EventsAsync("some", from))
        {
            Assert.That(batch.Position, Is.EqualTo(from + read.Count));
            read.AddRange(batch.Events);
            if (batch.Next >= until)
            {
                break;
            }
        }

        return read;
    }
}
