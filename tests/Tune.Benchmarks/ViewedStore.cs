using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;

namespace Tune.Benchmarks;

/// <summary>A store to look at, made without training: its events are written straight into the journals.</summary>
internal sealed class ViewedStore : IAsyncDisposable
{
    public const string Wide = "wide";
    public const string Long = "long";
    private const int BatchMax = 4000;
    private readonly ScratchStore _scratch = new();
    private readonly Dictionary<string, IJournal> _journals = new(StringComparer.Ordinal);
    private long _tick = 1;

    private ViewedStore()
    {
    }

    public FileStore Store { get; private set; } = null!;

    /// <param name="trials">Trials of the wide experiment.</param>
    /// <param name="points">Points of each of these.</param>
    /// <param name="longest">Points of the one trial of the long experiment.</param>
    public static async Task<ViewedStore> MakeAsync(int trials, int points, int longest)
    {
        var made = new ViewedStore();
        made.Store = await FileStore.OpenAsync(
            made._scratch.Folder, new FileStoreOptions(new SpecJson(SchedulerCatalog.All)));
        await made.BeginAsync(Wide, trials);
        for (var trial = 0; trial < trials; trial++)
        {
            await made.ReportAsync(Wide, trial, 1, points);
        }

        await made.BeginAsync(Long, 1);
        await made.ReportAsync(Long, 0, 1, longest);
        return made;
    }

    /// <summary>Adds reports of a trial at these iterations.</summary>
    public async Task ReportAsync(string experiment, int trial, int first, int count)
    {
        for (var done = 0; done < count; done += BatchMax)
        {
            await AppendAsync(
                experiment,
                [.. Enumerable.Range(first + done, Math.Min(BatchMax, count - done)).Select(i => Report(trial, i))]);
        }
    }

    /// <summary>Adds reports, one for each of some trials, each at an iteration.</summary>
    public Task ReportAsync(string experiment, IEnumerable<(int Trial, int Iteration)> reports) =>
        AppendAsync(experiment, [.. reports.Select(each => Report(each.Trial, each.Iteration))]);

    public async ValueTask DisposeAsync()
    {
        foreach (var journal in _journals.Values)
        {
            await journal.DisposeAsync();
        }

        await Store.DisposeAsync();
        _scratch.Dispose();
    }

    private async Task BeginAsync(string name, int trials)
    {
        _journals[name] = await Store.OpenJournalAsync(name);
        var spec = new ExperimentSpec
        {
            Name = name,
            Trainable = "none",
            Space = new SearchSpace().LogUniform("lr", 1e-4, 1).Integer("hidden", 1, 512).Choice("act", "relu", "tanh"),
            Objective = new Objective("loss", Mode.Min),
            Trials = trials,
            Scheduler = new FifoOptions(),
            Searcher = new RandomSearchOptions(),
        };
        await AppendAsync(
            name,
            [
                new ExperimentEvent.Created(Now(), spec),
                new ExperimentEvent.SessionOpened(Now(), new Term(1), "host", 1),
            ]);
        foreach (var some in Enumerable.Range(0, trials).Chunk(BatchMax / 2))
        {
            await AppendAsync(name, [.. some.SelectMany(Begun)]);
        }
    }

    private IEnumerable<ExperimentEvent> Begun(int trial) =>
    [
        new ExperimentEvent.TrialProposed(Now(), new TrialId(trial), Configuration.Of(
            ("lr", 1e-4 * Math.Pow(10, trial % 40 / 10.0)), ("hidden", 1L + (trial % 512)),
            ("act", trial % 3 == 0 ? "tanh" : "relu"))),
        new ExperimentEvent.AttemptStarted(
            Now(), new TrialId(trial), new Attempt(1), Allocation.On("node", trial % 64), null),
    ];

    private ExperimentEvent.Reported Report(int trial, int iteration) => new(
        Now(), new TrialId(trial), new Attempt(1), iteration, iteration,
        MetricSet.Of((
            "loss", (1 + (trial % 97 / 97.0)) / Math.Sqrt(iteration) * (1 + (iteration % 101 * 79 % 101 / 1010.0)))));

    private Moment Now() => new(
        638_000_000_000_000_000 + (Interlocked.Increment(ref _tick) * 10), _tick * 10);

    private async Task AppendAsync(string name, IReadOnlyList<ExperimentEvent> events)
    {
        var journal = _journals[name];
        await journal.AppendAsync(journal.Count, events);
    }
}
