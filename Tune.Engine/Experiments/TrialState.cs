using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// What the engine remembers of a trial that is not over. Changed by <see cref="ExperimentMachine"/> alone.
/// </summary>
public sealed partial class TrialState
{
    private TimeSpan _forgiven;

    internal TrialState(TrialId id, Configuration config, IEnumerable<string> needed)
    {
        Id = id;
        Config = config;
        Missing = [.. needed];
    }

    /// <summary>What it goes on from, and what of its work stands.</summary>
    public TrialLine Line { get; } = new();

    /// <summary>Its number.</summary>
    public TrialId Id { get; }

    /// <summary>Its configuration now; a clone changes it.</summary>
    public Configuration Config { get; internal set; }

    /// <summary>Pending, Running or Paused: trials that are over are not remembered here.</summary>
    public TrialStatus Status { get; internal set; }

    /// <summary>The latest attempt; the fence.</summary>
    public Attempt Attempt => Line.Attempt;

    /// <summary>Where the latest attempt runs, or ran.</summary>
    public Allocation Where { get; internal set; }

    /// <summary>The highest iteration ever judged. An attempt that starts from an older checkpoint repeats iterations;
    /// those are stored but not judged again.</summary>
    public int Iteration { get; internal set; }

    /// <summary>The last sequence number of the latest attempt.</summary>
    public int Sequence { get; internal set; }

    /// <summary>The last iteration the latest attempt reported, or started from.</summary>
    public int AttemptIteration => Line.Iteration;

    /// <summary>What the next attempt would start from; null for nothing.</summary>
    public CheckpointRef? Checkpoint => Line.GoesOnFrom;

    /// <summary>Whether and why the running attempt was told to leave.</summary>
    public Leaving Leaving => Line.Leaving;

    /// <summary>How many attempts broke.</summary>
    public int Failures { get; internal set; }

    /// <summary>How many attempts lost their node or owner.</summary>
    public int Losses { get; internal set; }

    /// <summary>What the latest attempt was to start from.</summary>
    internal CheckpointRef? StartedFrom { get; set; }

    /// <summary>Whether it was paused and has not reported since.</summary>
    internal bool WasPaused { get; set; }

    /// <summary>Why it failed for good, and as which of all that did.</summary>
    internal (long Order, string Why) FailedAs { get; set; }

    /// <summary>How many ends of attempts the retries paid for.</summary>
    internal int RetriesUsed { get; set; }

    /// <summary>How many ends of attempts counted as losses.</summary>
    internal int LossesUsed { get; set; }

    /// <summary>How many reports are in the journal, all attempts together.</summary>
    public int Reports { get; internal set; }

    /// <summary>What the last report is worth as a result: the worst there is if it breaks a constraint or lacks an
    /// objective.</summary>
    internal Score LastResult { get; set; }

    /// <summary>The best score on its line.</summary>
    public Score BestScore => Line.Best?.Score ?? Score.Worst;

    /// <summary>The last metrics reported.</summary>
    public MetricSet LastMetrics { get; internal set; } = MetricSet.Empty;

    /// <summary>The metrics the experiment needs that the trial has not reported, usable or not.</summary>
    internal List<string> Missing { get; }

    /// <summary>The last decision; what a resent report is answered with.</summary>
    public Decision LastDecision { get; internal set; } = Decision.Continue.Instance;

    /// <summary>Running time of all ended attempts.</summary>
    public TimeSpan Used { get; internal set; }

    /// <summary>Active time at which the latest attempt started.</summary>
    public TimeSpan Started { get; internal set; }

    /// <summary>A pause was decided at this iteration but the trial lost its attempt before it had saved there: the
    /// decision stands, and is repeated when a new attempt gets there again. 0 for none.</summary>
    internal int StandingPause => Line.StandingPause;

    /// <summary>A report that has been stored and not yet decided on.</summary>
    internal Observation? Unjudged { get; set; }

    /// <summary>Nothing stands against it any more: it runs from there as if it had just begun. From nothing, what it
    /// had reported before is no result of its own any more.</summary>
    internal void BeginAgain(CheckpointRef? from, IEnumerable<string> needed)
    {
        Iteration = from?.Iteration ?? 0;
        Line.Reopen(from);
        (Sequence, RetriesUsed, LossesUsed) = (0, 0, 0);
        (WasPaused, StartedFrom, Unjudged) = (false, null, null);
        if (from is null)
        {
            (LastResult, _forgiven) = (default, Used);
            Missing.Clear();
            Missing.AddRange(needed);
        }
    }

    /// <summary>The running time up to an instant that counts against a limit: all of it, unless the trial began again
    /// from nothing.</summary>
    internal TimeSpan ChargedAt(Moment now) => UsedAt(now) - _forgiven;

    /// <summary>Running time of all attempts up to an instant.</summary>
    public TimeSpan UsedAt(Moment now) =>
        Status == TrialStatus.Running ? Used + (now.Active - Started) : Used;
}
