using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;

namespace Tune.Engine.Portraits;

/// <summary>
/// The fold of an experiment's events into what people see of it: the same for every store, screen and result. What
/// differs is only where the trials are kept.
/// </summary>
/// <param name="experiment">The experiment as a whole; changed by every event.</param>
/// <param name="trials">Its trials.</param>
public sealed class PortraitFold(ExperimentPortrait experiment, ITrialPortraits trials)
{
    /// <summary>The experiment as a whole.</summary>
    public ExperimentPortrait Experiment => experiment;

    /// <summary>Takes in the next event.</summary>
    /// <exception cref="InvalidOperationException">It cannot follow what came before it.</exception>
    public void Apply(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Reported reported:
                Report(reported);
                break;
            case ExperimentEvent.Decided decided:
                Decide(decided);
                break;
            case ExperimentEvent.CheckpointSaved saved:
                Trial(saved.Trial, fact).Line.Save(saved.Checkpoint);
                break;
            case ExperimentEvent.CheckpointLost lost:
                Trial(lost.Trial, fact).Line.Lose(lost.Checkpoint, lost.Instead);
                break;
            case ExperimentEvent.CheckpointDropped dropped:
                Trial(dropped.Trial, fact).Line.Drop(dropped.Checkpoint);
                break;
            case ExperimentEvent.TrialProposed proposed:
                Propose(proposed);
                break;
            case ExperimentEvent.AttemptStarted started:
                Start(started);
                break;
            case ExperimentEvent.AttemptEnded ended:
                End(ended);
                break;
            case ExperimentEvent.TrialEnded ended:
                Close(ended);
                break;
            case ExperimentEvent.TrialReopened reopened:
                Reopen(reopened);
                break;
            case ExperimentEvent.MessageRefused:
                experiment.Refusals++;
                break;
            default:
                ApplyToExperiment(fact);
                break;
        }

