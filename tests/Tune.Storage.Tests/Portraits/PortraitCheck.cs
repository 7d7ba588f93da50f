using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;
using Tune.Storage.InMemory;
using Tune.Storage.Journal;
using Tune.Storage.LiteDb;
using Tune.Storage.Tracking;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Portraits;

/// <summary>Takes a history in, event by event, in the engine and in every portrait, and compares them after
/// each.</summary>
internal sealed class PortraitCheck
{
    private static readonly TrialStatus[] s_statuses = Enum.GetValues<TrialStatus>();

    private readonly ExperimentState _state = new();
    private readonly LivePortrait _live = new("some");
    private readonly MemoryRows _rows = new();
    private readonly Projection _tracking;
    private readonly Dictionary<TrialId, List<ExperimentEvent.Reported>> _reports = [];
    private readonly ByteWriter _bytes = new();

    public PortraitCheck() => _tracking = new Projection(new ExperimentPortrait("some"), _rows);

    /// <summary>How many reports do not stand, at the last recount.</summary>
    public int RolledBack { get; private set; }

    public void Take(ExperimentEvent fact)
    {
        ExperimentMachine.Apply(_state, fact);
        _live.Apply(fact);
        _tracking.Apply(fact);
        if (fact is ExperimentEvent.Reported reported)
        {
            (_reports.TryGetValue(reported.Trial, out var known) ? known : _reports[reported.Trial] = []).Add(reported);
        }

        Require(IsSame(_live.Experiment), fact, "the live portrait is not the engine's state");
        Require(IsSame(_tracking.Experiment), fact, "tracking is not the engine's state");
        if (EventSubject.TrialOf(fact) is { } id && _state.Trials.TryGetValue(id, out var trial))
        {
            Require(IsSame(_rows.Row(id).Portrait, trial), fact, $"trial {id} in tracking is not the engine's");
            Require(IsSame(_live.Find(id)!, trial), fact, $"trial {id} in the live portrait is not the engine's");
        }
    }

    /// <summary>What takes longer, now and then: all trials, rows that are written and read, lines that are counted
    /// again from nothing but the reports.</summary>
    public void Recount()
    {
        RolledBack = 0;
        foreach (var (id, trial) in _state.Trials)
        {
            Require(
                IsSame(_rows.Row(id).Portrait, trial) && IsSame(_live.Find(id)!, trial), null, $"trial {id} differs");
        }

        foreach (var row in _rows.All)
        {
            _bytes.Clear();
            RowBytes.Write(row, _bytes);
            Require(
                Text(RowBytes.ReadTrial(_bytes.Written).Portrait) == Text(row.Portrait), null,
                $"trial {row.Trial} is another when it was written and read");
            Recount(row.Portrait);
        }

        _bytes.Clear();
        RowBytes.Write(_tracking.Experiment, Some.AllSpecs, _bytes);
        var from = new ByteReader(_bytes.Written);
        Require(
            Whole(RowBytes.ReadExperiment(ref from, Some.AllSpecs)) == Whole(_tracking.Experiment), null,
            "the experiment is another when it was written and read");
    }

    // From nothing but the reports and which attempt goes on with which.
    private void Recount(TrialPortrait trial)
    {
        var standsTo = trial.Attempts.Zip(trial.StandsTo())
            .ToDictionary(pair => pair.First.Attempt, pair => pair.Second);
        var all = _reports.GetValueOrDefault(trial.Trial) ?? [];
        var stand = all.Where(report => report.Iteration <= standsTo[report.Attempt]).ToList();
        RolledBack += all.Count - stand.Count;
        var best = stand.Select(report => _state.Spec!.ResultOf(report.Metrics)).Append(Score.Worst).Max();
        var reach = stand.Select(report => report.Iteration).Append(0).Max();
        Require(
            (trial.Line.Best?.Score ?? Score.Worst, trial.Line.Reach) == (best, reach), null,
            $"trial {trial.Trial}: best {trial.Line.Best?.Score} reach {trial.Line.Reach}, recounted {best} {reach}");
        Require(trial.IsRolledBack() == (all.Count > stand.Count), null, $"trial {trial.Trial} is rolled back or not");
    }

