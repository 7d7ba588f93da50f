using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;

namespace Tune.Hosting.Tests.Results;

/// <summary>A grid of more trials than it keeps in memory.</summary>
internal sealed class ResultGridTests
{
    private const int Trials = (2 * TrialPages.PageSize) + 345;
    private const int BestTrial = TrialPages.PageSize + 17;

    private string _folder = "";
    private FileStore _store = null!;

    private static Moment At => new(638_000_000_000_000_000, 0);

    [SetUp]
    public async Task MakeStore()
    {
        _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;
        _store = await FileStore.OpenAsync(_folder, new FileStoreOptions(SchedulerCatalog.All));
        await using var journal = await _store.OpenJournalAsync("some");
        await journal.AppendAsync(0,
        [
            new ExperimentEvent.Created(At, new ExperimentSpec
            {
                Name = "some", Trainable = "some", Space = new SearchSpace().Uniform("x", 0, 1),
                Objective = new Objective("acc", Mode.Max), Trials = Trials,
                Searcher = new RandomSearchOptions(), Scheduler = new FifoOptions(),
            }),
            .. Enumerable.Range(0, Trials).SelectMany(Trial),
        ]);
    }

    [TearDown]
    public async Task Remove()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Index_OfAnyTrial_GivesThatTrial()
    {
        var grid = await LoadAsync(_store);
        Assert.That(grid, Has.Count.EqualTo(Trials));
        foreach (var index in (int[])[Trials - 1, 0, 999, 1000, 1999, 2000, BestTrial])
        {
            var metrics = (await grid.GetAsync(index)).Metrics;
            Assert.That(metrics, Is.EqualTo(MetricSet.Of(("acc", Score(index)))), $"trial {index}");
        }

        Assert.That(async () => await grid.GetAsync(Trials), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await grid.GetAsync(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task WriteCsv_HasALineForEachTrial()
    {
        using var text = new StringWriter();
        var written = await (await LoadAsync(_store)).WriteCsvAsync(text);

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(written, Is.EqualTo(Trials));
        Assert.That(lines, Has.Length.EqualTo(Trials + 1));
        Assert.That(lines[0], Is.EqualTo(
            "trial,status,attempts,failures,reports,iteration,best,best_iteration,seconds,why,acc,x"));
        Assert.That(lines[BestTrial + 1], Does.StartWith($"{BestTrial},").And.Contain(
            $",{Score(BestTrial).ToString("R", System.Globalization.CultureInfo.InvariantCulture)},"));
    }

    [Test]
    public async Task Front_OfOneObjective_IsTheBest()
    {
        var grid = await LoadAsync(_store);

        Assert.That((await grid.FrontAsync()).Select(result => result.Trial), Is.EqualTo((TrialId[])[grid.Best.Trial]));
    }

    [Test]
    public async Task Enumeration_GivesEveryTrialInOrder()
    {
        var grid = await LoadAsync(_store);
        var numbers = new List<int>();
        await foreach (var result in grid)
        {
            numbers.Add(result.Trial.Number);
        }

        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, Trials)));
        Assert.That(
            await grid.ErrorsAsync().Select(result => result.Trial.Number).ToListAsync(),
            Is.EqualTo((int[])[Trials - 2]));
    }

    [Test]
    public async Task Enumeration_OfManyTrials_KeepsTwoPages()
    {
        var grid = await LoadAsync(_store);
        var seen = await grid.Select(result => new WeakReference(result.Summary)).ToListAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(
            seen.Skip(TrialPages.PageSize).Take(TrialPages.PageSize).Count(result => result.IsAlive),
            Is.LessThan(10), "the middle page, but for the best trial");
        GC.KeepAlive(grid);
    }

    [Test]
    public async Task Best_OfAnyScope_IsTheSameTrial()
    {
        var grid = await LoadAsync(_store);
        Assert.That(grid.Best.Trial.Number, Is.EqualTo(BestTrial));
        foreach (var scope in Enum.GetValues<Scope>())
        {
            Assert.That((await grid.BestAsync(scope)).Trial.Number, Is.EqualTo(BestTrial), $"{scope}");
        }
    }

