using System.Collections.Immutable;

namespace Tune.Engine.Runs;

/// <summary>
/// All free-standing runs, their collections, artifacts and models, folded from the facts. Used by one thread at a
/// time; the records it gives out never change and may be kept.
/// </summary>
public sealed partial class RunLedger
{
    /// <summary>The collection that is always there.</summary>
    public const int DefaultCollection = 0;

    private readonly SortedDictionary<int, RunCollection> _collections = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<RunCell>> _runsOf = [];
    private readonly Dictionary<string, RunCell> _runs = new(StringComparer.Ordinal);

    /// <summary>Makes one with an empty default collection.</summary>
    public RunLedger() => Put(new RunCollection(DefaultCollection, "Default", 0));

    /// <summary>How many facts it was told.</summary>
    public long Position { get; private set; }

    /// <summary>How many values of metrics there are.</summary>
    public long Points { get; private set; }

    /// <summary>About how many bytes of facts it was told.</summary>
    public long Logged { get; private set; }

    /// <summary>How many characters all runs have, without metrics.</summary>
    public long Text { get; private set; }

    /// <summary>How many runs there are, the recycle bin included.</summary>
    public int RunCount => _runs.Count;

    /// <summary>How many collections there are, the recycle bin included.</summary>
    public int CollectionCount => _collections.Count;

    /// <summary>The number the next collection gets.</summary>
    public int NextCollection { get; private set; }

    /// <summary>All collections by number, the recycle bin included; a copy.</summary>
    public IReadOnlyList<RunCollection> Collections() => [.. _collections.Values];

    /// <summary>A collection; null if there is none of that number.</summary>
    public RunCollection? Collection(int id) => _collections.GetValueOrDefault(id);

    /// <summary>A collection; null if there is none of that name.</summary>
    public RunCollection? Collection(string name) =>
        _byName.TryGetValue(name, out var id) ? _collections[id] : null;

    /// <summary>A run; null if there is none.</summary>
    public RunRecord? Run(string id) => _runs.GetValueOrDefault(id)?.Now;

    /// <summary>The runs of a collection in the order they began, the recycle bin included; a copy.</summary>
    public IReadOnlyList<RunRecord> RunsOf(int collection) =>
        _runsOf.TryGetValue(collection, out var cells) ? [.. cells.Select(cell => cell.Now)] : [];

    /// <summary>How many runs a collection has, the recycle bin included.</summary>
    public int CountOf(int collection) => _runsOf.TryGetValue(collection, out var cells) ? cells.Count : 0;

    /// <summary>How many values a metric of a run has.</summary>
    public long CountOf(string run, string metric) => Series(run, metric)?.Count ?? 0;

    /// <summary>Values of a metric of a run in the order they came; a copy.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metric">The metric; an unknown one gives none.</param>
    /// <param name="skip">How many to leave out, 0 or more.</param>
    /// <param name="take">How many at most, 0 or more.</param>
    public IReadOnlyList<MetricPoint> History(string run, string metric, long skip, int take) =>
        Series(run, metric)?.Read(skip, take) ?? [];

    /// <summary>About how many bytes of facts a run was told, and how many characters it has.</summary>
    internal (long Logged, long Text) SizesOf(string run) =>
        _runs.TryGetValue(run, out var cell) ? (cell.Logged, cell.Text) : default;

    internal bool Holds(string run, in NamedPoint point) => Series(run, point.Metric)?.Holds(point.Point) == true;

    private MetricSeries? Series(string run, string metric) =>
        _runs.GetValueOrDefault(run)?.Series.GetValueOrDefault(metric);

    private void Put(RunCollection collection)
    {
        if (_collections.TryGetValue(collection.Id, out var before))
        {
            _byName.Remove(before.Name);
        }

        NextCollection = Math.Max(NextCollection, collection.Id + 1);
        _collections[collection.Id] = collection;
        _byName[collection.Name] = collection.Id;
    }

    private void Begin(RunFact.RunStarted fact)
    {
        var cell = new RunCell(new RunRecord(fact.Run, fact.Collection, fact.Name, fact.User, fact.At)
        {
            Tags = With(RunRecord.NoEntries, fact.Tags),
        });
        _runs.Add(fact.Run, cell);
        if (!_runsOf.TryGetValue(fact.Collection, out var cells))
        {
            _runsOf.Add(fact.Collection, cells = []);
        }

        cells.Add(cell);
    }

    private void Measure(RunCell cell, IReadOnlyList<NamedPoint> points)
    {
        var metrics = cell.Now.Metrics.ToBuilder();
        foreach (var (name, point) in points)
        {
            if (!cell.Series.TryGetValue(name, out var series))
            {
                cell.Series.Add(name, series = new MetricSeries());
            }

            if (series.Add(point))
            {
                Points++;
                if (PointBlock.Same(series.Latest, point))
                {
                    metrics[name] = point;
                }
            }
        }

        cell.Now = cell.Now with { Metrics = metrics.ToImmutable() };
    }

    private static ImmutableSortedDictionary<string, string> With(
        ImmutableSortedDictionary<string, string> entries, IEnumerable<RunEntry> more)
    {
        var changed = entries.ToBuilder();
        foreach (var (key, value) in more)
        {
            if (value is null)
            {
                changed.Remove(key);
            }
            else
            {
                changed[key] = value;
            }
        }

        return changed.ToImmutable();
    }

    private sealed class RunCell(RunRecord now)
    {
        public RunRecord Now { get; set; } = now;

        public long Logged { get; set; }

        public long Text { get; set; }

        public Dictionary<string, MetricSeries> Series { get; } = new(StringComparer.Ordinal);
    }
}
