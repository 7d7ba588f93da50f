using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Storage.Tracking;

/// <summary>
/// The fold of an experiment's events into what people ask for. The same for every kind of store; only where the rows
/// are kept differs.
/// </summary>
internal sealed class Projection(ExperimentRow experiment, ITrialRows trials)
{
    /// <summary>The experiment as a whole.</summary>
    public ExperimentRow Experiment => experiment;

    /// <summary>Takes in the next event.</summary>
    /// <exception cref="InvalidDataException">It cannot follow what came before it.</exception>
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
                Save(saved);
                break;
            case ExperimentEvent.CheckpointLost lost:
                Row(lost.Trial, fact.At).Held.RemoveAll(held => held.Digest == lost.Checkpoint.Digest);
                break;
            case ExperimentEvent.CheckpointDropped dropped:
                Row(dropped.Trial, fact.At).Held.Remove(dropped.Checkpoint);
                break;
            case ExperimentEvent.TrialProposed proposed:
                trials.Add(new TrialRow(proposed.Trial) { Config = proposed.Config, Last = fact.At });
                experiment.Trials = Math.Max(experiment.Trials, checked(proposed.Trial.Number + 1));
                break;
            case ExperimentEvent.AttemptStarted started:
                Start(started);
                break;
            case ExperimentEvent.AttemptEnded ended:
                End(ended);
                break;
            case ExperimentEvent.TrialEnded ended:
                var row = Row(ended.Trial, fact.At);
                (row.Status, row.Why) = (ended.Status, ended.Why);
                break;
            default:
                ApplyToExperiment(fact);
                break;
        }

        experiment.Events++;
        experiment.Last = new Moment(
            fact.At.UtcTicks, Math.Max(experiment.Last.ActiveTicks, fact.At.ActiveTicks));
    }

    private void ApplyToExperiment(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Created created:
                (experiment.Spec, experiment.Created) = (created.Spec, created.At);
                break;
            case ExperimentEvent.Extended extended:
                experiment.Spec = extended.Spec;
                (experiment.Status, experiment.Why) = (ExperimentStatus.Active, "");
                break;
            case ExperimentEvent.Released:
                (experiment.Status, experiment.Why) = (ExperimentStatus.Active, "");
                break;
            case ExperimentEvent.Held:
                experiment.Status = ExperimentStatus.Held;
                break;
            case ExperimentEvent.Ended ended:
                (experiment.Status, experiment.Why) = (ended.Status, ended.Why);
                break;
            case ExperimentEvent.SessionOpened:
                experiment.IsOpen = true;
                break;
            case ExperimentEvent.SessionClosed:
                experiment.IsOpen = false;
                break;
            default:
                break;
        }
    }

    private void Report(ExperimentEvent.Reported reported)
    {
        var row = Row(reported.Trial, reported.At);
        experiment.Reports++;
        row.Reports++;
        row.LastMetrics = reported.Metrics;
        row.Count(reported.Metrics);
        if (row.Tail.Add(reported) == PointChunk.Capacity)
        {
            trials.Close(row, row.Tail.Bytes);
            row.Tail.Clear();
            row.Chunks++;
        }

        // An attempt that repeats the way from its checkpoint is shown, but counts only once.
        if (reported.Iteration <= row.Iteration)
        {
            return;
        }

        row.Iteration = reported.Iteration;
        var score = Spec().ResultOf(reported.Metrics);
        if (score > row.BestScore)
        {
            (row.BestScore, row.BestIteration, row.BestConfig) = (score, reported.Iteration, row.Config);
        }

        if (!score.IsWorst && (experiment.Best is null || score > experiment.Best.Score))
        {
            experiment.Best = new BestResult(
                row.Trial, reported.Iteration, score, Spec().Objective.ValueOf(score), row.Config);
        }
    }

    private void Decide(ExperimentEvent.Decided decided)
    {
        var row = Row(decided.Trial, decided.At);
        if (row.Runs.Count > 0)
        {
            row.Runs[^1].Decision = decided.Decision;
        }

        switch (decided.Decision)
        {
            case Decision.Pause:
                (row.Leaving, row.PausedAt) = (Leaving.Pause, decided.Iteration);
                break;
            case Decision.Stop:
                row.Leaving = Leaving.Stop;
                break;
            case Decision.CloneFrom clone:
                row.Leaving = Leaving.Clone;
                row.Config = clone.Config;
                row.ResumesFrom = clone.Checkpoint.Iteration;
                break;
            default:
                break;
        }
    }

    private void Save(ExperimentEvent.CheckpointSaved saved)
    {
        var row = Row(saved.Trial, saved.At);
        if (!row.Held.Contains(saved.Checkpoint))
        {
            row.Held.Add(saved.Checkpoint);
        }

        if (row.Leaving != Leaving.Clone)
        {
            row.ResumesFrom = saved.Checkpoint.Iteration;
        }
    }

    private void Start(ExperimentEvent.AttemptStarted started)
    {
        var row = Row(started.Trial, started.At);
        row.Status = TrialStatus.Running;
        row.Leaving = Leaving.No;
        row.Runs.Add(new RunRow(
            started.Attempt, started.Node, started.Slot, started.At, started.From?.Iteration ?? 0));
    }

    private void End(ExperimentEvent.AttemptEnded ended)
    {
        var row = Row(ended.Trial, ended.At);
        if (row.Runs.Count > 0)
        {
            var run = row.Runs[^1];
            (run.Ended, run.Outcome) = (ended.At, ended.Outcome);
            row.Used += ended.At.Active - run.Started.Active;
        }

        if (ended.Outcome is AttemptOutcome.Failed failed)
        {
            row.Failures++;
            row.Error = failed;
        }

        // A pause holds only with the state it was decided on, as in the engine.
        var parks = row.Leaving == Leaving.Pause && row.ResumesFrom >= row.PausedAt;
        row.Status = parks ? TrialStatus.Paused : TrialStatus.Pending;
        row.Leaving = row.Leaving == Leaving.Stop ? Leaving.Stop : Leaving.No;
    }

    private TrialRow Row(TrialId trial, Moment at)
    {
        var row = trials.Get(trial);
        row.Last = at;
        return row;
    }

    private ExperimentSpec Spec() =>
        experiment.Spec ?? throw new InvalidDataException("a report comes before the experiment was created");
}
