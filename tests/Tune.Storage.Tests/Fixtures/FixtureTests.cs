using System.IO.Compression;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Testing;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>Stores that earlier versions have written open, say what they said then, and go on.</summary>
[TestFixtureSource(nameof(Archives))]
internal sealed class FixtureTests(string archive)
{
    private TempFolder _folder = null!;

    public static IEnumerable<string> Archives() => Directory
        .EnumerateFiles(FixtureFolder, "*.zip", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(FixtureFolder, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static string FixtureFolder =>
        Path.Combine(RepositoryFolder.Find()!, "tests", "Tune.Storage.Tests", "Fixtures");

    private string StoreFolder => _folder[FixtureRecorder.Store];

    [SetUp]
    public void Unpack()
    {
        _folder = new TempFolder();
        ZipFile.ExtractToDirectory(Path.Combine(FixtureFolder, archive), _folder.Root);
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Open_ForReading_SaysWhatWasRecordedAndChangesNothing()
    {
        var before = FolderText.Of(StoreFolder);
        using (var store = ReadOnlyStore.Open(StoreFolder, FixtureRecorder.Options))
        {
            Assert.That(await store.ExperimentsAsync(), Is.Not.Empty);
            foreach (var name in await store.ExperimentsAsync())
            {
                var events = await store.ReadJournalAsync(name).ToListAsync();
                AssertSame(FixtureText.Events(events), $"{name}.events.txt");
                AssertSame(await FixtureText.RowsAsync(store.Tracking, name, events), $"{name}.rows.txt");
            }
        }

        Assert.That(FolderText.Of(StoreFolder), Is.EqualTo(before));
    }

    [Test]
    public async Task Open_ForWriting_SaysWhatWasRecorded([Values] bool withDatabase)
    {
        if (!withDatabase)
        {
            Array.ForEach(Directory.GetFiles(StoreFolder, "tracking*.db"), File.Delete);
        }

        await using var store = await OpenAsync();
        foreach (var name in await store.ExperimentsAsync())
        {
            await using var journal = await store.OpenJournalAsync(name);
            var events = await journal.ReadAsync().ToListAsync();
            AssertSame(FixtureText.Events(events), $"{name}.events.txt");
            AssertSame(await FixtureText.RowsAsync(store.Tracking, name, events), $"{name}.rows.txt");
        }
    }

    [Test]
    public async Task Replay_OfARecordedJournal_DecidesTheSame()
    {
        await using var store = await OpenAsync();
        foreach (var name in await store.ExperimentsAsync())
        {
            await using var journal = await store.OpenJournalAsync(name);
            var replay = ReplayAudit.Run(await journal.ReadAsync().ToListAsync());
            Assert.That(replay.Mismatches, Is.Empty);
            Assert.That(replay.Events, Is.EqualTo(journal.Count));
        }
    }

    [Test]
    public async Task Checkpoints_ThatAreHeld_AreThereAndSound()
    {
        await using var store = await OpenAsync();
        foreach (var name in await store.ExperimentsAsync())
        {
            await using var journal = await store.OpenJournalAsync(name);
            var state = await ExperimentMachine.ReplayAsync(journal.ReadAsync());
            foreach (var (_, checkpoint) in state.Checkpoints.All)
            {
                await using var open = await store.Checkpoints(name).OpenAsync(checkpoint);
                Assert.That(Directory.Exists(open.Folder), $"{checkpoint}");
            }
        }
    }

    [Test]
    public async Task GoOn_UnderANewOwner_KeepsWhatWasThereAndReplays()
    {
        List<string> names;
        await using (var store = await OpenAsync())
        {
            names = [.. await store.ExperimentsAsync()];
            foreach (var name in names)
            {
                await using var journal = await store.OpenJournalAsync(name);
                var state = await ExperimentMachine.ReplayAsync(journal.ReadAsync());
                await journal.AppendAsync(journal.Count, GoOn(state));
            }
        }

        await using var again = await OpenAsync();
        foreach (var name in names)
        {
            await using var journal = await again.OpenJournalAsync(name);
            var recorded = Recorded($"{name}.events.txt").Count - 1;
            var first = await journal.ReadAsync().Take(recorded).ToListAsync();
            AssertSame(FixtureText.Events(first), $"{name}.events.txt");
            Assert.That(journal.Count, Is.GreaterThan(recorded + 1));
            Assert.That(ReplayAudit.Run(await journal.ReadAsync().ToListAsync()).Mismatches, Is.Empty);
            await again.Tracking.CatchUpAsync(name);
            Assert.That((await again.Tracking.FindAsync(name))!.Events, Is.EqualTo(journal.Count));
        }
    }

    private static List<ExperimentEvent> GoOn(ExperimentState state)
    {
        var events = new List<ExperimentEvent>();
        var now = state.Last;
        void Do(ExperimentCommand command) => events.AddRange(ExperimentMachine.Step(state, command).Events);
        Do(new ExperimentCommand.Submit(now, state.Spec! with { Trials = state.Proposed + 2 }));
        Do(new ExperimentCommand.OpenSession(now, "a later version", 1));
        Do(new ExperimentCommand.Place(now, "node-2", 0));
        foreach (var trial in state.RunningInOrder.ToArray())
        {
            Do(new ExperimentCommand.EndAttempt(now, trial.Id, trial.Attempt, AttemptOutcome.Interrupted.Instance));
        }

        Do(new ExperimentCommand.Drain(now));
        return events;
    }

    private async Task<FileStore> OpenAsync() => await FileStore.OpenAsync(StoreFolder, FixtureRecorder.Options);

    private List<string> Recorded(string file) => [.. File.ReadAllText(_folder[file]).Split('\n')];

    private void AssertSame(IEnumerable<string> said, string file)
    {
        var recorded = Recorded(file);
        var now = said.ToList();
        for (var i = 0; i < Math.Min(now.Count, recorded.Count); i++)
        {
            Assert.That(now[i], Is.EqualTo(recorded[i]), $"{file}, line {i + 1}");
        }

        Assert.That(now, Has.Count.EqualTo(recorded.Count), file);
    }
}
