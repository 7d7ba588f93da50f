using System.Collections.Immutable;
using System.Globalization;
using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Hosting.Importing;

/// <summary>
/// Puts an experiment of another tool into a store, as one that is over: what happened there is told to the machine
/// that decides everywhere else, in the order of its times, so that its journal can be replayed like any other.
/// </summary>
internal sealed class ImportWriter
{
    private const int AtOnce = 5_000;
    private const string Node = "import";

    private readonly ImportedExperiment _source;
    private readonly DateTime _now;
    private readonly IReadOnlyList<Configuration> _configs;
    private readonly List<ExperimentEvent> _events = [];
    private readonly SortedSet<int> _free = [];
    private readonly Dictionary<int, int> _slots = [];
    private readonly int _shift;
    private ExperimentState _state = new();
    private Moment _at;
    private DateTime _begun;

    private ImportWriter(ImportedExperiment source, string name, DateTime now)
    {
        (_source, _now) = (source, now);
        var (space, configs) = InferredSpace.Of(source.Trials, source.Domains);
        _configs = configs;
        _shift = ShiftOf(source);
        Spec = new ExperimentSpec
        {
            Name = name,
            Trainable = AskTellLoop.Trainable,
            Space = space,
            Objective = source.Objectives[0],
            FurtherObjectives = [.. source.Objectives[1..]],
            Trials = source.Trials.Count,
            PointsToEvaluate = [.. configs],
            Failure = new FailurePolicy(MaxRetries: 0) { AbortWhenFirstFail = 0 },
            Searcher = new RandomSearchOptions(),
            Scheduler = new FifoOptions(),
        };
    }

    /// <summary>The experiment it becomes.</summary>
    public ExperimentSpec Spec { get; }

