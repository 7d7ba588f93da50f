using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;

namespace Tune.Testing.Stores;

/// <summary>
/// What every store keeps to: derive a fixture, open a store in it, and every case runs against it, in a folder of its
/// own.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract partial class StoreContract : IAsyncDisposable
{
    private ITuneStore? _store;

    /// <summary>A folder of this case's own, for the store and for what is put into it.</summary>
    protected TempFolder Folder { get; } = new();

    /// <summary>How the experiments of the cases are written down, for a store that is given that when it is opened.
    /// </summary>
    protected static SpecJson Specs => Some.Specs;

    protected ITuneStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    /// <summary>Whether it keeps snapshots beside its journals, which it need not: then override this with false, and
    /// the cases that ask for one are passed over. Default true.</summary>
    protected virtual bool KeepsSnapshots => true;

    /// <summary>Opens the store, or opens it again with what it held.</summary>
    protected abstract Task<ITuneStore> OpenAsync();

    [SetUp]
    public async Task Open() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Test]
    public async Task Append_ThenRead_GivesTheEventsInOrder()
    {
        await using var journal = await Store.OpenJournalAsync("some");
        var events = Some.Beginning();
        await journal.AppendAsync(0, events);
        await journal.AppendAsync(events.Count, Some.Report(0, 1, ("acc", 0.5)));
        await Same.EventsAsync(journal.ReadAsync(), [.. events, .. Some.Report(0, 1, ("acc", 0.5))]);
        Assert.That(journal.Count, Is.EqualTo(events.Count + 2));
    }

    [Test]
    public async Task Read_FromAnyPosition_GivesTheRest()
    {
        var batches = new RandomHistory(3, 60).Batches;
        await using var journal = await Fill("some", batches);
        var all = batches.SelectMany(batch => batch).ToList();
        for (var from = 0; from <= all.Count + 1; from++)
        {
            await Same.EventsAsync(journal.ReadAsync(from), all.Skip(from));
        }
    }

    [Test]
    public async Task Append_AtAnotherCount_IsRefusedAndChangesNothing()
    {
        await using var journal = await Store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        Assert.That(
            async () => await journal.AppendAsync(0, Some.Beginning()), Throws.TypeOf<JournalConflictException>());
        Assert.That(journal.Count, Is.EqualTo(Some.Beginning().Count));
        Assert.That(Store.RefusedAppends, Is.Zero, "the owner is still the same");
    }

    [Test]
    public async Task Append_OfAnOwnerWhoHasASuccessor_IsRefusedAndCounted()
    {
        await using var first = await Store.OpenJournalAsync("some");
        await first.AppendAsync(0, Some.Beginning());
        await using var second = await Store.OpenJournalAsync("some");
        Assert.That(second.Epoch, Is.GreaterThan(first.Epoch));
        for (var refused = 1; refused <= 2; refused++)
        {
            Assert.That(
                async () => await first.AppendAsync(first.Count, Some.Report(0, 1, ("acc", 0.5))),
                Throws.TypeOf<StorageException>()
                    .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.NotOwner)
                    .And.Message.Contains($"{second.Epoch}"));
            Assert.That(Store.RefusedAppends, Is.EqualTo(refused));
        }

        await second.AppendAsync(second.Count, Some.Report(0, 1, ("acc", 0.75)));
        await Same.EventsAsync(first.ReadAsync(), [.. Some.Beginning(), .. Some.Report(0, 1, ("acc", 0.75))]);
    }

    [Test]
    public async Task Append_WhileASuccessorOpens_IsInTheJournalOrRefused()
    {
        var first = await Store.OpenJournalAsync("some");
        await first.AppendAsync(0, Some.Beginning());
        var appended = 0;
        var isUnderWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var appending = Task.Run(async () =>
        {
            var expected = first.Count;
            for (var i = 1; ; i++)
            {
                var report = Some.Report(0, i, ("acc", i));
                await first.AppendAsync(expected, report);
                expected += report.Count;
                if (++appended == 3)
                {
                    isUnderWay.SetResult();
                }
            }
        });
        await isUnderWay.Task;
        await using var second = await Store.OpenJournalAsync("some");
        var count = second.Count;
        await second.AppendAsync(count, [new ExperimentEvent.Paused(Some.At(1))]);
        await Assert.ThatAsync(
            () => appending,
            Throws.TypeOf<StorageException>()
                .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.NotOwner));
        Assert.That(count, Is.EqualTo(Some.Beginning().Count + (2 * appended)), "what was taken counts for both");
        await first.DisposeAsync();
    }

    [Test]
    public async Task Epochs_OfManyOpenings_RiseAlsoAcrossStores()
    {
        var last = default(OwnerEpoch);
        for (var round = 0; round < 3; round++)
        {
            for (var opening = 0; opening < 3; opening++)
            {
                await using var journal = await Store.OpenJournalAsync("some");
                Assert.That(journal.Epoch, Is.GreaterThan(last));
                last = journal.Epoch;
            }

            await Reopen();
        }
    }

    [Test]
    public async Task Exists_KnowsThoseWithEventsOnly()
    {
        await using var empty = await Store.OpenJournalAsync("empty");
        await using var some = await Fill("some", [Some.Beginning()]);
        Assert.That(await Store.ExistsAsync("some"), Is.True);
        foreach (var name in (string[])["empty", "none", "../some", "", "SOME"])
        {
            Assert.That(await Store.ExistsAsync(name), Is.False, name);
        }
    }

    [Test]
    public async Task ReadJournal_WithoutOpeningIt_GivesTheSameAndOwnsNothing()
    {
        var batches = new RandomHistory(4, 60).Batches;
        await using var journal = await Fill("some", batches);
        var all = batches.SelectMany(batch => batch).ToList();
        await Same.EventsAsync(Store.ReadJournalAsync("some"), all);
        await Same.EventsAsync(Store.ReadJournalAsync("some", all.Count - 2), all.TakeLast(2));
        await Same.EventsAsync(Store.ReadJournalAsync("none"), []);
        Assert.That(await Store.CheckJournalAsync("some"), Is.EqualTo(new JournalCheck(all.Count, 0)));
        Assert.That(await Store.CheckJournalAsync("none"), Is.EqualTo(new JournalCheck(0, 0)));
        await journal.AppendAsync(journal.Count, [new ExperimentEvent.Paused(Some.At(1))]);
        Assert.That(await Store.ExistsAsync("none"), Is.False, "asking makes nothing");
    }

    [Test]
    public async Task Read_GivenUp_EndsEarly()
    {
        await using var journal = await Fill("some", new RandomHistory(5, 60).Batches);
        using var cancellation = new CancellationTokenSource();
        var read = 0;
        Assert.That(
            async () =>
            {
                await foreach (var fact in journal.ReadAsync(cancellation: cancellation.Token))
                {
                    read++;
                    await cancellation.CancelAsync();
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(read, Is.EqualTo(1));
    }

    [Test]
    public async Task Append_OfNothing_IsRefused()
    {
        await using var journal = await Store.OpenJournalAsync("some");
        Assert.That(async () => await journal.AppendAsync(0, []), Throws.ArgumentException);
    }

    [Test]
    public async Task OpenJournal_OfARefusedName_IsRefused(
        [Values("", "..", "a/b", "a\\b", ".a", "a b")] string name) =>
        await Assert.ThatAsync(async () => await Store.OpenJournalAsync(name), Throws.ArgumentException);

    [Test]
    public async Task Experiments_AreThoseWithEvents_InOrdinalOrder()
    {
        await using var empty = await Store.OpenJournalAsync("empty");
        foreach (var name in (string[])["b", "B", "a-1"])
        {
            await using var journal = await Fill(name, [Some.Beginning(name)]);
        }

        Assert.That(await Store.ExperimentsAsync(), Is.EqualTo((string[])["B", "a-1", "b"]));
    }

    [Test]
    public async Task Reopened_Store_HasEverything()
    {
        var batches = new RandomHistory(5, 200).Batches;
        await using (await Fill("some", batches))
        {
        }

        await Reopen();
        await using var journal = await Store.OpenJournalAsync("some");
        await Same.EventsAsync(journal.ReadAsync(), batches.SelectMany(batch => batch));
        await journal.AppendAsync(journal.Count, [new ExperimentEvent.Paused(Some.At(1))]);
        Assert.That(await journal.ReadAsync().LastAsync(), Is.InstanceOf<ExperimentEvent.Paused>());
    }

    [Test]
    public async Task Appends_OfManyExperiments_DoNotDisturbEachOther()
    {
        var names = Enumerable.Range(0, 8).Select(number => $"e{number}").ToArray();
        var histories = names.ToDictionary(name => name, name => new RandomHistory((ulong)name[1], 80, name).Batches);
        await Task.WhenAll(names.Select(name => Task.Run(async () =>
        {
            await using var journal = await Fill(name, histories[name]);
        })));
        foreach (var name in names)
        {
            await using var journal = await Store.OpenJournalAsync(name);
            await Same.EventsAsync(journal.ReadAsync(), histories[name].SelectMany(batch => batch));
        }
    }

    [Test]
    public async Task Tracking_OfAnUnknownExperiment_IsEmpty()
    {
        await Store.Tracking.CatchUpAsync("none");
        Assert.That(await Store.Tracking.FindAsync("none"), Is.Null);
        Assert.That(await Store.Tracking.TrialsAsync("none", 0, 10), Is.Empty);
        Assert.That((await Store.Tracking.AttemptsAsync("none", 0, 10)).Attempts, Is.Empty);
        Assert.That(await Store.Tracking.CurveAsync("none", new TrialId(0), "acc"), Is.Empty);
        Assert.That(await Store.Tracking.ExperimentsAsync(), Is.Empty);
    }

    [Test]
    public async Task Tracking_SaysWhatTheEngineKnows([Range(1, 12)] int seed)
    {
        var history = new RandomHistory((ulong)seed, 600);
        await using var journal = await Fill("some", history.Batches);
        await Store.Tracking.CatchUpAsync("some");
        var state = history.State;
        var found = (await Store.Tracking.FindAsync("some"))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Status, Is.EqualTo(state.Status));
            Assert.That(found.Why, Is.EqualTo(state.Why));
            Assert.That(found.IsOpen, Is.EqualTo(state.IsOpen));
            Assert.That(found.Trials, Is.EqualTo(state.Proposed));
            Assert.That(found.Reports, Is.EqualTo(state.Reports));
            Assert.That(found.Events, Is.EqualTo(history.Events.Count()));
            Assert.That(found.Best, Is.EqualTo(state.Best));
            Assert.That(found.Last, Is.EqualTo(state.Last));
        }

        var trials = await Store.Tracking.TrialsAsync("some", 0, 1000);
        Assert.That(trials.Select(trial => trial.Trial.Number), Is.EqualTo(Enumerable.Range(0, state.Proposed)));
        foreach (var trial in trials)
        {
            Check(trial, state);
        }
    }

    [Test]
    public async Task Tracking_OfAClone_KeepsTheConfigurationOfItsBestReport()
    {
        var another = Configuration.Of(("lr", 0.25), ("act", "tanh"), ("hidden", 9L));
        var donated = new CheckpointRef(new string('a', 64), 1, 1);
        await using (var journal = await Fill("some",
        [
            Some.Beginning(trials: 2), Some.Report(0, 1, ("acc", 0.9)), Some.Report(1, 1, ("acc", 0.1)),
            [
                new ExperimentEvent.Decided(
                    Some.At(1), new(0), new(1), 1, 1, new Decision.CloneFrom(new(1), donated, another), 1),
                new ExperimentEvent.Decided(
                    Some.At(1), new(1), new(1), 1, 1, new Decision.CloneFrom(new(0), donated, another), 1),
            ],
            Some.Report(0, 2, ("acc", 0.5)), Some.Report(1, 2, ("acc", 0.5)),
        ]))
        {
            await Store.Tracking.CatchUpAsync("some");
        }

        await Reopen();
        await Store.Tracking.CatchUpAsync("some");
        var trials = await Store.Tracking.TrialsAsync("some", 0, 2);
        Assert.That(trials.Select(trial => trial.Config), Is.All.EqualTo(another));
        Assert.That(trials.Select(trial => trial.BestConfig.Real("lr")), Is.EqualTo(new[] { 0.5, 0.25 }));
    }

    [Test]
    public async Task Tracking_FollowsWhileEventsArrive()
    {
        await using var journal = await Fill("some", [Some.Beginning()]);
        for (var iteration = 1; iteration <= 50; iteration++)
        {
            await journal.AppendAsync(journal.Count, Some.Report(0, iteration, ("acc", iteration / 100.0)));
            await Store.Tracking.CatchUpAsync("some");
            var found = (await Store.Tracking.FindAsync("some"))!;
            Assert.That((found.Reports, found.Best!.Iteration), Is.EqualTo(((long)iteration, iteration)));
        }
    }

    [Test]
    public async Task Tracking_OfALongTrial_IsTheSameAfterReopening()
    {
        await using (await Fill("some", LongTrial(12_345)))
        {
            await Check(Store.Tracking);
        }

        await Reopen();
        await Check(Store.Tracking);

        static async Task Check(ITracking tracking)
        {
            await tracking.CatchUpAsync("some");
            var whole = await tracking.CurveAsync("some", new TrialId(0), "acc");
            Assert.That(whole, Has.Count.EqualTo(12_345));
            Assert.That(whole[7_776], Is.EqualTo(new CurvePoint(
                7_777, Value(7_777), Some.At(10_000 * 7_777).UtcTicks, new Attempt(1))));
            var rare = await tracking.CurveAsync("some", new TrialId(0), "rare");
            Assert.That(rare.Select(point => point.Iteration), Is.EqualTo(
                Enumerable.Range(1, 12_345).Where(iteration => iteration % 10 == 0)));
        }
    }

    [Test]
    public async Task Curve_Shortened_KeepsThePeaksAndTheEnd(
        [Values(3, 10, 100, 500, 3000, 12_344)] int pointsMax)
    {
        await using var journal = await Fill("some", LongTrial(12_345));
        await Store.Tracking.CatchUpAsync("some");
        foreach (var metric in (string[])["acc", "rare"])
        {
            var whole = await Store.Tracking.CurveAsync("some", new TrialId(0), metric);
            var brief = await Store.Tracking.CurveAsync("some", new TrialId(0), metric, pointsMax);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(brief, Has.Count.LessThanOrEqualTo(pointsMax));
                Assert.That(brief, Has.Count.GreaterThanOrEqualTo(Math.Min(whole.Count, pointsMax / 3)));
                Assert.That(whole.ToHashSet().IsSupersetOf(brief));
                Assert.That(brief.Zip(brief.Skip(1)).All(pair => pair.First.Iteration < pair.Second.Iteration));
                Assert.That(brief[^1], Is.EqualTo(whole[^1]));
                Assert.That(brief.Max(point => point.Value), Is.EqualTo(whole.Max(point => point.Value)));
                Assert.That(
                    brief.Where(point => !double.IsNaN(point.Value)).Min(point => point.Value),
                    Is.EqualTo(whole.Where(point => !double.IsNaN(point.Value)).Min(point => point.Value)));
            }
        }
    }

    [Test]
    public void Pages_OutOfBounds_AreRefused()
    {
        var tracking = Store.Tracking;
        Assert.That(async () => await tracking.TrialsAsync("x", -1, 1), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await tracking.TrialsAsync("x", 0, 10_001), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await tracking.AttemptsAsync("x", 0, 0), Throws.InstanceOf<ArgumentException>());
        Assert.That(
            async () => await tracking.CurveAsync("x", new TrialId(0), "m", 1), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task Trials_ArePaged()
    {
        await using var journal = await Fill("some", [Some.Beginning(trials: 25)]);
        await Store.Tracking.CatchUpAsync("some");
        var page = await Store.Tracking.TrialsAsync("some", 20, 10);
        Assert.That(page.Select(trial => trial.Trial.Number), Is.EqualTo((int[])[20, 21, 22, 23, 24]));
        var runs = await Store.Tracking.AttemptsAsync("some", 3, 2);
        Assert.That(runs.Attempts.Select(run => run.Trial.Number), Is.EqualTo((int[])[3, 4]));
    }

    [Test]
    public async Task Checkpoint_PutThenOpened_HasTheFiles()
    {
        var store = Store.Checkpoints("some");
        var given = Folder.With("given", ("model.bin", "weights"), ("deep/er/state.json", "{}"));
        var checkpoint = await store.PutAsync(given, 7);
        Assert.That(checkpoint, Is.EqualTo(new CheckpointRef(checkpoint.Digest, 9, 7)));
        Assert.That(checkpoint.Digest, Does.Match("^[0-9a-f]{64}$"));
        Assert.That(Directory.Exists(given), Is.False, "the folder is taken over");
        await using var open = await store.OpenAsync(checkpoint);
        var folder = open.Folder;
        Assert.That(File.ReadAllText(Path.Combine(folder, "model.bin")), Is.EqualTo("weights"));
        Assert.That(File.ReadAllText(Path.Combine(folder, "deep", "er", "state.json")), Is.EqualTo("{}"));
        Assert.That(await store.DigestsAsync(), Is.EqualTo((string[])[checkpoint.Digest]));
    }

    [TestCase("link", "", "is a link")]
    [TestCase("link", "given/link", "'link' is a link")]
    [TestCase("link", "given/z/link", "'z/link' is a link")]
    [TestCase("pipe", "given/pipe", "'pipe' is a named pipe")]
    [TestCase("pipe", "given/z/pipe", "'z/pipe' is a named pipe")]
    [CancelAfter(30_000)]
    public async Task Checkpoint_OfMoreThanPlainFiles_IsRefusedAndNothingIsTouched(
        string what, string place, string said, CancellationToken limit)
    {
        var store = Store.Checkpoints("some");
        var foreign = Folder.With("foreign", ("precious", "mine"));
        var given = Folder.With("given", ("m.bin", "weights"), ("z/s.json", "{}"));
        if (what == "pipe")
        {
            InstalledProgram.Run("mkfifo", Folder[place]);
        }
        else if (place.Length > 0)
        {
            Directory.CreateSymbolicLink(Folder[place], foreign);
        }
        else
        {
            given = Directory.CreateSymbolicLink(Folder["latest"], foreign).FullName;
        }

        Assert.That(
            async () => await store.PutAsync(given, 1, limit).AsTask().WaitAsync(limit),
            Throws.TypeOf<StorageException>().With.Message.Contains(said));
        Assert.That(await store.DigestsAsync(limit), Is.Empty);
        Assert.That(File.ReadAllText(Folder["foreign/precious"]), Is.EqualTo("mine"));
        Assert.That(Directory.Exists(given), "what was given is still there");
    }

    [Test]
    public async Task Checkpoint_PutAgain_OutlivesTheDeletionOfTheFirst()
    {
        var store = Store.Checkpoints("some");
        var first = await store.PutAsync(Folder.With("a", ("f", "same")), 1);

        // The deletion was decided when nobody held the first, and is carried out after another trial has saved.
        var second = await store.PutAsync(Folder.With("b", ("f", "same")), 1);
        await store.DeleteAsync(first.Digest);
        await using var open = await store.OpenAsync(second);
        Assert.That(File.ReadAllText(Path.Combine(open.Folder, "f")), Is.EqualTo("same"));
        Assert.That(await store.DigestsAsync(), Is.EqualTo((string[])[second.Digest]));
    }

    [Test]
    public async Task Checkpoint_DeletedWhileOpen_StaysUntilItIsGivenBack()
    {
        var store = Store.Checkpoints("some");
        var checkpoint = await store.PutAsync(Folder.With("a", ("f", "x")), 1);
        var (one, other) = (await store.OpenAsync(checkpoint), await store.OpenAsync(checkpoint));
        await store.DeleteAsync(checkpoint.Digest);
        await one.DisposeAsync();
        Assert.That(Directory.Exists(one.Folder), Is.False);
        Assert.That(File.ReadAllText(Path.Combine(other.Folder, "f")), Is.EqualTo("x"), "each has its own");
        await other.DisposeAsync();
        Assert.That(Directory.Exists(other.Folder), Is.False);
    }

    [Test]
    public async Task Checkpoint_Deleted_IsMissing()
    {
        var store = Store.Checkpoints("some");
        var checkpoint = await store.PutAsync(Folder.With("a", ("f", "x")), 1);
        await store.DeleteAsync(checkpoint.Digest);
        await store.DeleteAsync(checkpoint.Digest);
        Assert.That(await store.DigestsAsync(), Is.Empty);
        Assert.That(
            async () => await store.OpenAsync(checkpoint),
            Throws.TypeOf<StorageException>().With.Message.Contains("missing")
                .And.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Gone));
    }

    [Test]
    public async Task Checkpoint_WithALink_IsNotTaken()
    {
        var folder = Folder.With("a", ("f", "x"));
        File.CreateSymbolicLink(Path.Combine(folder, "link"), "/etc/passwd");
        var store = Store.Checkpoints("some");
        Assert.That(
            async () => await store.PutAsync(folder, 1),
            Throws.TypeOf<StorageException>().With.Message.Contains("link")
                .And.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Refused));
        Assert.That(await store.DigestsAsync(), Is.Empty);
    }

    protected async Task Reopen()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync();
    }

    protected async Task<IJournal> Fill(string name, IEnumerable<IReadOnlyList<ExperimentEvent>> batches)
    {
        var journal = await Store.OpenJournalAsync(name);
        var count = 0L;
        foreach (var batch in batches)
        {
            await journal.AppendAsync(count, batch);
            count += batch.Count;
        }

        return journal;
    }

    private static void Check(TrialSummary trial, ExperimentState state)
    {
        var held = state.Checkpoints.Of(trial.Trial).LastOrDefault();
        Assert.That(trial.Checkpoint, Is.EqualTo(held), $"trial {trial.Trial}");
        if (!state.Trials.TryGetValue(trial.Trial, out var known))
        {
            Assert.That(trial.Status, Is.GreaterThanOrEqualTo(TrialStatus.Completed));
            return;
        }

        var told = (trial.Status, trial.Attempts, trial.Failures, trial.Reports, trial.Iteration, trial.LastMetrics,
            trial.BestScore, trial.Used, trial.Config);
        Assert.That(told, Is.EqualTo((known.Status, known.Attempt.Number, known.Failures, known.Reports,
            known.Line.Reach, known.Line.Metrics, known.BestScore, known.Used, known.Config)), $"trial {trial.Trial}");
    }

    private static double Value(int iteration) => iteration % 97 == 5
        ? double.NaN
        : Math.Sin(iteration / 300.0) + ((iteration * 7919 % 101) / 1000.0);

    private static IEnumerable<IReadOnlyList<ExperimentEvent>> LongTrial(int reports)
    {
        yield return Some.Beginning();
        for (var start = 1; start <= reports; start += 500)
        {
            yield return [.. Enumerable.Range(start, Math.Min(500, reports - start + 1))
                .SelectMany(iteration => iteration % 10 == 0
                    ? Some.Report(0, iteration, ("acc", Value(iteration)), ("rare", iteration))
                    : Some.Report(0, iteration, ("acc", Value(iteration))))];
        }
    }
}
