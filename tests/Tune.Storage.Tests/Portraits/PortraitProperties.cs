using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Portraits;

/// <summary>There is one portrait: whoever looks, at whatever position of whatever history, sees what the engine
/// knows.</summary>
internal sealed class PortraitProperties
{
    // TUNE_HISTORIES in the environment makes it longer or shorter.
    private static readonly int s_histories =
        int.TryParse(Environment.GetEnvironmentVariable("TUNE_HISTORIES"), out var asked) ? asked : 10_000;

    [Test]
    public void Portraits_AtEveryPositionOfCrashyHistories_EqualTheEnginesState()
    {
        var (positions, rolledBack) = (0L, 0L);
        Parallel.For(1, s_histories + 1, seed =>
        {
            var history = CrashyHistory.Of((ulong)seed);
            var check = new PortraitCheck();
            try
            {
                foreach (var fact in history)
                {
                    check.Take(fact);
                    if (fact is ExperimentEvent.AttemptStarted { Attempt.Number: 3 })
                    {
                        check.Recount();
                    }
                }

                check.Recount();
            }
            catch (Exception e)
            {
                throw new AssertionException($"history {seed}: {e.Message}", e);
            }

            Interlocked.Add(ref positions, history.Count);
            Interlocked.Add(ref rolledBack, check.RolledBack);
        });
        TestContext.Out.WriteLine($"{s_histories} histories, {positions} positions, {rolledBack} reports rolled back");
        Assert.That(rolledBack, Is.GreaterThan(s_histories / 10), "work is rolled back often enough to matter");
    }

    [Test]
    public void Fold_OfAJournalThatDoesNotSayWhoWasParked_IsTheSame()
    {
        for (ulong seed = 1; seed <= 400; seed++)
        {
            var check = new PortraitCheck();
            foreach (var fact in CrashyHistory.Of(seed))
            {
                check.Take(fact is ExperimentEvent.AttemptEnded ended ? ended with { Parked = null } : fact);
            }
        }
    }

    [Test]
    public async Task Portrait_TakenFromLiteDbAnywhere_GoesOnLikeOneThatWasFoldedFromTheStart([Range(1, 12)] int seed)
    {
        using var folder = new TempFolder();
        var files = await FileStore.OpenAsync(folder["store"], new FileStoreOptions(Some.AllSpecs));
        try
        {
            var (history, whole) = (CrashyHistory.Of((ulong)seed), new LivePortrait("some"));
            Assert.That(await files.Tracking.PortraitAsync("some"), Is.Null);
            for (var from = 0; from < history.Count;)
            {
                var batch = history.Skip(from).Take(1 + ((from * 7) % 23)).ToList();
                await using (var journal = await files.OpenJournalAsync("some"))
                {
                    await journal.AppendAsync(from, batch);
                }

                batch.ForEach(whole.Apply);
                from += batch.Count;
                if (from % 3 == 0)
                {
                    await files.DisposeAsync();
                    files = await FileStore.OpenAsync(folder["store"], new FileStoreOptions(Some.AllSpecs));
                }

                await files.Tracking.CatchUpAsync("some");
                await CheckAsync(history, from);
            }

            async Task CheckAsync(IReadOnlyList<ExperimentEvent> history, int from)
            {
                var taken = (await files.Tracking.PortraitAsync("some"))!;
                Assert.That(taken.Experiment.Position, Is.EqualTo(from));
                Assert.That(Seen(taken), Is.EqualTo(Seen(whole)));
                var other = new LivePortrait("some");
                foreach (var fact in history.Take(from))
                {
                    other.Apply(fact);
                }

                foreach (var fact in history.Skip(from))
                {
                    taken.Apply(fact);
                    other.Apply(fact);
                    Assert.That(Seen(taken), Is.EqualTo(Seen(other)), $"{fact} after a portrait of {from} events");
                }
            }
        }
        finally
        {
            await files.DisposeAsync();
        }

        static string Seen(LivePortrait portrait) => PortraitCheck.Whole(portrait.Experiment) + string.Join(
            ' ', portrait.Going.Select(PortraitCheck.Text));
    }

    [Test]
    public async Task Tracking_InMemoryAndInLiteDb_AreTheSameWhereverTheyStop([Range(1, 12)] int seed)
    {
        using var folder = new TempFolder();
        await using var memory = new MemoryStore();
        var files = await FileStore.OpenAsync(folder["store"], new FileStoreOptions(Some.AllSpecs));
        try
        {
            var history = CrashyHistory.Of((ulong)seed);
            await using var inMemory = await memory.OpenJournalAsync("some");
            for (var from = 0; from < history.Count;)
            {
                var batch = history.Skip(from).Take(1 + ((from * 7) % 23)).ToList();
                await inMemory.AppendAsync(from, batch);
                await using (var inFiles = await files.OpenJournalAsync("some"))
                {
                    await inFiles.AppendAsync(from, batch);
                }

                from += batch.Count;
                await Same.Tracking(files.Tracking, memory.Tracking, "some");
                if (from % 3 == 0)
                {
                    await files.DisposeAsync();
                    files = await FileStore.OpenAsync(folder["store"], new FileStoreOptions(Some.AllSpecs));
                }
            }
        }
        finally
        {
            await files.DisposeAsync();
        }
    }
}
