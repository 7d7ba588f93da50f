using Tune.Engine.Portraits;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Storage.Journal;
using Tune.Storage.Layout;
using Tune.Storage.Tracking;

namespace Tune.Storage.LiteDb;

/// <summary>
/// The LiteDB file with the experiments in it: follows the journals, writes what has changed every so often, answers
/// questions from both. Belongs to one thread.
/// </summary>
internal sealed class LiteBook
{
    private const long WaitingMax = 4L << 20;
    private const int FramesAtOnce = 64;
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(2);

    private readonly StoreLayout _layout;
    private readonly LiteFile _file;
    private readonly Func<string, long> _durable;
    private readonly Action<string> _written;
    private readonly Action<string> _notice;
    private readonly SortedDictionary<string, LiteExperiment> _experiments = new(StringComparer.Ordinal);
    private readonly WriteDelay _waiting = new(s_waitMax, TimeProvider.System);
    private readonly Queue<int> _removing = new();
    private int _nextNumber;

    /// <summary>Opens the file and takes up every experiment of the store.</summary>
    /// <param name="layout">Where things are.</param>
    /// <param name="durable">How many events of a journal are durable; the largest number if it is not open.</param>
    /// <param name="written">Told the name of an experiment whose events have been written.</param>
    /// <param name="notice">Told what cannot be read.</param>
    public LiteBook(
        StoreLayout layout, Func<string, long> durable, Action<string> written, Action<string> notice)
    {
        (_layout, _durable, _written, _notice) = (layout, durable, written, notice);
        _file = LiteFile.Open(layout.Tracking, layout.TrackingDisk);
        try
        {
            Load();
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    /// <summary>How long changes may still wait before they are written; null if there are none.</summary>
    public TimeSpan? WaitsFor => _waiting.Left;

    /// <summary>How many events of an experiment have been taken in.</summary>
    public long Position(string name) => _experiments.GetValueOrDefault(name)?.Position ?? 0;

    /// <summary>Reads on in one journal; true if there may be more.</summary>
    public bool Follow(string name)
    {
        if (!_experiments.TryGetValue(name, out var experiment))
        {
            if (!_layout.HasEvents(name))
            {
                return false;
            }

            experiment = LiteExperiment.Begin(_layout.Journal(name), _file, _nextNumber++);
            _experiments.Add(name, experiment);
        }

        var durable = _durable(name);
        var hasMore = ReadOn(experiment, durable);
        if (experiment.IsChanged)
        {
            _waiting.Begin();
        }

        if (!hasMore && durable == long.MaxValue)
        {
            experiment.Rest();
        }

        if (experiment.Rows.Waiting > WaitingMax)
        {
            Write();
        }

        return hasMore;
    }

    /// <summary>Writes what has changed.</summary>
    public void Write()
    {
        var changed = _experiments.Values.Where(experiment => experiment.IsChanged).ToList();
        if (changed.Count > 0)
        {
            _file.Write(
            [
                (LiteKeys.Trials, changed.SelectMany(experiment => experiment.Rows.ChangedTrials())),
                (LiteKeys.Points, changed.SelectMany(experiment => experiment.Rows.ChangedPoints())),
                (LiteKeys.Experiments, changed.Select(experiment => experiment.Document())),
            ]);
            changed.ForEach(experiment => experiment.Written());
            changed.ForEach(experiment => _written(experiment.Row.Name));
        }

        _waiting.End();
    }

    /// <summary>An experiment is taken away. Its rows go bit by bit, its own document after them: so they are gone or
    /// known to be left over.</summary>
    public void Forget(string name)
    {
        if (_experiments.Remove(name, out var experiment))
        {
            experiment.Dispose();
            _removing.Enqueue(experiment.Number);
        }
    }

    /// <summary>Deletes some rows of what was taken away; false if there are none.</summary>
    public bool RemoveSome()
    {
        if (!_removing.TryPeek(out var number))
        {
            return false;
        }

        if (_file.DeleteSome(LiteKeys.Points, LiteKeys.FirstPoint(number), LiteKeys.FirstPoint(number + 1) - 1)
            || _file.DeleteSome(LiteKeys.Trials, LiteKeys.FirstTrial(number), LiteKeys.FirstTrial(number + 1) - 1))
        {
            return true;
        }

        _file.Delete(LiteKeys.Experiments, number);
        _removing.Dequeue();
        return _removing.Count > 0;
    }

    /// <summary>Writes what has changed and closes the file.</summary>
    public void Close()
    {
        Write();
        LetGo();
        _file.Dispose();
    }

    /// <summary>Closes the file as it is.</summary>
    public void Abandon()
    {
        LetGo();
        _file.Abandon();
    }

    public IReadOnlyList<ExperimentSummary> Experiments(Listed listed) =>
    [
        .. Rows(listed).Select(row => row.ToSummary()).OfType<ExperimentSummary>(),
    ];

    public ExperimentSummary? Find(string name) => _experiments.GetValueOrDefault(name)?.Row.ToSummary();

    public ExperimentPage Glances(ExperimentQuery query) =>
        ExperimentSearch.Find(_experiments.Values.Select(experiment => experiment.Row), query);

    public ExperimentGlance? Glance(string name) => _experiments.GetValueOrDefault(name)?.Row.ToGlance();

    public LivePortrait? Portrait(string name) => _experiments.GetValueOrDefault(name)?.Portrait();

    public TrialPage Trials(string name, TrialQuery query) => _experiments.TryGetValue(name, out var experiment)
        ? TrialSearch.Find(experiment.Row, experiment.Rows.Page, query)
        : new TrialPage(0, 0, []);

    public AttemptPage Attempts(string name, int skip, int take) => _experiments.TryGetValue(name, out var experiment)
        ? new AttemptPage(
            experiment.Position,
            [.. experiment.Rows.Page(skip, take).SelectMany(row => row.Portrait.AttemptSummaries())])
        : new AttemptPage(0, []);

    public CurvePage Curves(string name, CurveQuery query)
    {
        if (!_experiments.TryGetValue(name, out var experiment))
        {
            return new CurvePage(0, []);
        }

        try
        {
            return Curve.Page(experiment.Position, query, experiment.Rows.Find, experiment.Rows.Curves);
        }
        catch (InvalidDataException e)
        {
            throw new TrackingDamageException($"curves of '{name}' cannot be read: {e.Message}", e);
        }
    }

    private IEnumerable<ExperimentPortrait> Rows(Listed listed) =>
        _experiments.Values.Select(experiment => experiment.Row).Where(row => Page.Has(listed, row));

    private void Load()
    {
        var there = _layout.Experiments().ToHashSet(StringComparer.Ordinal);
        foreach (var (id, payload) in _file.Range(LiteKeys.Experiments, 0, int.MaxValue))
        {
            var number = (int)id;
            _nextNumber = Math.Max(_nextNumber, number + 1);
            var loaded = LiteExperiment.Load(_layout.Journal, _file, number, payload);
            if (loaded is null || !there.Contains(loaded.Row.Name) || !_experiments.TryAdd(loaded.Row.Name, loaded))
            {
                loaded?.Dispose();
                _removing.Enqueue(number);
            }
        }
    }

    // One experiment that cannot be read must not hide the others.
    private bool ReadOn(LiteExperiment experiment, long durable)
    {
        try
        {
            return experiment.ReadOn(durable, FramesAtOnce);
        }
        catch (Exception e) when (e is StorageException or InvalidDataException or IOException)
        {
            experiment.IsBroken = true;
            _notice($"What is known of '{experiment.Row.Name}' ends at event {experiment.Position}: {e.Message}");
            return false;
        }
    }

    private void LetGo()
    {
        foreach (var experiment in _experiments.Values)
        {
            experiment.Dispose();
        }
    }
}
