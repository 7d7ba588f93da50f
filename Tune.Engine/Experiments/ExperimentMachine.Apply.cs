using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

public static partial class ExperimentMachine
{
    /// <summary>Folds one event into the state. Consumes the state it is given; use the returned one.</summary>
    public static ExperimentState Apply(ExperimentState state, ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Reported reported:
                ApplyReported(state, reported);
                break;
            case ExperimentEvent.Decided decided:
                ApplyDecided(state, decided);
                break;
            case ExperimentEvent.CheckpointSaved saved:
                ApplySaved(state, saved);
                break;
            case ExperimentEvent.CheckpointLost lost:
                ApplyLost(state, lost);
                break;
            case ExperimentEvent.CheckpointDropped dropped:
                ApplyDropped(state, dropped);
                break;
            case ExperimentEvent.TrialProposed proposed:
                ApplyProposed(state, proposed);
                break;
            case ExperimentEvent.AttemptStarted started:
                ApplyStarted(state, started);
                break;
            case ExperimentEvent.AttemptEnded ended:
                ApplyAttemptEnded(state, ended);
                break;
            case ExperimentEvent.TrialEnded ended:
                ApplyTrialEnded(state, ended);
                break;
            case ExperimentEvent.TrialReopened reopened:
                ApplyReopened(state, reopened);
                break;
            case ExperimentEvent.SlotsHeld held:
                ApplyHeld(state, held);
                break;
            case ExperimentEvent.MessageRefused:
                state.Refusals++;
                break;
            default:
                ApplyToExperiment(state, fact);
                break;
        }

