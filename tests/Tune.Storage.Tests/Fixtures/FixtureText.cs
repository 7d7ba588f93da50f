using System.Globalization;
using System.Runtime.CompilerServices;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Results;
using Tune.Engine.Simulation;
using Tune.Engine.Stores;
using Tune.Engine.Trials;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>
/// What a recorded store says, as lines of text that stay the same when the types behind them take another shape:
/// whoever changes a type changes how the lines are made here, never the recorded lines.
/// </summary>
internal static class FixtureText
{
    private static readonly CultureInfo s_plain = CultureInfo.InvariantCulture;

    /// <summary>The slots of a running trial.</summary>
    public static IEnumerable<int> SlotsOf(TrialState trial) => trial.Where.On("node-1");

    /// <summary>The name that an event had when the first stores were recorded.</summary>
    public static string NameOf(ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.Paused => "Held",
        ExperimentEvent.Resumed => "Released",
        _ => fact.GetType().Name,
    };

    /// <summary>Each event, and a hash over all of them.</summary>
    public static IEnumerable<string> Events(IEnumerable<ExperimentEvent> events)
    {
        var hash = Mix.Start;
        foreach (var fact in events)
        {
            hash = JournalHash.Into(hash, fact);
            yield return Line(s_plain, $"{fact.At.UtcTicks} {fact.At.ActiveTicks} {NameOf(fact)} {Of(fact)}");
        }

        yield return Line(s_plain, $"hash {hash:x16}");
    }

    /// <summary>What the readers' side says: the experiment, its trials, attempts and curves.</summary>
    public static async Task<IReadOnlyList<string>> RowsAsync(
        ITracking tracking, string name, IEnumerable<ExperimentEvent> events)
    {
        await tracking.CatchUpAsync(name);
        var runs = (await tracking.AttemptsAsync(name, 0, 10_000)).Attempts;
        var first = new FirstCount(events, runs);
        var all = (await tracking.FindAsync(name))!;
        List<string> lines =
        [
            Line(
                s_plain, $"{all.Name} {all.Status} open={all.IsOpen} trials={all.Trials} reports={all.Reports} "
                + $"events={all.Events} created={all.Created.UtcTicks} last={all.Last.ActiveTicks} why={all.Why}"),
            Line(s_plain, $"{Of(all.Spec)}"),
            Line(s_plain, $"best {first.BestOf(all).Trial} at {first.BestOf(all).Iteration}"),
        ];
        foreach (var trial in await tracking.TrialsAsync(name, 0, 10_000))
        {
            var (iteration, best, metrics) = first.Of(trial);
            lines.Add(Line(
                s_plain, $"trial {trial.Trial} {trial.Status} attempts={trial.Attempts} failures={trial.Failures} "
                + $"reports={trial.Reports} iteration={iteration} best={best} "
                + $"config={trial.Config.Fingerprint:x16} checkpoint={Of(trial.Checkpoint)} "
                + $"started={trial.Started.ActiveTicks} last={trial.Last.ActiveTicks} used={trial.Used.Ticks} "
                + $"error={trial.Error?.Kind} metrics={Of(metrics)} why={trial.Why}"));
            var curve = (await tracking.CurvesAsync(name, new CurveQuery
            {
                Trials = [trial.Trial], Metrics = [all.Spec.Objective.Metric], RolledBack = true,
            })).Curves[0].Points;
            lines.Add(Line(s_plain, $"curve {string.Join(' ', curve.Select(point =>
                Line(s_plain, $"{point.Attempt.Number}/{point.Iteration}={point.Value:R}")))}"));
        }