    private bool IsSame(ExperimentPortrait seen) =>
        seen.Status == _state.Status && seen.Why == _state.Why && seen.IsOpen == _state.IsOpen
        && seen.IsDraining == _state.IsDraining && seen.Session == _state.Term && seen.Proposed == _state.Proposed
        && seen.Reports == _state.Reports && seen.Decisions == _state.Decisions && seen.Refusals == _state.Refusals
        && seen.Last == _state.Last && seen.Best == _state.Best && s_statuses.All(status =>
            seen.Count(status) == _state.Count(status));

    private static bool IsSame(TrialPortrait seen, TrialState trial) =>
        seen.Status == trial.Status && seen.Line.Attempt == trial.Attempt && seen.Failures == trial.Failures
        && seen.Losses == trial.Losses && seen.Reports == trial.Reports && seen.Used == trial.Used
        && seen.Config.Equals(trial.Config) && (seen.Latest?.Where ?? default) == trial.Where
        && IsSame(seen.Line, trial.Line);

    private static bool IsSame(TrialLine seen, TrialLine line) =>
        seen.GoesOnFrom == line.GoesOnFrom && seen.StandingPause == line.StandingPause && seen.Parks == line.Parks
        && seen.Iteration == line.Iteration && seen.Reach == line.Reach && seen.Best == line.Best
        && seen.Held.SequenceEqual(line.Held);

    public static string Whole(ExperimentPortrait seen) =>
        $"{seen.Status} {seen.Why} {seen.IsOpen} {seen.IsDraining} {seen.Session} {seen.Sessions} {seen.Proposed} "
        + $"{seen.Reports} {seen.Decisions} {seen.Refusals} {seen.Position} {seen.Created} {seen.Last} "
        + $"{string.Join(',', seen.Counts)} {string.Join(',', seen.Reached)} {string.Join(',', seen.Going)} "
        + $"{string.Join(',', seen.Failed)} "
        + string.Join(',', seen.Errors) + string.Join(' ', seen.Podium.Top.Concat(seen.Podium.Settled));

    private static string OfTrial(TrialPortrait trial) => Text(
        trial.Status, trial.Line.Attempt, trial.Failures, trial.Losses, trial.Reports, trial.Used,
        trial.Config.Fingerprint, trial.Line);

    private static string Text(
        TrialStatus status, Attempt attempt, int failures, int losses, int reports, TimeSpan used, ulong config,
        TrialLine line) =>
        $"{status} {attempt} {failures} {losses} {reports} {used.Ticks} {config} {line.GoesOnFrom?.Digest} "
        + $"{line.StandingPause} {line.Parks} {line.Iteration} {line.Reach} {Text(line.Best)} {line.BestCheckpoint} "
        + string.Join(' ', line.Held.Select(held => $"{held.Checkpoint.Digest} {Text(held.At)}"));

    public static string Text(TrialPortrait trial) =>
        $"{OfTrial(trial)} {trial.Why} {trial.Error} {trial.Last} {trial.Line.Leaving} {Text(trial.Line.Begun)} "
        + $"{trial.Line.Donated} {Text(trial.Line.Left)} {trial.Line.Metrics} "
        + string.Join(' ', trial.Attempts.Select(run =>
            $"{run.Attempt} {run.Where} {run.Started} {run.FromIteration} {run.Follows} {run.FollowsTo} "
            + $"{run.Reports} {run.Iteration} {run.Ended} {run.Outcome} {run.Decision}"));

    private static string Text(LineMark at) =>
        $"{at.Attempt} {at.Iteration} {at.Reach} {at.Metrics} {Text(at.Best)}";

    private static string Text(LinePoint? point) =>
        $"{point?.Attempt} {point?.Iteration} {point?.Score} {point?.Config.Fingerprint} {point?.Order}";

    private static void Require(bool holds, ExperimentEvent? fact, string what)
    {
        if (!holds)
        {
            throw new AssertionException($"after {fact}: {what}");
        }
    }
}