        state.Last = new Moment(fact.At.UtcTicks, Math.Max(state.Last.ActiveTicks, fact.At.ActiveTicks));
        return state;
    }

    private static void ApplyReported(ExperimentState state, ExperimentEvent.Reported reported)
    {
        var trial = state.Live[reported.Trial];
        trial.Sequence = reported.Sequence;
        trial.LastMetrics = reported.Metrics;
        var (result, best) = (state.Spec!.ResultOf(reported.Metrics), trial.Line.Best);
        trial.Line.Report(
            reported.Iteration, reported.Metrics, result, trial.Config, state.Reports + 1, state.Spec.Objective);
        if (!ReferenceEquals(trial.Line.Best, best))
        {
            state.Podium.Improve(trial.Id, trial.Line.Best!, state.Spec.Objective);
            state.Crown();
        }

        trial.Reports++;
        Strike(trial.Missing, reported.Metrics, finiteOnly: false);
        Strike(state.Unreported, reported.Metrics, finiteOnly: false);
        state.HasWhole = state.HasWhole || state.Spec!.HasObjectives(reported.Metrics);
        state.Reports++;
        trial.LastResult = state.Spec.ScoresRepeats || reported.Iteration > trial.Iteration ? result : trial.LastResult;
        if (reported.Iteration <= trial.Iteration)
        {
            return;
        }

        var seen = state.Spec.Observe(reported.Trial, reported.Iteration, reported.Metrics);
        trial.Unjudged = seen;
        Strike(state.Unusable, reported.Metrics, finiteOnly: true);
    }

    // Lists of what is wanting: empty after the first good report, so that the ones after it cost nothing.
    private static void Strike(List<string> wanting, MetricSet metrics, bool finiteOnly)
    {
        for (var i = wanting.Count - 1; i >= 0; i--)
        {
            if (metrics.TryGet(wanting[i], out var value) && (!finiteOnly || double.IsFinite(value)))
            {
                wanting.RemoveAt(i);
            }
        }
    }

    private static void ApplyDecided(ExperimentState state, ExperimentEvent.Decided decided)
    {
        var trial = state.Live[decided.Trial];
        state.Decisions++;
        trial.LastDecision = decided.Decision;
        if (trial.Unjudged is { } seen)
        {
            trial.Unjudged = null;
            trial.Iteration = seen.Iteration;
            state.InputsHash = HashWith(state, seen);
            state.Stopper?.Observe(seen);
            state.Tell(new TrialFact.Judged(seen, decided.Decision));
        }

        var before = trial.Checkpoint;
        trial.Line.Decide(decided.Decision, decided.Iteration);
        state.Pin(trial.Checkpoint, instead: before);
        trial.Config = decided.Decision is Decision.CloneFrom clone ? clone.Config : trial.Config;
    }

    private static void ApplySaved(ExperimentState state, ExperimentEvent.CheckpointSaved saved)
    {
        var trial = state.Live[saved.Trial];
        var before = trial.Checkpoint;
        trial.Line.Save(saved.Checkpoint);
        state.Pin(trial.Checkpoint, instead: before);
        if (trial.Unjudged is { } seen && seen.Iteration == saved.Checkpoint.Iteration)
        {
            trial.Unjudged = seen with { Checkpoint = saved.Checkpoint };
        }

        state.Checkpoints.Add(saved.Trial, saved.Checkpoint, trial.LastResult);
    }

    private static void ApplyLost(ExperimentState state, ExperimentEvent.CheckpointLost lost)
    {
        var trial = state.Live[lost.Trial];
        var before = trial.Checkpoint;
        trial.Line.Lose(lost.Checkpoint, lost.Instead);
        state.Pin(trial.Checkpoint, instead: before);
        foreach (var same in SameContent(state, lost.Trial, lost.Checkpoint).ToArray())
        {
            state.Checkpoints.Remove(lost.Trial, same);
        }
    }

    private static void ApplyDropped(ExperimentState state, ExperimentEvent.CheckpointDropped dropped)
    {
        state.Checkpoints.Remove(dropped.Trial, dropped.Checkpoint);
        var trial = state.Live.GetValueOrDefault(dropped.Trial) ?? state.Failed.GetValueOrDefault(dropped.Trial);
        trial?.Line.Drop(dropped.Checkpoint);
    }

    private static void ApplyProposed(ExperimentState state, ExperimentEvent.TrialProposed proposed)
    {
        var trial = new TrialState(proposed.Trial, proposed.Config, state.Spec!.NeededMetrics());
        state.Live.Add(trial.Id, trial);
        state.Move(trial, TrialStatus.Pending);
        var isGiven = proposed.ByHand || state.ProposedByPlan < state.Spec.PointsToEvaluate.Length;
        state.Proposed = checked(proposed.Trial.Number + 1);
        state.Acts.Enqueued += proposed.ByHand ? 1 : 0;
        state.Tried?.Take(proposed.Config, isGiven);
        Chain(state, Fact.Added, proposed.Trial);
        state.InputsHash = Mix.Into(state.InputsHash, proposed.Config.Fingerprint);
        state.Tell(new TrialFact.Added(proposed.Trial, proposed.Config) { ByHand = proposed.ByHand });
    }

    private static void ApplyStarted(ExperimentState state, ExperimentEvent.AttemptStarted started)
    {
        var trial = state.Live[started.Trial];
        var wasParked = trial.Status == TrialStatus.Paused;
        var clone = trial.Leaving == Leaving.Clone ? trial.LastDecision as Decision.CloneFrom : null;
        state.Move(trial, TrialStatus.Running);
        trial.Where = started.Where;
        trial.StartedFrom = started.From;
        trial.WasPaused = wasParked || (trial.WasPaused && trial.Sequence == 0);
        trial.Sequence = 0;
        trial.Started = started.At.Active;
        trial.Line.Start(started.Attempt, started.From);
        if (state.Podium.IsStale(trial.Id, trial.Line.Best))
        {
            state.Podium.Count(
                state.Live.Values.Concat(state.Failed.Values).Select(other => (other.Id, other.Line.Best)),
                state.Spec!.Objective);
            state.Crown();
        }

        if (started.Where.Width > 1)
        {
            Chain(state, Fact.Widened, started.Trial);
            state.InputsHash = Mix.Into(state.InputsHash, started.Where.Width - 1);
        }

        if (wasParked)
        {
            Chain(state, Fact.Resumed, started.Trial);
            state.InputsHash = clone is null ? state.InputsHash : Mix.Into(state.InputsHash, clone.Config.Fingerprint);
            state.Tell(new TrialFact.Resumed(started.Trial, clone));
        }
    }

    private static void ApplyHeld(ExperimentState state, ExperimentEvent.SlotsHeld held)
    {
        state.Held[held.Node] = held.Slots;
        state.InputsHash = Mix.Into(Mix.Into(state.InputsHash, held.Node), held.Slots.Count);
        if (held.Slots.Count == 0)
        {
            state.Held.Remove(held.Node);
        }
    }

    private static void ApplyAttemptEnded(ExperimentState state, ExperimentEvent.AttemptEnded ended)
    {
        var trial = state.Live[ended.Trial];
        trial.Used = trial.UsedAt(ended.At);
        var charge = ChargeFor(trial, ended.Outcome);
        trial.Failures += ended.Outcome is AttemptOutcome.Failed ? 1 : 0;
        trial.Losses += ended.Outcome is AttemptOutcome.Lost ? 1 : 0;
        trial.RetriesUsed += charge == Charge.Retry ? 1 : 0;
        trial.LossesUsed += charge == Charge.Loss ? 1 : 0;
        var parks = trial.Line.End(ended.Parked);
        state.Move(trial, parks ? TrialStatus.Paused : TrialStatus.Pending);
        if (parks)
        {
            Chain(state, Fact.Parked, ended.Trial);
            state.Tell(new TrialFact.Parked(ended.Trial, trial.Iteration, trial.Checkpoint));
        }
    }

    private static void ApplyTrialEnded(ExperimentState state, ExperimentEvent.TrialEnded ended)
    {
        var trial = state.Live[ended.Trial];
        state.Move(trial, ended.Status);
        var before = trial.Checkpoint;
        trial.Line.Close(ended.Status);
        state.Pin(null, instead: before);
        state.Live.Remove(ended.Trial);
        state.CountEnded(ended.Status);
        if (ended.Status == TrialStatus.Errored)
        {
            state.Fail(trial, ended.Why);
        }
        else
        {
            state.Podium.Settle(trial.Id, trial.Line.Best, state.Spec!.Objective);
        }

        state.Stopper?.Forget(ended.Trial);
        Chain(state, Fact.Ended, ended.Trial);
        state.Tell(new TrialFact.Ended(ended.Trial, ended.Status));
    }

    private static void ApplyToExperiment(ExperimentState state, ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Created created:
                state.Begin(created.Spec);
                break;
            case ExperimentEvent.Extended extended:
                state.Stopper = Equals(extended.Spec.Stop, state.Spec!.Stop)
                    ? state.Stopper
                    : extended.Spec.Stop?.Create(
                        extended.Spec.Objective, extended.Spec.TellsPartial, extended.Spec.RanksByLength);
                state.Spec = extended.Spec;
                (state.Status, state.Why) = (ExperimentStatus.Active, "");
                break;
            case ExperimentEvent.Resumed:
                (state.Status, state.Why) = (ExperimentStatus.Active, "");
                break;
            case ExperimentEvent.SessionOpened opened:
                (state.Term, state.IsOpen, state.IsDraining) = (opened.Term, true, false);
                break;
            case ExperimentEvent.Acted acted:
                state.Acts.Take(acted, new TrialId(state.Proposed));
                break;
            case ExperimentEvent.Beat or ExperimentEvent.ProgramSeen:
                break;
            case ExperimentEvent.DrainStarted:
                state.IsDraining = true;
                InterruptAll(state);
                break;
            case ExperimentEvent.SessionClosed:
                state.IsOpen = false;
                break;
            case ExperimentEvent.Paused:
                state.Status = ExperimentStatus.Paused;
                InterruptAll(state);
                break;
            case ExperimentEvent.Ended ended:
                (state.Status, state.Why) = (ended.Status, ended.Why);
                InterruptAll(state);
                break;
            default:
                throw new InvalidOperationException($"The event {fact.GetType().Name} is not known.");
        }
    }

    private static void InterruptAll(ExperimentState state)
    {
        foreach (var trial in state.RunningInOrder)
        {
            trial.Line.Leaving = trial.Leaving == Leaving.No ? Leaving.Interrupt : trial.Leaving;
        }
    }

    private static void Chain(ExperimentState state, Fact kind, TrialId trial) =>
        state.InputsHash = Mix.Into(Mix.Into(state.InputsHash, (int)kind), trial.Number);

    private enum Fact
    {
        Added = -1,
        Parked = -2,
        Resumed = -3,
        Ended = -4,
        Widened = -5,
        Partial = -6,
        Reopened = -7,
    }
}