        experiment.Position++;
        experiment.Last = new Moment(
            fact.At.UtcTicks, Math.Max(experiment.Last.ActiveTicks, fact.At.ActiveTicks));
    }

    private void ApplyToExperiment(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Created created:
                (experiment.Spec, experiment.Created) = (created.Spec, created.At);
                experiment.Reached = new int[experiment.Levels.Count];
                break;
            case ExperimentEvent.Extended extended:
                experiment.Spec = extended.Spec;
                (experiment.Status, experiment.Why) = (ExperimentStatus.Active, "");
                break;
            case ExperimentEvent.Resumed:
                (experiment.Status, experiment.Why) = (ExperimentStatus.Active, "");
                break;
            case ExperimentEvent.Acted acted:
                Act(acted.Act, acted.At);
                break;
            case ExperimentEvent.Paused:
                experiment.Status = ExperimentStatus.Paused;
                break;
            case ExperimentEvent.Ended ended:
                (experiment.Status, experiment.Why) = (ended.Status, ended.Why);
                break;
            case ExperimentEvent.SessionOpened opened:
                (experiment.Session, experiment.IsOpen, experiment.IsDraining) = (opened.Term, true, false);
                experiment.Sessions++;
                break;
            case ExperimentEvent.ProgramSeen seen:
                experiment.Saw(seen.Program);
                break;
            case ExperimentEvent.DrainStarted:
                experiment.IsDraining = true;
                break;
            case ExperimentEvent.SessionClosed:
                experiment.IsOpen = false;
                break;
            default:
                break;
        }
    }

    // What is written about a trial is no event of its life.
    private void Act(UserAct act, Moment at)
    {
        switch (act)
        {
            case UserAct.Annotate { Trial: { } id } annotate:
                var trial = trials.Get(id);
                trial.Tags = trial.Tags.After(annotate);
                trial.Note = annotate.Note ?? trial.Note;
                break;
            case UserAct.Annotate annotate:
                experiment.Tags = experiment.Tags.After(annotate);
                experiment.Note = annotate.Note ?? experiment.Note;
                experiment.Title = annotate.Title ?? experiment.Title;
                break;
            case UserAct.Delete { Trial: { } id }:
                trials.Get(id).Deleted = at;
                experiment.DeletedTrials.Add(id);
                break;
            case UserAct.Restore { Trial: { } id }:
                trials.Get(id).Deleted = null;
                experiment.DeletedTrials.Remove(id);
                break;
            case UserAct.Delete:
                experiment.Deleted = at;
                break;
            case UserAct.Restore:
                experiment.Deleted = null;
                break;
            default:
                break;
        }
    }

    private void Propose(ExperimentEvent.TrialProposed proposed)
    {
        trials.Add(new TrialPortrait(proposed.Trial)
        {
            Config = proposed.Config, Last = proposed.At, IsByHand = proposed.ByHand,
        });
        experiment.Enqueued += proposed.ByHand ? 1 : 0;
        experiment.Proposed = Math.Max(experiment.Proposed, checked(proposed.Trial.Number + 1));
        experiment.Counts[(int)TrialStatus.Pending]++;
        experiment.Going.Add(proposed.Trial);
    }

    private void Report(ExperimentEvent.Reported reported)
    {
        var trial = Trial(reported.Trial, reported);
        experiment.Reports++;
        trial.Reports++;
        if (trial.Latest is { } run)
        {
            (run.Reports, run.Iteration) = (run.Reports + 1, reported.Iteration);
        }

        var (reach, best) = (trial.Line.Reach, trial.Line.Best);
        trial.Line.Report(
            reported.Iteration, reported.Metrics, Spec().ResultOf(reported.Metrics), trial.Config, experiment.Reports,
            Spec().Objective);
        Climb(reach, trial.Line.Reach);
        if (!ReferenceEquals(trial.Line.Best, best))
        {
            experiment.Podium.Improve(trial.Trial, trial.Line.Best!, Spec().Objective);
        }
    }

    private void Decide(ExperimentEvent.Decided decided)
    {
        var trial = Trial(decided.Trial, decided);
        experiment.Decisions++;
        trial.Line.Decide(decided.Decision, decided.Iteration);
        if (trial.Latest is { } run)
        {
            run.Decision = decided.Decision;
        }

        if (decided.Decision is Decision.CloneFrom clone)
        {
            trial.Config = clone.Config;
        }
    }

    private void Start(ExperimentEvent.AttemptStarted started)
    {
        var trial = Trial(started.Trial, started);
        var reach = trial.Line.Reach;
        Move(trial, TrialStatus.Running);
        trial.Line.Start(started.Attempt, started.From);
        var begun = trial.Line.Begun;
        trial.Attempts.Add(new AttemptPortrait(
            started.Attempt, started.Where, started.At, started.From?.Iteration ?? 0)
        {
            Follows = begun.Attempt, FollowsTo = begun.Iteration,
        });
        Climb(reach, trial.Line.Reach);
        if (experiment.Podium.IsStale(trial.Trial, trial.Line.Best))
        {
            experiment.Podium.Count(
                experiment.Going.Concat(experiment.Failed).Select(id => (id, trials.Look(id).Line.Best)),
                Spec().Objective);
        }
    }

    private void End(ExperimentEvent.AttemptEnded ended)
    {
        var trial = Trial(ended.Trial, ended);
        if (trial.Latest is { } run)
        {
            (run.Ended, run.Outcome) = (ended.At, ended.Outcome);
            trial.Used += ended.At.Active - run.Started.Active;
        }

        trial.Losses += ended.Outcome is AttemptOutcome.Lost ? 1 : 0;
        if (ended.Outcome is AttemptOutcome.Failed failed)
        {
            trial.Failures++;
            trial.Error = failed;
            var said = $"trial {ended.Trial}, attempt {ended.Attempt}: {failed.Kind}: {failed.Message}";
            experiment.Errors = [.. experiment.Errors.TakeLast(ExperimentPortrait.ErrorsMax - 1), said];
        }

        Move(trial, trial.Line.End(ended.Parked) ? TrialStatus.Paused : TrialStatus.Pending);
    }

    private void Close(ExperimentEvent.TrialEnded ended)
    {
        var trial = Trial(ended.Trial, ended);
        trial.Why = ended.Why;
        Move(trial, ended.Status);
        trial.Line.Close(ended.Status);
        experiment.Going.Remove(ended.Trial);
        if (ended.Status != TrialStatus.Errored)
        {
            experiment.Podium.Settle(trial.Trial, trial.Line.Best, Spec().Objective);
        }
        else if (trial.Line.Best is not null)
        {
            experiment.Failed.Add(ended.Trial);
        }
    }

    private void Reopen(ExperimentEvent.TrialReopened reopened)
    {
        var trial = Trial(reopened.Trial, reopened);
        trial.Why = "";
        trial.Line.Reopen(reopened.From);
        Move(trial, TrialStatus.Pending);
        experiment.Failed.Remove(reopened.Trial);
        experiment.Going.Add(reopened.Trial);
    }

    private void Move(TrialPortrait trial, TrialStatus status)
    {
        experiment.Counts[(int)trial.Status]--;
        trial.Status = status;
        experiment.Counts[(int)status]++;
    }

    // Upwards with a report, downwards when work is rolled back.
    private void Climb(int from, int to)
    {
        for (var i = 0; i < experiment.Reached.Length; i++)
        {
            experiment.Reached[i] +=
                (to >= experiment.Levels[i] ? 1 : 0) - (from >= experiment.Levels[i] ? 1 : 0);
        }
    }

    private TrialPortrait Trial(TrialId id, ExperimentEvent fact)
    {
        var trial = trials.Get(id);
        trial.Last = fact.At;
        return trial;
    }

    private ExperimentSpec Spec() =>
        experiment.Spec ?? throw new InvalidOperationException("a report comes before the experiment was created");
}
