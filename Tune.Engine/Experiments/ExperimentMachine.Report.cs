using System.Collections.Immutable;
using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <remarks>
/// The order of effects of one report, written down once, here:
/// <list type="number">
/// <item>validate: the fence (attempt), the sequence, the iteration, the checkpoint's iteration;</item>
/// <item>store: Reported, then CheckpointSaved;</item>
/// <item>stop rules: a firing decides Stop and the scheduler is not asked;</item>
/// <item>scheduler: decides, unless a stop rule has;</item>
/// <item>the decision is recorded with the hash of its inputs;</item>
/// <item>scheduler, searcher and stop rules are all told the report and the decision, also when it is Stop: what ends a
/// trial is still something learnt.</item>
/// </list>
/// An iteration the trial had reached before (a new attempt repeating the way from its checkpoint) is stored and
/// answered with Continue; nobody judges it twice. A pause that still stands is repeated where it was decided, or
/// beyond, unless what is decided there is a stop or a clone.
/// </remarks>
public static partial class ExperimentMachine
{
    private static Outcome Report(ExperimentState state, ExperimentCommand.Report report)
    {
        if (Refusal(state, report.At, report.Trial, report.Attempt) is { } fenced)
        {
            return fenced;
        }

        var trial = state.Live[report.Trial];
        if (report.Sequence <= trial.Sequence && report.Sequence > 0)
        {
            return new Outcome([], new Reply.Accepted(report.Sequence, trial.LastDecision));
        }

        // Who makes room may still have reports under way. They are work done, and count. After another order they do
        // not, and that they then leave gaps is nobody's mistake.
        if (trial.Leaving is not (Leaving.No or Leaving.Interrupt))
        {
            var left = $"The trial was told to leave ({trial.Leaving}).";
            return new Outcome([], new Reply.Refused(left, IsFenced: true));
        }

        if (Mistake(trial, report) is { } mistake)
        {
            return Outcome.Refuse(mistake);
        }

        var seen = state.Spec!.Observe(report.Trial, report.Iteration, report.Metrics) with
        {
            Checkpoint = report.Checkpoint,
        };
        var (decision, ended) = report.Iteration > trial.Iteration
            ? Judge(state, trial, seen, report)
            : (Decision.Continue.Instance, null);
        if (decision is Decision.Continue && trial.StandingPause is > 0 and var pause && report.Iteration >= pause)
        {
            decision = Decision.Pause.Instance;
        }

        return new Outcome(
            Events(state, report, seen, decision, ended), new Reply.Accepted(report.Sequence, decision));
    }

    private static ImmutableArray<ExperimentEvent> Events(
        ExperimentState state, ExperimentCommand.Report report, Observation seen, Decision decision,
        ExperimentEvent.Ended? ended)
    {
        var isNew = report.Iteration > state.Live[report.Trial].Iteration;
        var events = ImmutableArray.CreateBuilder<ExperimentEvent>(4);
        events.Add(new ExperimentEvent.Reported(
            report.At, report.Trial, report.Attempt, report.Sequence, report.Iteration, report.Metrics));
        if (report.Checkpoint is { } checkpoint)
        {
            events.Add(new ExperimentEvent.CheckpointSaved(report.At, report.Trial, report.Attempt, checkpoint));
        }

        events.Add(new ExperimentEvent.Decided(
            report.At, report.Trial, report.Attempt, report.Sequence, report.Iteration, decision,
            isNew ? HashWith(state, seen) : state.InputsHash));
        if (ended is not null)
        {
            events.Add(ended);
        }

        return events.DrainToImmutable();
    }

    private static (Decision Decision, ExperimentEvent.Ended? Ended) Judge(
        ExperimentState state, TrialState trial, in Observation seen, ExperimentCommand.Report report)
    {
        var signal = state.Stopper?.Judge(seen, trial.ChargedAt(report.At)) ?? default;
        if (signal.Scope == StopScope.None)
        {
            var decision = state.Scheduler is ISlotSharing sharing
                ? sharing.Judge(seen, View(state, trial.Where.Node, trial.Id))
                : state.Scheduler.Judge(seen);
            return (Possible(state, decision, report.Checkpoint), null);
        }

        var reason = signal.IsBudget ? StopReason.BudgetUsed : StopReason.Rule;
        return (
            new Decision.Stop(reason, signal.Why),
            signal.Scope == StopScope.Experiment && !state.HasEnded
                ? EndedBy(state, report.At, signal.Why, report.Metrics)
                : null);
    }

    // A scheduler cannot know what retention has left of a donor. A clone of nothing would only break; that it did not
    // happen is in the recorded decision, which the scheduler is told.
    private static Decision Possible(ExperimentState state, Decision decision, CheckpointRef? own) =>
        decision is Decision.CloneFrom clone && clone.Checkpoint.Digest != own?.Digest
            && !state.Checkpoints.Holds(clone.Checkpoint.Digest)
            ? Decision.Continue.Instance
            : decision;

    /// <summary>The chain of inputs after a judged report. Checkpoints are no part of it: their bytes and the moments
    /// at which they are taken differ from run to run where the scores do not.</summary>
    internal static ulong HashWith(ExperimentState state, in Observation seen)
    {
        var hash = Mix.Into(
            Mix.Into(Mix.Into(state.InputsHash, seen.Trial.Number), seen.Iteration), seen.Score.Value);
        if (seen.IsPartial)
        {
            hash = Mix.Into(hash, (int)Fact.Partial);
        }

        foreach (var objective in state.Spec!.FurtherObjectives)
        {
            hash = Mix.Into(hash, objective.ScoreOf(seen.Metrics).Value);
        }

        return state.Spec.Constraints.IsEmpty ? hash : Mix.Into(hash, seen.Violation);
    }

    private static string? Mistake(TrialState trial, ExperimentCommand.Report report)
    {
        if (report.Sequence != trial.Sequence + 1)
        {
            return $"Report {report.Sequence} came after report {trial.Sequence}: one in between is missing.";
        }

        if (report.Iteration <= trial.AttemptIteration)
        {
            return $"A report for iteration {report.Iteration} came after iteration {trial.AttemptIteration}: "
                + "iterations must rise from report to report.";
        }

        if (report.Checkpoint is { } checkpoint && checkpoint.Iteration != report.Iteration)
        {
            return $"A checkpoint of iteration {checkpoint.Iteration} came with a report of iteration "
                + $"{report.Iteration}; they must agree.";
        }

        return null;
    }

    // The fence: only the latest attempt of a running trial has a voice.
    private static Outcome? Refusal(ExperimentState state, Moment at, TrialId id, Attempt attempt)
    {
        var why = !state.Live.TryGetValue(id, out var trial)
            ? id.Number >= 0 && id.Number < state.Proposed ? "the trial is over" : "there is no such trial"
            : attempt != trial.Attempt ? $"attempt {attempt} is not the latest, {trial.Attempt}"
            : trial.Status != TrialStatus.Running ? $"the attempt has ended and the trial is {trial.Status}"
            : null;
        return why is null
            ? null
            : new Outcome(
                [new ExperimentEvent.MessageRefused(at, id, attempt, why)], new Reply.Refused(why, IsFenced: true));
    }
}
