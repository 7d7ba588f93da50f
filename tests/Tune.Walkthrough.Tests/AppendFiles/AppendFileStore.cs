using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.Checkpoints;
using Tune.Storage.InMemory;
using Tune.Storage.Journal;
using Tune.Storage.Layout;

namespace Tune.Walkthrough.Tests.AppendFiles;

/// <summary>
/// A store as somebody writes it who has only our packages: a folder an experiment, each append a file in it. To keep
/// it short, nothing is fsynced and nothing keeps two processes apart.
/// </summary>
public sealed class AppendFileStore : ITuneStore
{
    private readonly string _root;
    private readonly EventBytes _bytes;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AppendFileJournal> _journals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckpointShelf> _checkpoints = new(StringComparer.Ordinal);
    private readonly MemoryTracking _tracking;
    private readonly Pulses _pulses = new();
    private readonly JournalFeed _feed;

    /// <summary>Opens a folder; it is made when something is stored.</summary>
    public AppendFileStore(string root, SpecJson specs)
    {
        (_root, _bytes) = (Path.GetFullPath(root), new EventBytes(specs));
        _tracking = new MemoryTracking(Experiments, Exists, name => Journal(name).Follow(0), _ => { });
        _feed = new JournalFeed(
            (name, from) => Journal(name).Follow(from), _pulses, TimeProvider.System, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public string Location => _root;

    /// <inheritdoc />
    public ITracking Tracking => _tracking;

    /// <inheritdoc />
    public long RefusedAppends
    {
        get
        {
            lock (_gate)
            {
                return _journals.Values.Sum(journal => journal.Refused);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
        new(Experiments());

    /// <inheritdoc />
    public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
        new(Exists(experiment));

    /// <inheritdoc />
    public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, CancellationToken cancellation = default) =>
        Journal(experiment).ReadAsync(from, cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        return _feed.EventsAsync(experiment, from, cancellation);
    }

    /// <inheritdoc />
    public ValueTask<JournalCheck> CheckJournalAsync(string experiment, CancellationToken cancellation = default) =>
        new(new JournalCheck(Journal(experiment).Count, UnfinishedBytes: 0));

    /// <inheritdoc />
    public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) => new((string?)null);

    /// <inheritdoc />
    public ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var journal = Journal(experiment);
        return new(new Opened(journal, journal.Own(), _pulses));
    }

    /// <inheritdoc />
    public ICheckpointStore Checkpoints(string experiment) => Shelf(experiment);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _pulses.Close();
        _tracking.Dispose();
        await Task.WhenAll(_checkpoints.Values.Select(shelf => shelf.SettleAsync()));
    }

    private IReadOnlyList<string> Experiments() => Directory.Exists(_root)
        ? [.. new DirectoryInfo(_root).EnumerateDirectories().Select(folder => folder.Name).Where(Exists)
            .Order(StringComparer.Ordinal)]
        : [];

    private bool Exists(string experiment) => ExperimentSpec.IsName(experiment)
        && Directory.Exists(Path.Combine(_root, experiment)) && Journal(experiment).Count > 0;

    private AppendFileJournal Journal(string experiment) => Find(
        _journals, experiment, folder => new AppendFileJournal(experiment, folder, _bytes));

    private CheckpointShelf Shelf(string experiment) => Find(
        _checkpoints, experiment, folder => new CheckpointShelf(Path.Combine(folder, "checkpoints")));

    private T Find<T>(Dictionary<string, T> known, string experiment, Func<string, T> open)
    {
        ExperimentName.Check(experiment);
        lock (_gate)
        {
            if (!known.TryGetValue(experiment, out var found))
            {
                known.Add(experiment, found = open(Path.Combine(_root, experiment)));
            }

            return found;
        }
    }

    private sealed class Opened(AppendFileJournal journal, OwnerEpoch epoch, Pulses pulses) : IJournal
    {
        public string Experiment => journal.Experiment;

        public OwnerEpoch Epoch => epoch;

        public long Count => journal.Count;

        public ValueTask AppendAsync(
            long expected, IReadOnlyList<ExperimentEvent> events, CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            journal.Append(epoch, expected, events);
            pulses.Beat(journal.Experiment);
            return ValueTask.CompletedTask;
        }

        public IAsyncEnumerable<ExperimentEvent> ReadAsync(
            long from = 0, CancellationToken cancellation = default) => journal.ReadAsync(from, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
