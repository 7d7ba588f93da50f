using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Portraits;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Hosting.Observing;

/// <summary>An experiment as people see it at one moment.</summary>
internal sealed record SweepSnapshot
{
    /// <summary>Of an experiment that is not there.</summary>
    public static SweepSnapshot Nothing { get; } = Of(new LivePortrait(""));

    /// <summary>The portrait as it is now.</summary>
    public static SweepSnapshot Of(LivePortrait portrait)
    {
        var (now, spec) = (portrait.Experiment, portrait.Experiment.Spec);
        return new SweepSnapshot
        {
            Spec = spec,
            Status = now.Status,
            Why = now.Why,
            IsOpen = now.IsOpen,
            Sessions = now.Sessions,
            Active = now.Last.Active,
            Proposed = now.Proposed,
            Reports = now.Reports,
            Refused = now.Refusals,
            Best = now.Best,
            Shortfall = now.Shortfall,
            Counts = [.. now.Counts],
            Running =
            [
                .. portrait.Going.Where(trial => trial.Status == TrialStatus.Running)
                    .Select(trial => RunningTrial.Of(trial, spec!.Objective)),
            ],
            Rungs = [.. now.Levels.Zip(now.Reached)],
            RecentErrors = now.Errors,
            Top = [.. now.Podium.Top.Select(placed => TopTrial.Of(placed, spec!.Objective))],
        };
    }

    public ExperimentSpec? Spec { get; init; }

    public ExperimentStatus Status { get; init; }

    public string Why { get; init; } = "";

    public bool IsOpen { get; init; }

    public int Sessions { get; init; }

    public TimeSpan Active { get; init; }

    public int Proposed { get; init; }

    public long Reports { get; init; }

    public long Refused { get; init; }

    public BestResult? Best { get; init; }

    public Shortfall? Shortfall { get; init; }

    /// <summary>How many trials stand at each status, indexed by it.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    public required IReadOnlyList<RunningTrial> Running { get; init; }

    /// <summary>Rung level and how many trials have reached it, lowest first; empty when the scheduler has no
    /// rungs.</summary>
    public required IReadOnlyList<(int Level, int Trials)> Rungs { get; init; }

    public required IReadOnlyList<string> RecentErrors { get; init; }

    /// <summary>The best trials, best first, at most five.</summary>
    public required IReadOnlyList<TopTrial> Top { get; init; }

    public int Count(TrialStatus status) => Counts[(int)status];

    /// <summary>Trials that are over.</summary>
    public int Ended =>
        Count(TrialStatus.Completed) + Count(TrialStatus.Stopped) + Count(TrialStatus.Errored);

    /// <summary>Whether the experiment is over and nothing runs.</summary>
    public bool IsOver => Spec is not null && Running.Count == 0
        && Status is ExperimentStatus.Finished or ExperimentStatus.Stopped or ExperimentStatus.Failed;

    /// <summary>Whether the experiment is over or paused and nothing runs, or its owner has left.</summary>
    public bool IsSettled => Spec is not null && Running.Count == 0 && Sessions > 0
        && (IsOver || Status == ExperimentStatus.Paused || !IsOpen);
}

/// <summary>A trial that holds a slot.</summary>
internal sealed record RunningTrial(TrialId Trial, Attempt Attempt, string Node, int Slot, int Iteration, double Value)
{
    public static RunningTrial Of(TrialPortrait trial, Objective objective) => new(
        trial.Trial, trial.Line.Attempt, trial.Latest!.Where.Node, trial.Latest.Where.Slot, trial.Line.Iteration,
        objective.ValueOf(objective.ScoreOf(trial.Line.Metrics)));
}

/// <summary>A trial by its best report.</summary>
internal sealed record TopTrial(TrialId Trial, int Iteration, Score Score, double Value, Configuration Config)
{
    public static TopTrial Of(Placed placed, Objective objective) => new(
        placed.Trial, placed.Best.Iteration, placed.Best.Score, objective.ValueOf(placed.Best.Score),
        placed.Best.Config);
}
