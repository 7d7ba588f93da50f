using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Storage.Journal;
using Tune.Storage.Tracking;

namespace Tune.Storage.InMemory;

/// <summary>
/// Tracking in memory, made from the journals and followed on at every question: always up to date. For any store whose
/// experiments fit into memory.
/// </summary>
/// <param name="names">The experiments that have an event, in ordinal order.</param>
/// <param name="exists">Whether there is one of that name.</param>
/// <param name="follow">Opens a journal's tail at its beginning.</param>
/// <param name="notice">Told, in a sentence, what cannot be read.</param>
public sealed class MemoryTracking(
    Func<IReadOnlyList<string>> names, Func<string, bool> exists, Func<string, IEventTail> follow,
    Action<string> notice) : ITracking, IForgettingTracking, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Followed> _experiments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask CatchUpAsync(string experiment, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ExperimentSummary>> ExperimentsAsync(
        Listed listed, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            var all = new List<ExperimentSummary>();
            foreach (var name in names())
            {
                cancellation.ThrowIfCancellationRequested();
                if (TryFollowNeedsLock(name)?.Projection.Experiment is { } experiment && Page.Has(listed, experiment)
                    && experiment.ToSummary() is { } summary)
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
    public ValueTask<ExperimentPage> GlancesAsync(
        ExperimentQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Page.Check(query.Skip, query.Take);
        lock (_gate)
        {
            return new(ExperimentSearch.Find(
                names().Select(name => TryFollowNeedsLock(name)?.Projection.Experiment).OfType<ExperimentPortrait>(),
                query));
        }
    }

    /// <inheritdoc />
    public ValueTask<ExperimentGlance?> GlanceAsync(string experiment, CancellationToken cancellation = default) =>
        new(Ask(experiment, followed => followed.Projection.Experiment.ToGlance(), null));

    /// <inheritdoc />
    public ValueTask<TrialPage> TrialsAsync(
        string experiment, TrialQuery query, CancellationToken cancellation = default)
    {
        Page.Check(query);
        return new(Ask(
            experiment,
            followed => TrialSearch.Find(
                followed.Projection.Experiment, (skip, take) => followed.Rows.All.Skip(skip).Take(take), query),
            new TrialPage(0, 0, [])));
    }

    /// <inheritdoc />
    public ValueTask<CurvePage> CurvesAsync(
        string experiment, CurveQuery query, CancellationToken cancellation = default)
    {
        Page.Check(query);
        return new(Ask(
            experiment,
            followed => Curve.Page(
                followed.Projection.Experiment.Position, query, followed.Rows.Find,
                trial => new MemoryChunks(followed.Rows.Chunks(trial))),
            new CurvePage(0, [])));
    }

    /// <inheritdoc />
    public ValueTask<AttemptPage> AttemptsAsync(
        string experiment, int skip, int take, CancellationToken cancellation = default)
    {
        Page.Check(skip, take);
        return new(Ask(
            experiment,
            followed => new AttemptPage(
                followed.Projection.Experiment.Position,
                [.. followed.Rows.All.Skip(skip).Take(take).SelectMany(row => row.Portrait.AttemptSummaries())]),
            new AttemptPage(0, [])));
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

    /// <summary>Forgets an experiment whose journal is gone; one that is made under its name is another.</summary>
    public void Forget(string experiment)
    {
        lock (_gate)
        {
            if (_experiments.Remove(experiment, out var followed))
            {
                followed.Tail.Dispose();
            }

            _said.Remove(experiment);
        }
    }

    /// <inheritdoc />
    ValueTask IForgettingTracking.BeginToForgetAsync(string experiment) => ValueTask.CompletedTask;

    private T Ask<T>(string experiment, Func<Followed, T> question, T otherwise)
    {
        lock (_gate)
        {
            return TryFollowNeedsLock(experiment) is { } followed ? question(followed) : otherwise;
        }
    }

    // One experiment that cannot be read must not hide the others.
    private Followed? TryFollowNeedsLock(string name)
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
            _said.Remove(name);
        }
        catch (Exception e) when (e is IOException or StorageException
        {
            Kind: StorageFault.Other or StorageFault.Busy or StorageFault.Full,
        })
        {
            // What it had read so far answers this question; the next one begins anew.
            _experiments.Remove(name);
            followed.Tail.Dispose();
            SayNeedsLock(name, followed, e);
        }
        catch (Exception e) when (e is StorageException or InvalidDataException)
        {
            followed.IsBroken = true;
            SayNeedsLock(name, followed, e);
        }

        return followed;
    }

    private void SayNeedsLock(string name, Followed followed, Exception why)
    {
        if (_said.Add(name))
        {
            notice($"What is known of '{name}' ends at event {followed.Projection.Experiment.Position}: "
                + why.Message);
        }
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
            Projection = new Projection(new ExperimentPortrait(name), Rows);
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
