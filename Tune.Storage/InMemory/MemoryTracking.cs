using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Storage.Tracking;

namespace Tune.Storage.InMemory;

/// <summary>
/// Tracking in memory, made from the journals and followed on at every question: always up to date.
/// </summary>
internal sealed class MemoryTracking(
    Func<IReadOnlyList<string>> names, Func<string, bool> exists, Func<string, IEventTail> follow,
    Action<string> notice) : ITracking, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Followed> _experiments = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask CatchUpAsync(string experiment, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ExperimentSummary>> ExperimentsAsync(CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            var all = new List<ExperimentSummary>();
            foreach (var name in names())
            {
                cancellation.ThrowIfCancellationRequested();
                if (TryFollow(name)?.Projection.Experiment.ToSummary() is { } summary)
                {
                    all.Add(summary);
                }
            }

            return new(all);
        }
    }

    /// <inheritdoc />
    public ValueTask<ExperimentSummary?> FindAsync(string experiment, CancellationToken cancellation = default) =>
        new(Ask(experiment, followed => followed.Projection.Experiment.ToSummary(), null));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<TrialSummary>> TrialsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default)
    {
        Page.Check(skip, take);
        return new(Ask<IReadOnlyList<TrialSummary>>(
            experiment, followed => [.. followed.Rows.All.Skip(skip).Take(take).Select(row => row.ToSummary())], []));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CurvePoint>> CurveAsync(
        string experiment, TrialId trial, string metric, int pointsMax = int.MaxValue,
        CancellationToken cancellation = default)
    {
        Page.CheckPoints(pointsMax);
        return new(Ask(
            experiment,
            followed => followed.Rows.Find(trial) is { } row
                ? Curve.Of(row, new MemoryChunks(followed.Rows.Chunks(trial)), metric, pointsMax)
                : [],
            []));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<RunSummary>> RunsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default)
    {
        Page.Check(skip, take);
        return new(Ask<IReadOnlyList<RunSummary>>(
            experiment,
            followed => [.. followed.Rows.All.Skip(skip).Take(take)
                .SelectMany(row => row.Runs.Select(run => run.ToSummary(row.Trial)))],
            []));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var followed in _experiments.Values)
            {
                followed.Tail.Dispose();
            }

            _experiments.Clear();
        }
    }

    private T Ask<T>(string experiment, Func<Followed, T> question, T otherwise)
    {
        lock (_gate)
        {
            return TryFollow(experiment) is { } followed ? question(followed) : otherwise;
        }
    }

    // One experiment that cannot be read must not hide the others.
    private Followed? TryFollow(string name)
    {
        if (!_experiments.TryGetValue(name, out var followed))
        {
            if (!exists(name))
            {
                return null;
            }

            _experiments.Add(name, followed = new Followed(name, follow(name)));
        }

        try
        {
            followed.ReadOn();
        }
        catch (Exception e) when (e is StorageException or InvalidDataException or IOException)
        {
            followed.IsBroken = true;
            notice($"What is known of '{name}' ends at event {followed.Projection.Experiment.Events}: {e.Message}");
        }

        return followed;
    }

    private sealed class MemoryChunks(IReadOnlyList<byte[]> chunks) : ICurveSource
    {
        public byte[] Chunk(int index) => chunks[index];

        public byte[]? Level(int level, int document) => null;
    }

    private sealed class Followed
    {
        private readonly List<ExperimentEvent> _events = [];

        public Followed(string name, IEventTail tail)
        {
            Tail = tail;
            Projection = new Projection(new ExperimentRow(name), Rows);
        }

        public MemoryRows Rows { get; } = new();

        public IEventTail Tail { get; }

        public Projection Projection { get; }

        public bool IsBroken { get; set; }

        public void ReadOn()
        {
            while (!IsBroken && Tail.Next(_events))
            {
                _events.ForEach(Projection.Apply);
                _events.Clear();
            }
        }
    }
}