    [Test]
    public async Task Reader_BesideTheOwner_SeesTheSameGrid()
    {
        var mine = await LoadAsync(_store);
        await using var reading = await Stores.OpenForReadingAsync(_folder);
        var theirs = await LoadAsync(reading);
        Assert.That(await theirs.Select(Told).ToListAsync(), Is.EqualTo(await mine.Select(Told).ToListAsync()));
        Assert.That(theirs.Experiment.Best, Is.EqualTo(mine.Experiment.Best));

        static object Told(Result result) =>
            (result.Trial, result.Config, result.Status, result.Metrics, result.Best, result.Error);
    }

    [Test]
    public async Task Checkpoint_ReadBesideTheOwner_IsTheOneThatWasSaved()
    {
        var given = Directory.CreateDirectory(Path.Combine(_folder, "given")).FullName;
        await File.WriteAllTextAsync(Path.Combine(given, "weights"), "0.5");
        var saved = await _store.Checkpoints("some").PutAsync(given, iteration: 1);
        await using (var journal = await _store.OpenJournalAsync("some"))
        {
            await journal.AppendAsync(
                journal.Count, [new ExperimentEvent.CheckpointSaved(At, new TrialId(3), new Attempt(1), saved)]);
        }

        await using var reading = await Stores.OpenForReadingAsync(_folder);
        var result = await (await LoadAsync(reading)).GetAsync(3);
        await using var open = await result.OpenCheckpointAsync();
        Assert.That(await File.ReadAllTextAsync(Path.Combine(open.Folder, "weights")), Is.EqualTo("0.5"));
    }

    [Test]
    public async Task Closed_Store_LeavesTheFirstTrialsAndTheBest()
    {
        var grid = await LoadAsync(_store);
        await _store.DisposeAsync();
        Assert.That(grid.Best.Config.Real("x"), Is.EqualTo(Score(BestTrial)).Within(1e-12));
        Assert.That(await grid.Take(TrialPages.PageSize).CountAsync(), Is.EqualTo(TrialPages.PageSize));
        Assert.That(
            async () => await grid.GetAsync(Trials - 1),
            Throws.InvalidOperationException.With.Message.Contains("the store has been closed"));
    }

    [Test]
    public async Task View_OfManyTrials_HasTheBestOnes()
    {
        var grid = await LoadAsync(_store);
        var view = await GridView.LoadAsync(
            _store, grid.Experiment, await TrialPages.LoadAsync(_store, grid.Experiment, default), default);
        var best = Enumerable.Range(0, Trials).OrderByDescending(Score).ThenBy(trial => trial).Take(2000).Order();
        Assert.That(view.Trials.Select(trial => trial.Summary.Trial.Number), Is.EqualTo(best));
        Assert.That(view.Trials, Has.All.Matches<Tune.Engine.Results.TrialView>(
            trial => trial.Attempts.Count == 1 && trial.Curve.Count == 1));
    }

    private static Task<ResultGrid> LoadAsync(ITuneReader store) => ResultGrid.LoadAsync(store, "some", default);

    // Many ties, and one best.
    private static double Score(int trial) => trial == BestTrial ? 0.99 : trial % 50 / 100.0;

    private static IEnumerable<ExperimentEvent> Trial(int number)
    {
        var (trial, attempt) = (new TrialId(number), new Attempt(1));
        AttemptOutcome outcome = number == Trials - 2
            ? new AttemptOutcome.Failed(FailureKind.Crash, "broke", "")
            : AttemptOutcome.Completed.Instance;
        return
        [
            new ExperimentEvent.TrialProposed(At, trial, Configuration.Of(("x", Score(number)))),
            new ExperimentEvent.AttemptStarted(At, trial, attempt, Allocation.On("node", 0), null),
            new ExperimentEvent.Reported(At, trial, attempt, 1, 1, MetricSet.Of(("acc", Score(number)))),
            new ExperimentEvent.AttemptEnded(At, trial, attempt, outcome),
            new ExperimentEvent.TrialEnded(
                At, trial, outcome is AttemptOutcome.Failed ? TrialStatus.Errored : TrialStatus.Completed, ""),
        ];
    }
}