    /// <summary>Writes it.</summary>
    /// <param name="store">The store, open for writing.</param>
    /// <param name="source">What is imported.</param>
    /// <param name="name">The name it gets; a new one.</param>
    /// <param name="now">The time of what has none, UTC.</param>
    /// <param name="cancellation">Stops half-way; what is there then is an experiment that was interrupted.</param>
    /// <returns>How many reports it has.</returns>
    /// <exception cref="ImportException">It cannot be imported; the message says where and why.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public static async Task<long> WriteAsync(
        ITuneStore store, ImportedExperiment source, string name, DateTime now, CancellationToken cancellation)
    {
        Require(source, name);
        if (await store.ExistsAsync(name, cancellation))
        {
            throw new ImportException($"The store has an experiment '{name}' already; choose another name.");
        }

        var writer = new ImportWriter(source, name, now);
        if (writer.Spec.Problems().ToList() is { Count: > 0 } problems)
        {
            throw new ImportException(string.Join(' ', problems));
        }

        await using var journal = await store.OpenJournalAsync(name, cancellation);
        await writer.WriteAsync(journal, cancellation);
        return source.Trials.Sum(trial => (long)trial.Reports.Count);
    }

    private static void Require(ImportedExperiment source, string name)
    {
        if (!ExperimentSpec.IsName(name))
        {
            throw new ImportException(
                $"'{name}' is no name of an experiment: it must be 1 to {ExperimentSpec.NameLengthMax} letters, "
                + "digits, '.', '_' or '-', with no dot at either end.");
        }

        var reports = source.Trials.Sum(trial => (long)trial.Reports.Count);
        if (source.Trials.Count is 0 or > ImportedExperiment.TrialsMax || reports > ImportedExperiment.ReportsMax)
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture,
                $"There are {source.Trials.Count} trials with {reports} reports; 1 to {ImportedExperiment.TrialsMax} "
                + $"trials with at most {ImportedExperiment.ReportsMax} reports can be imported."));
        }
    }

    // Iterations are counted from 1.
    private static int ShiftOf(ImportedExperiment source)
    {
        long least = 1;
        foreach (var trial in source.Trials)
        {
            foreach (var report in trial.Reports)
            {
                least = report.Step is >= 0 and < int.MaxValue
                    ? Math.Min(least, report.Step)
                    : throw new ImportException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{trial.Origin} has a report of step {report.Step}; steps must be 0 to {int.MaxValue - 1}."));
            }
        }

        return least < 1 ? 1 : 0;
    }

    private async Task WriteAsync(IJournal journal, CancellationToken cancellation)
    {
        var steps = Steps();
        _begun = steps[0].At;
        _at = new Moment(_begun.Ticks, 0);
        Step(new ExperimentCommand.Submit(_at, Spec));
        Step(new ExperimentCommand.OpenSession(_at, Environment.MachineName, Environment.ProcessId));
        Step(new ExperimentCommand.NoteProgram(
            _at, new ProgramRecord { Name = _source.Tool, Version = _source.ToolVersion }));
        foreach (var step in steps)
        {
            Move(step.At);
            Take(step);
            if (_events.Count >= AtOnce)
            {
                await StoreAsync(journal, cancellation);
            }
        }

        if (!_state.IsOver)
        {
            Step(new ExperimentCommand.Place(_at, Node, 0));
        }

        Step(new ExperimentCommand.Drain(_at));
        await StoreAsync(journal, cancellation);
    }

    private async Task StoreAsync(IJournal journal, CancellationToken cancellation)
    {
        if (_events.Count > 0)
        {
            await journal.AppendAsync(journal.Count, [.. _events], cancellation);
            _events.Clear();
        }
    }

    /// <summary>What happened, in the order of its times; trials begin in the order of their numbers.</summary>
    private List<(DateTime At, int Trial, int Index)> Steps()
    {
        var steps = new List<(DateTime At, int Trial, int Index)>();
        DateTime? begun = null;
        for (var i = 0; i < _source.Trials.Count; i++)
        {
            var trial = _source.Trials[i];
            var start = trial.Started ?? trial.Reports.Select(report => report.At).FirstOrDefault(at => at is not null)
                ?? trial.Ended ?? begun ?? _now;
            begun = begun is { } before && before > start ? before : start;
            var at = begun.Value;
            steps.Add((at, i, 0));
            for (var report = 0; report < trial.Reports.Count; report++)
            {
                at = Later(at, trial.Reports[report].At);
                steps.Add((at, i, report + 1));
            }

            steps.Add((Later(at, trial.Ended), i, int.MaxValue));
        }

        steps.Sort();
        return steps;
    }

    private static DateTime Later(DateTime at, DateTime? other) => other is { } known && known > at ? known : at;

    private void Move(DateTime at) => _at = new Moment(
        at.Ticks, Math.Max(_at.ActiveTicks, Math.Max(0, (at - _begun).Ticks)));

    private void Take((DateTime At, int Trial, int Index) step)
    {
        var (trial, id) = (_source.Trials[step.Trial], new TrialId(step.Trial));
        switch (step.Index)
        {
            case 0:
                Start(trial, step.Trial);
                break;
            case int.MaxValue:
                End(trial, id);
                break;
            default:
                Report(trial, id, step.Index);
                break;
        }
    }

    private void Start(ImportedTrial trial, int number)
    {
        var slot = _free.Count > 0 ? _free.Min : _slots.Count;
        _free.Remove(slot);
        _slots[number] = slot;
        var started = Step(new ExperimentCommand.Place(_at, Node, slot)).OfType<ExperimentEvent.TrialProposed>()
            .FirstOrDefault();
        if (started?.Trial.Number != number || !started.Config.Equals(_configs[number]))
        {
            throw new ImportException($"{trial.Origin} cannot be placed in the space that was made for it.");
        }
    }

    private void Report(ImportedTrial trial, TrialId id, int index)
    {
        var report = trial.Reports[index - 1];
        var outcome = ExperimentMachine.Step(_state, new ExperimentCommand.Report(
            _at, id, Attempt.None.Next, index, (int)report.Step + _shift, report.Metrics, Checkpoint: null));
        _events.AddRange(outcome.Events);
        if (outcome.Reply is Reply.Refused refused)
        {
            throw new ImportException($"{trial.Origin}, step {report.Step}: {refused.Why}");
        }
    }

    private void End(ImportedTrial trial, TrialId id)
    {
        if (trial.End == ImportedEnd.Stopped)
        {
            Step(new ExperimentCommand.StopTrial(_at, id));
        }

        Step(new ExperimentCommand.EndAttempt(_at, id, Attempt.None.Next, trial.End switch
        {
            ImportedEnd.Completed => AttemptOutcome.Completed.Instance,
            ImportedEnd.Stopped => AttemptOutcome.Obeyed.Instance,
            _ => new AttemptOutcome.Failed(
                FailureKind.Exception, trial.Why.Length > 0 ? trial.Why : $"it failed in {_source.Tool}", ""),
        }));
        _free.Add(_slots[id.Number]);
    }

    private ImmutableArray<ExperimentEvent> Step(ExperimentCommand command)
    {
        var outcome = ExperimentMachine.Step(_state, command);
        _events.AddRange(outcome.Events);
        return outcome.Reply is Reply.Refused refused ? throw new ImportException(refused.Why) : outcome.Events;
    }
}