        lines.AddRange(runs.Select(run => Line(s_plain,
            $"run {run.Trial} {run.Attempt} {run.Where.Node} {run.Where.Slot} started={run.Started.ActiveTicks} "
            + $"ended={run.Ended?.ActiveTicks} from={run.FromIteration} {Of(run.Outcome)} {Of(run.Decision)}")));
        return lines;
    }

    private static string Of(ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.Created e => Of(e.Spec),
        ExperimentEvent.Extended e => Of(e.Spec),
        ExperimentEvent.SessionOpened e => Line(s_plain, $"{e.Term.Number} {e.Host} {e.ProcessId}"),
        ExperimentEvent.TrialProposed e => Line(s_plain, $"{e.Trial} {e.Config} {e.Config.Fingerprint:x16}"),
        ExperimentEvent.AttemptStarted e => Line(s_plain,
            $"{e.Trial} {e.Attempt} {e.Where.Node} {e.Where.Slot} further={Further(e.Where)} from={Of(e.From)}"),
        ExperimentEvent.SlotsHeld e => Line(s_plain, $"{e.Node} {e.Slots}"),
        ExperimentEvent.Reported e => Line(
            s_plain, $"{e.Trial} {e.Attempt} {e.Sequence} {e.Iteration} {Of(e.Metrics)}"),
        ExperimentEvent.CheckpointSaved e => Line(s_plain, $"{e.Trial} {e.Attempt} {Of(e.Checkpoint)}"),
        ExperimentEvent.CheckpointDropped e => Line(s_plain, $"{e.Trial} {Of(e.Checkpoint)}"),
        ExperimentEvent.CheckpointLost e => Line(s_plain,
            $"{e.Trial} {e.Attempt} {Of(e.Checkpoint)} {Of(e.Instead)} {e.Why}"),
        ExperimentEvent.Decided e => Line(s_plain,
            $"{e.Trial} {e.Attempt} {e.Sequence} {e.Iteration} {Of(e.Decision)} {e.InputsHash:x16}"),
        ExperimentEvent.AttemptEnded { Parked: { } parked } e => Line(
            s_plain, $"{e.Trial} {e.Attempt} {Of(e.Outcome)} parked={parked}"),
        ExperimentEvent.AttemptEnded e => Line(s_plain, $"{e.Trial} {e.Attempt} {Of(e.Outcome)}"),
        ExperimentEvent.TrialReopened e => Line(s_plain, $"{e.Trial} {e.Config.Fingerprint:x16} from={Of(e.From)}"),
        ExperimentEvent.ProgramSeen { Program: var program } => Line(
            s_plain, $"{program.Name} {program.Version} {program.Build} {program.Commit} dirty={program.IsDirty} "
            + $"{string.Join(',', program.Packages?.Select(each => each.ToString()) ?? [])} {program.Runtime} "
            + $"{program.OperatingSystem} {program.Host} {string.Join(',', program.Gpus)}"),
        ExperimentEvent.TrialEnded e => Line(s_plain, $"{e.Trial} {e.Status} {e.Why}"),
        ExperimentEvent.MessageRefused e => Line(s_plain, $"{e.Trial} {e.Attempt} {e.Why}"),
        ExperimentEvent.Ended e => Line(s_plain, $"{e.Status} {e.Why}"),
        _ => "",
    };

    private static string Of(ExperimentSpec spec) => Line(s_plain,
        $"{spec.Name} {spec.Trainable} seed={spec.Seed} trials={spec.Trials} space={spec.Space.Fingerprint:x16} "
        + $"objectives={string.Join(',', spec.Objectives.Select(each => $"{each.Metric} {each.Mode}"))} "
        + $"constraints={string.Join(',', spec.Constraints.Select(each => each.Metric))} "
        + $"cpu={spec.Resources.Cpu} gpu={spec.Resources.Gpu} memory={spec.Resources.MemoryBytes} "
        + $"scheduler={spec.Scheduler.GetType().Name} searcher={spec.Searcher.GetType().Name} "
        + $"budget={spec.TimeBudget} stop={spec.Stop?.GetType().Name} retries={spec.Failure.MaxRetries} "
        + $"keep={spec.Checkpoints.KeepLast}/{spec.Checkpoints.KeepBest}{(spec.Objective.Refines ? " refines" : "")}"
        + $"{string.Concat(spec.Resources.Named?.Select(each => Line(s_plain, $" {each.Key}={each.Value}")) ?? [])}");

    private static string Of(Decision? decision) => decision switch
    {
        Decision.Stop stop => Line(s_plain, $"Stop {stop.Reason} {stop.Why}"),
        Decision.CloneFrom clone => Line(s_plain,
            $"Clone {clone.Donor} {Of(clone.Checkpoint)} {clone.Config.Fingerprint:x16}"),
        null => "",
        _ => decision.GetType().Name,
    };

    private static string Of(AttemptOutcome? outcome) => outcome switch
    {
        AttemptOutcome.Failed failed => Line(s_plain, $"Failed {failed.Kind} {failed.Message} {failed.LogTail.Length}"),
        AttemptOutcome.Lost lost => Line(s_plain, $"Lost {lost.Why}"),
        null => "",
        _ => outcome.GetType().Name,
    };

    private static string Further(Allocation where) => string.Join('+', where[0].Slots.Skip(1));

    private static string Of(MetricSet metrics) =>
        string.Join(' ', metrics.Select(metric => Line(s_plain, $"{metric.Name}={metric.Value:R}")));

    private static string Of(CheckpointRef? checkpoint) => checkpoint is null
        ? "none" : Line(s_plain, $"{checkpoint.Digest[..8]}:{checkpoint.Bytes}@{checkpoint.Iteration}");

    // One line each, whatever a message has in it.
    private static string Line(
        IFormatProvider by, [InterpolatedStringHandlerArgument(nameof(by))] ref DefaultInterpolatedStringHandler text)
        =>
        text.ToStringAndClear().Replace('\n', '\u2028');
}
